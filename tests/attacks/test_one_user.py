"""Tried: unlimited work by one user: requests, files, reports, templates and tokens without end."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from dashboard.access.account.own import MOST_TOKENS, make_token
from dashboard.access.tokens import create_token
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import writing
from dashboard.data.storage.store.reports import report_run, report_template
from dashboard.errors import BadParameter, TooMany
from dashboard.reports.runs import MOST_LISTED, MOST_WAITING, ask_run
from dashboard.reports.templates import BASES, MOST_TEMPLATES, save_template
from dashboard.server.user_limits import MOST, MOST_FILES, MOST_FILES_OF_ALL, Shares
from dashboard.services import Services
from tests.data.factories import load, row
from tests.fixtures.application import email_of
from tests.test_rights import user_with


@pytest.fixture
def filled(us: Region) -> None:
    load(us, [row("A", "S1", m=(10, 5, 5))])


def test_a_user_has_so_many_requests_at_work_and_others_have_theirs() -> None:
    shares = Shares()
    for _ in range(MOST):
        shares.enter(1, file=False)
    with pytest.raises(TooMany):
        shares.enter(1, file=False)
    shares.enter(2, file=False)
    shares.leave(1, file=False)
    shares.enter(1, file=False)


def test_files_leave_threads_for_pages() -> None:
    shares = Shares()
    for user in range(MOST_FILES_OF_ALL // MOST_FILES):
        for _ in range(MOST_FILES):
            shares.enter(user, file=True)
    for user in (0, 99):
        with pytest.raises(TooMany):
            shares.enter(user, file=True)
        shares.enter(user, file=False)
    shares.leave(0, file=True)
    shares.enter(99, file=True)


def test_what_is_over_is_forgotten() -> None:
    shares = Shares()
    for user in range(100):
        shares.enter(user, file=True)
        shares.leave(user, file=True)
    assert not shares._requests
    assert not shares._files


def test_a_third_file_at_once_has_to_wait(server: Flask, opened: Services, filled: None) -> None:
    """Two readers who take their time: the third is told when to come again, whichever token asks."""
    tokens = [{"Authorization": f"Bearer {create_token(opened.store, email_of('full_admin'))}"} for _ in range(3)]
    clients = [server.test_client() for _ in tokens]
    path = "/api/v1/export/customers.json"
    open_files = [client.get(path, headers=token) for client, token in zip(clients[:2], tokens[:2], strict=True)]
    assert [answer.status_code for answer in open_files] == [200, 200]
    refused = clients[2].get(path, headers=tokens[2])
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert refused.json["error"]["code"] == "too_many_requests"  # type: ignore[index]
    assert clients[2].get("/api/v1/regions", headers=tokens[2]).status_code == 200
    assert json.loads(open_files[0].get_data())[0]["org_id"]
    assert clients[2].get(path, headers=tokens[2], buffered=True).status_code == 200


def test_requests_that_fail_are_given_back(server: Flask, opened: Services, filled: None) -> None:
    token = {"Authorization": f"Bearer {create_token(opened.store, email_of('full_admin'))}"}
    for _ in range(3 * MOST):
        for path in ("regions", "export/nothing.csv", "export/expiring.exe", "tables/expiring?weeks=x", "nothing"):
            assert server.test_client().get(f"/api/v1/{path}", headers=token).status_code in (200, 400, 404)


def run_row(number: int, user_id: int, status: str) -> dict[str, Any]:
    common = {"name": "x", "definition": "{}", "region": "US", "weeks": 1, "headers": "en", "missed": 0, "attempts": 0}
    due = sa.func.current_timestamp()
    return {**common, "run_id": f"{number:08d}", "user_id": user_id, "status": status, "mail": "none", "due_at": due}


def keep_runs(opened: Services, user_id: int, status: str, count: int, first: int = 0) -> None:
    with writing(opened.store) as connection:
        for number in range(first, first + count):
            connection.execute(sa.insert(report_run).values(run_row(number, user_id, status)))


def test_reports_that_wait_are_limited(opened: Services, filled: None, server: Flask) -> None:
    user = user_with(opened, email_of("full_admin"))
    keep_runs(opened, user.user_id, "queued", MOST_WAITING)
    with server.test_request_context(), pytest.raises(TooMany):
        ask_run(opened, user, BASES[0], "US")


def test_reports_that_are_kept_are_limited(opened: Services, filled: None, server: Flask) -> None:
    user, other = user_with(opened, email_of("full_admin")), user_with(opened, email_of("read_only_admin"))
    keep_runs(opened, user.user_id, "done", MOST_LISTED)
    with server.test_request_context():
        with pytest.raises(BadParameter):
            ask_run(opened, user, BASES[0], "US")
        assert ask_run(opened, other, BASES[0], "US")


@pytest.fixture
def many_templates(opened: Services) -> None:
    user = user_with(opened, email_of("full_admin"))
    kept = {"user_id": user.user_id, "name": "x", "base": "devices", "columns": "[]", "filters": "[]", "shared": False}
    kept["narrowed"] = ""
    with writing(opened.store) as connection:
        for number in range(MOST_TEMPLATES):
            values = {"template_id": f"{number:08d}", "created_at": sa.func.current_timestamp(), **kept}
            connection.execute(sa.insert(report_template).values(values))


def test_templates_are_limited(opened: Services, many_templates: None) -> None:
    user, other = user_with(opened, email_of("full_admin")), user_with(opened, email_of("read_only_admin"))
    with pytest.raises(BadParameter):
        save_template(opened.store, user, name="One more", base=BASES[0].base.name)
    assert save_template(opened.store, other, name="The first", base=BASES[0].base.name)


def test_tokens_are_limited(opened: Services) -> None:
    user = user_with(opened, email_of("help_desk"))
    for _ in range(MOST_TOKENS):
        make_token(opened.store, user, "one", 30)
    with pytest.raises(BadParameter):
        make_token(opened.store, user, "one more", 30)
