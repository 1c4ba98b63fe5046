"""What one version kept and the next does not know: it fails visibly, and keeps nothing else from being done."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from dashboard.data.storage.store import writing
from dashboard.data.storage.store.reports import report_schedule, report_template
from dashboard.reports.schedules import GONE, Plan, add_schedule, schedules_for
from dashboard.reports.templates import save_template, templates_for
from tests.reports.conftest import NOW, Office

PLAN = Plan("subscription_details", "US", "daily", "10:00", "Europe/Berlin", mail="link")


def change(office: Office, table: sa.Table, key: str, value: str, **values: str) -> None:
    with writing(office.services.store) as connection:
        connection.execute(sa.update(table).where(table.c[key] == value).values(values))


@pytest.mark.parametrize(
    ("stale", "says"),
    [
        ({"base": "a_table_of_old"}, GONE),
        ({"columns": '["a_column_of_old"]'}, "columns: some of "),
        ({"filters": '[["a_column_of_old", "5"]]'}, "filters: some of "),
        ({"filters": '[["meeting_license_used", "many"]]'}, "filter.meeting_license_used: "),
        ({"narrowed": "product=a_product_of_old"}, "product: one of "),
    ],
    ids=str,
)
def test_a_stale_template_fails_alone(office: Office, stale: dict[str, str], says: str) -> None:
    made = save_template(office.services.store, office.user, name="Mine", base="subscription_details")
    for template in (made.template_id, PLAN.template):
        add_schedule(office.services, office.user, replace(PLAN, template=template), NOW)
    change(office, report_template, "template_id", made.template_id, **stale)
    office.work(hours=1)
    runs = {run.status: run.error for run in office.runs()}
    assert runs.keys() == {"done", "failed"}
    assert str(runs["failed"]).startswith(says)
    assert "subscription_details" in {one.template_id for one in templates_for(office.services.store, office.user)}


def test_a_zone_that_is_gone_keeps_no_other_schedule_from_its_time(office: Office) -> None:
    stale, _ = (add_schedule(office.services, office.user, PLAN, NOW) for _ in range(2))
    change(office, report_schedule, "schedule_id", stale.schedule_id, zone="Old/Zone")
    office.work(hours=1)
    assert [run.status for run in office.runs()] == ["done"]
    assert len(schedules_for(office.services.store, office.user)) == 2
