"""Any table as a report: narrowed as its page is, for several people, each with the customers that they may see."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from dashboard.data.storage.schema import assignment, customer_tag
from dashboard.errors import BadParameter, Forbidden
from dashboard.reports.narrowing import narrowing
from dashboard.reports.runs import Run
from dashboard.reports.schedules import Plan, add_schedule, addresses, schedules_for
from dashboard.reports.templates import Template, save_template
from tests.fixtures.application import email_of
from tests.reports.conftest import NOW, Office, user_with

PARTNER = email_of("partner_admin")


def template(office: Office, **given: object) -> Template:
    """Recently added subscriptions, their customers and ids alone: B's, which began two days ago."""
    asked: dict[str, object] = {"name": "New", "base": "recently_added", "columns": ["customer", "subscription_id"]}
    return save_template(office.services.store, office.user, **asked | given)  # type: ignore[arg-type]


def plan(made: Template, *recipients: str) -> Plan:
    """Due an hour after the tests begin."""
    return Plan(made.template_id, "US", "daily", "10:00", "Europe/Berlin", recipients=recipients)


def test_a_table_with_its_filters_is_a_report(office: Office) -> None:
    run_id = office.ask(template(office, filters=[("days_since_added", "<=7")]).template_id)
    office.work()
    assert office.text(run_id) == "Customer,Subscription ID\r\nB AG,S2\r\n"
    run_id = office.ask(template(office, filters=[("days_since_added", ">7")]).template_id, headers="de")
    office.work()
    assert office.text(run_id).startswith("Kunde,")
    assert office.run(run_id).rows == 0


def test_what_narrows_its_page_narrows_it_too(office: Office) -> None:
    with office.services.regions["US"].write() as connection:
        connection.execute(sa.insert(customer_tag).values(customer_key=2, tag="Gold"))
    rows = []
    for narrowed in ("tag=Gold", "tag=Silver", "product=calling", "q=B%20AG&region=EU&as_of=2026-01-01"):
        run_id = office.ask(template(office, narrowed=narrowed).template_id)
        office.work()
        rows.append(office.run(run_id).rows)
    assert rows == [1, 0, 0, 1]
    assert narrowing("tag=Gold&region=EU&as_of=2026-01-01&x=1&product=calling") == "tag=Gold&product=calling"
    with pytest.raises(BadParameter):
        template(office, narrowed="q=" + "x" * 3_000)


def test_each_recipient_gets_the_customers_that_they_may_see(office: Office) -> None:
    with office.services.regions["US"].write() as connection:
        partner = user_with(office.services, "partner_admin")
        connection.execute(sa.insert(assignment).values(user_id=partner.user_id, customer_key=1))  # A, no row of it
    add_schedule(office.services, office.user, plan(template(office), PARTNER, email_of("read_only_admin")), NOW)
    office.work(hours=1)
    found: dict[str, Run] = {one.email: one for one in office.runs()}
    rows = {email: (one.status, one.rows) for email, one in found.items()}
    assert rows == {
        office.user.email: ("done", 1), PARTNER: ("done", 0), email_of("read_only_admin"): ("done", 1),
    }  # fmt: skip
    office.work(hours=0)
    assert len(office.runs()) == 3  # each once
    [kept] = schedules_for(office.services.store, office.user)
    assert kept.plan.recipients == (PARTNER, email_of("read_only_admin"))


def test_who_may_not_see_reports_is_no_recipient(office: Office) -> None:
    made = template(office)
    for address in ("nobody@example.com", email_of("help_desk")):
        with pytest.raises(BadParameter) as refused:
            add_schedule(office.services, office.user, plan(made, address), NOW)
        assert refused.value.parameter == "recipients"
    with pytest.raises(BadParameter):
        add_schedule(office.services, office.user, plan(made, *(f"{n}@example.com" for n in range(21))), NOW)
    partner = user_with(office.services, "partner_admin")
    with office.services.regions["US"].write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=partner.user_id, customer_key=1))
    with pytest.raises(Forbidden):  # who names others learns who there is
        add_schedule(office.services, partner, replace(plan(made, office.user.email), template="devices"), NOW)
    assert addresses("A@x.com; b@x.com,a@x.com\n") == ("a@x.com", "b@x.com")
