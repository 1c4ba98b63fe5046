"""What `doctor` looks at."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.checkup import checkup
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.services import Services
from dashboard.settings import Settings
from tests.data.factories import TODAY, load, row
from tests.fixtures.openid import openid_provider
from tests.fixtures.served import free_port


def about_single_sign_on(opened: Services, issuer: str) -> list[tuple[str, str]]:
    """Level and text of what is found about the provider."""
    told = {**opened.settings.model_dump(), "sso_issuer": issuer, "sso_client_id": "dashboard"}
    found = checkup(Settings(_env_file=None, **told), lambda: nullcontext(opened))
    return [(one.level, one.text) for one in found if one.text.startswith("single sign-on: ")]


def test_an_identity_provider_answers(opened: Services) -> None:
    with openid_provider({}) as issuer:
        assert about_single_sign_on(opened, issuer) == [("ok", f"single sign-on: {issuer} answers")]


def test_an_identity_provider_that_does_not_answer_is_a_fault(opened: Services) -> None:
    issuer = f"http://127.0.0.1:{free_port()}"
    [(level, text)] = about_single_sign_on(opened, issuer)
    assert (level, text.partition(": ")[2].startswith(f"DASHBOARD_SSO_ISSUER {issuer}: ")) == ("FAULT", True)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"help_file": Path("/not/there.toml")}, ["DASHBOARD_HELP_FILE: /not/there.toml: cannot be read: "]),
        ({"help_file": Path("/")}, ["DASHBOARD_HELP_FILE: /: cannot be read: "]),
        ({"admin_email": "a@example.com"}, ["DASHBOARD_ADMIN_PASSWORD: not set, "]),
        ({"admin_password": "long enough 1"}, ["DASHBOARD_ADMIN_EMAIL: not set, "]),
        ({"admin_email": "a@example.com", "admin_password": "long enough 1"}, []),
    ],
)
def test_settings_that_do_nothing_are_noted(opened: Services, more: dict[str, Any], found: list[str]) -> None:
    told = {**opened.settings.model_dump(), "admin_email": None, "admin_password": None, **more}
    every = checkup(Settings(_env_file=None, **told), lambda: nullcontext(opened))
    noted = [(one.level, one.text) for one in every if one.text.startswith("DASHBOARD_")]
    assert [(level, text[: len(begun)]) for (level, text), begun in zip(noted, found, strict=True)] == [
        ("note", begun) for begun in found
    ]


def about_us(opened: Services, today: date) -> list[tuple[str, str]]:
    """Level and text of what is found about the region on a day."""
    told = {**opened.settings.model_dump(), "today": today}
    found = checkup(Settings(_env_file=None, **told), lambda: nullcontext(opened))
    return [(one.level, one.text.removeprefix("region US: ")) for one in found if one.text.startswith("region US: ")]


def test_findings_are_counted_by_kind_and_only_a_late_report_is_a_fault(opened: Services, us: Region) -> None:
    load(us, [row("A", "s", m=(9, 4, 5), auto_renew=None), row("B", "t", m=(9, 4, 6))])
    reach = "data as of 2026-11-21, import 1 (2026-11-21.csv)"
    notes = [("note", "Used above assigned: 2. "), ("note", "Auto-renewal unknown: 1. ")]
    assert [
        (level, text[: len(begun)])
        for (level, text), (_, begun) in zip(about_us(opened, TODAY), [("", reach), *notes], strict=True)
    ] == [("ok", reach), *notes]
    late = about_us(opened, date(2026, 11, 30))
    assert late[0] == ("note", f"{reach}; 9 days old, the next report is due since 2026-11-28")
    assert [text for level, text in late if level == "FAULT"] == [
        "Report late: 1. Download the report and import it. See page /quality"
    ]


def test_fresh_sample_data_has_no_fault_and_grows_old_without_one(opened: Services, us: Region) -> None:
    make_sample(us, customers=12, weeks=3, seed=1, today=TODAY, progress=None)
    assert about_us(opened, TODAY)[0][0] == "ok"
    levels = {level for day in (TODAY, date(2026, 12, 20)) for level, _text in about_us(opened, day)}
    assert levels == {"ok", "note"}
