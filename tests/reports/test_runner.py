"""Runs: whole files, the scope of the moment, and failures that are seen."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.access.assignments import assign
from dashboard.data.storage.store import reading, writing
from dashboard.data.storage.store.reports import report_run
from dashboard.errors import BadParameter, Forbidden, NotFound
from dashboard.reports import claims, runner
from dashboard.reports.runs import delete_run, run_file
from dashboard.reports.templates import file_name, save_template
from tests.data.factories import TODAY, org_id
from tests.fixtures.accounts import set_disabled, set_role
from tests.fixtures.application import email_of
from tests.reports.conftest import NOW, Office, user_with

LEASE = timedelta(seconds=120)


def test_a_run_writes_its_file_and_says_what_it_holds(office: Office) -> None:
    run_id = office.ask()
    assert office.run(run_id).status == "queued"
    [done] = office.work()
    assert (done.run_id, done.error) == (run_id, None)
    run, text = office.run(run_id), office.text(run_id)
    assert (run.status, run.rows, run.as_of, run.late) == ("done", 2, TODAY, False)
    assert run.file_name == f"Subscription_Details_{run_id}_{TODAY}.csv"
    assert (run.size, run.sha256) == (len(text.encode()), hashlib.sha256(text.encode()).hexdigest())
    assert text.splitlines()[0].startswith("Calculation Date,Customer Name,Customer Org ID,Subscription Status")
    assert json.loads(run.sidecar or "")["rows"] == 2
    assert office.work() == []  # once


def test_a_partner_admin_gets_the_assigned_customers_alone(office: Office) -> None:
    assign(office.services, email_of("partner_admin"), [org_id("A")])
    theirs = Office(office.services, user_with(office.services, "partner_admin"))
    run_id = theirs.ask()
    theirs.work()
    assert (theirs.run(run_id).rows, org_id("B") in theirs.text(run_id)) == (1, False)
    assert [run.run_id for run in office.runs()] == [run_id]  # a full administrator sees all


@pytest.mark.parametrize(
    ("loss", "told"),
    [("disabled", "can no longer sign in"), ("help_desk", "no longer includes reports"), ("nobody", "is assigned to")],
)
def test_a_right_that_was_lost_is_a_visible_failure(office: Office, loss: str, told: str) -> None:
    assign(office.services, email_of("partner_admin"), [org_id("A")])
    theirs = Office(office.services, user_with(office.services, "partner_admin"))
    run_id = theirs.ask()
    store = office.services.store
    if loss == "disabled":
        set_disabled(store, email_of("partner_admin"), True)
    elif loss == "help_desk":
        set_role(store, email_of("partner_admin"), "help_desk")
    else:
        with office.services.regions["US"].write() as connection:
            connection.execute(sa.text("DELETE FROM assignment"))
    [failed] = office.work()
    run = office.run(run_id)
    assert (run.status, run.file, run.rows) == ("failed", None, None)
    assert told in (run.error or "")
    assert failed.error == run.error
    assert office.work(hours=1) == []


def test_nobody_without_customers_or_reports_can_ask(office: Office) -> None:
    for role in ("help_desk", "partner_admin"):
        theirs = Office(office.services, user_with(office.services, role))
        with pytest.raises(Forbidden):
            theirs.ask()


def test_a_report_without_data_fails_and_writes_no_blank_file(office: Office) -> None:
    run_id = office.ask("devices")
    office.work()
    assert (office.run(run_id).status, office.run(run_id).error) == ("failed", runner.NO_DATA)


def test_a_custom_template_has_its_columns_and_filters(office: Office) -> None:
    made = save_template(
        office.services.store,
        office.user,
        name="Grün & gut",
        base="subscription_details",
        columns=["subscription_id", "meeting_license_used"],
        filters=[("meeting_license_used", ">3")],
    )
    run_id = office.ask(made.template_id, headers="de")
    office.work()
    assert office.text(run_id).splitlines() == ["Abonnement-ID,Meetings-Lizenz (genutzt)", "S1,5"]
    assert office.run(run_id).file_name == f"Grun_gut_{run_id}_{TODAY}.csv"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Devices", "Devices"), ("../../etc/passwd", "etc_passwd"), ("Straße", "Strasse"), ("…", "Report")],
)
def test_file_names_are_safe(name: str, expected: str) -> None:
    assert file_name(name, "abcd1234", TODAY) == f"{expected}_abcd1234_2026-11-23.csv"


def test_a_run_that_was_left_behind_is_taken_up_when_its_lease_is_over(office: Office) -> None:
    run_id, store = office.ask(), office.services.store
    assert claims.take(store, "dead", NOW, TODAY, LEASE, 3)
    assert office.work() == []
    assert office.work(seconds=119) == []
    [done] = office.work(seconds=1)
    assert (done.run_id, done.error, office.run(run_id).attempts) == (run_id, None, 2)


def test_who_lost_the_claim_changes_nothing(office: Office) -> None:
    run_id, store = office.ask(), office.services.store
    slow = claims.take(store, "slow", NOW, TODAY, LEASE, 3)
    assert slow
    office.work(seconds=121)
    with pytest.raises(claims.Lost):
        claims.give_up(store, slow, "no", office.at)
    with pytest.raises(claims.Lost):
        claims.renew(store, slow, office.at, LEASE)
    assert office.run(run_id).status == "done"


def test_a_run_that_always_stops_in_the_middle_fails_for_good(office: Office) -> None:
    run_id, store = office.ask(), office.services.store
    for attempt in range(3):
        assert claims.take(store, "dead", office.at, TODAY, LEASE, 3), attempt
        office.at += LEASE
    assert office.work() == []
    assert (office.run(run_id).status, office.run(run_id).error) == ("failed", claims.STOPPED)


def test_what_may_pass_is_tried_again_and_then_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("dashboard.reports.runner.os.fsync", fail)
    run_id = office.ask()
    assert [one.error for one in office.work()] == [runner.FAILED]
    assert office.run(run_id).status == "queued"
    office.work(seconds=30)
    office.work(seconds=60)
    assert (office.run(run_id).status, office.run(run_id).attempts) == ("failed", 3)
    folder = office.services.settings.data_dir / "reports" / "US"
    assert list(folder.iterdir()) == []  # nothing half-written is left


def test_a_long_report_keeps_its_lease(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id, renewed = office.ask(), list[datetime]()
    ticks = iter(NOW + timedelta(seconds=50 * step) for step in range(100))
    monkeypatch.setattr(claims, "renew", _noting(renewed))
    runner.run_due(office.services, lambda: next(ticks))
    assert (office.run(run_id).status, len(renewed)) == ("done", 1)


def _noting(renewed: list[datetime]) -> object:
    renew = claims.renew

    def noted(store: sa.Engine, claim: claims.Claim, at: datetime, lease: timedelta) -> claims.Claim:
        renewed.append(at)
        return renew(store, claim, at, lease)

    return noted


def test_old_files_go_and_the_run_says_so(office: Office) -> None:
    run_id = office.ask()
    office.work()
    path = office.services.settings.data_dir / (office.run(run_id).file or "")
    office.work(days=90)
    assert path.is_file()
    office.work(seconds=1)
    run = office.run(run_id)
    assert (path.exists(), run.file, run.status) == (False, None, "done")
    assert run.deleted
    with pytest.raises(NotFound):
        run_file(office.services, office.user, run_id)


def test_deleting_removes_run_and_file(office: Office) -> None:
    run_id = office.ask()
    claim = claims.take(office.services.store, "busy", NOW, TODAY, LEASE, 3)
    assert claim
    with pytest.raises(BadParameter):
        delete_run(office.services, office.user, run_id)
    office.work(seconds=121)
    path = office.services.settings.data_dir / (office.run(run_id).file or "")
    delete_run(office.services, office.user, run_id)
    assert not path.exists()
    assert office.runs() == []


def test_a_file_of_other_customers_is_not_given_out(office: Office) -> None:
    assign(office.services, email_of("partner_admin"), [org_id("A")])
    theirs = Office(office.services, user_with(office.services, "partner_admin"))
    run_id = theirs.ask()
    theirs.work()
    assert isinstance(run_file(office.services, theirs.user, run_id)[1], Path)
    with office.services.regions["US"].write() as connection:
        connection.execute(sa.text("UPDATE assignment SET customer_key = 2"))
    with pytest.raises(Forbidden, match="Run it again"):
        run_file(office.services, theirs.user, run_id)
    assert run_file(office.services, office.user, run_id)  # a full administrator sees all anyway


def test_another_persons_run_is_unknown(office: Office) -> None:
    run_id = office.ask()
    reader = user_with(office.services, "read_only_admin")
    with pytest.raises(NotFound):
        Office(office.services, reader).run(run_id)


def test_the_store_knows_no_customer(office: Office) -> None:
    office.ask()
    office.work()
    with reading(office.services.store) as connection:
        told = str(connection.execute(sa.select(report_run)).all())
    assert org_id("A") not in told
    assert "A AG" not in told


def test_a_region_that_is_gone_fails(office: Office) -> None:
    run_id = office.ask()
    with writing(office.services.store) as connection:
        connection.execute(sa.update(report_run).values(region="XX"))
    office.work()
    assert office.run(run_id).error == "The region of this report is no longer set up."
