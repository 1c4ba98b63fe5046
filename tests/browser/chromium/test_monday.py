"""Monday of a partner administrator with 60 customers in three regions, in English and in German.

One address, what needs somebody there, three things done, a list taken along, another one scheduled, and a rule that
tells of the next import. Everything is found as a person finds it: by labels, buttons, links and headings in their
language. What came of it is asked of the API. Each language is another person's Monday, over their own customers.
"""

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from dashboard.access.account.visits import visited
from dashboard.access.accounts import add_user
from dashboard.access.assignments import assign
from dashboard.data.sample import make_sample
from dashboard.data.storage.schema import customer, import_record
from dashboard.services import open_services
from tests.browser.chromium.person import WORDS, Person
from tests.browser.conftest import _context, _screen
from tests.data.factories import TODAY
from tests.data.files.reports import line, write
from tests.fixtures.application import PASSWORD, settings_in
from tests.fixtures.served import ROOT, Served, environment, serving

REGIONS = ("US", "EU", "UAE")
EACH = 20  # customers of a region that each person looks after

LAST_VISIT = datetime(2026, 10, 19, 7, 0)
PEOPLE = {"en-GB": "ann@example.com", "de-DE": "anna@example.com"}


@pytest.fixture(scope="module")
def office(application_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Sample data in three regions, of which each person looks after 20 customers, other ones than the other."""
    data_dir = tmp_path_factory.mktemp("monday") / "data"
    shutil.copytree(application_template, data_dir)
    made = open_services(settings_in(data_dir, *REGIONS))
    for number, code in enumerate(REGIONS):
        make_sample(made.regions[code], customers=60, weeks=16, seed=number, today=TODAY, progress=None)
        with made.regions[code].write() as connection:  # as if it were theirs: samples give way to the first import
            connection.execute(sa.update(import_record).values(sample=False))
    for number, email in enumerate(PEOPLE.values()):
        visited(made.store, add_user(made.store, email, "partner_admin", PASSWORD), LAST_VISIT)
        for region in made.regions.values():
            keys = customer.c.customer_key.between(number * EACH + 1, number * EACH + EACH)
            with region.read() as connection:
                theirs = connection.scalars(sa.select(customer.c.org_id).where(keys)).all()
            assert assign(made, email, theirs) == EACH
    made.close()
    with serving(data_dir, codes=REGIONS) as served:
        yield served


@pytest.mark.parametrize("language", WORDS)
def test_a_monday(chromium: Browser, office: Served, faults: list[str], language: str, tmp_path: Path) -> None:
    screen = _screen(_context(chromium, office, None, locale=language, timezone_id="Europe/Berlin"), faults)
    person = Person(screen, WORDS[language], PEOPLE[language])
    begins(person)
    takes_over(person, "US")
    takes_a_note(person, "EU")
    renews(person)
    takes_a_list_along(person, "UAE", tmp_path)
    schedules_another(person, "UAE")
    hears_of_the_next_import(person, "UAE", office, tmp_path)
    assert faults == []
    screen.page.context.close()


def begins(person: Person) -> None:
    """Opens one address, signs in, and sees what needs somebody: all that the API tells, each where it belongs."""
    page = person.page
    page.goto("/")
    page.get_by_label(person.words["e-mail"]).fill(person.email)
    page.get_by_label(person.words["password"]).fill(PASSWORD)
    person.presses("sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text(person.words["overview"])
    person.screen.ready()
    assert {one["code"]: one["customers"] for one in person.api("/regions")} == dict.fromkeys(REGIONS, EACH)
    told = person.api("/attention")
    assert told["since"] == LAST_VISIT.date().isoformat()
    assert told["total"] >= 5
    shown = person.entries.get_by_role("link")
    expect(shown.nth(4)).to_be_visible()
    hrefs = shown.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert set(hrefs) <= {one["link"] for one in told["entries"]}
    assert {one["region"] for one in told["entries"]} == set(REGIONS)


def takes_over(person: Person, region: str) -> None:
    """A customer is theirs now; the list is as it was when they come back."""
    before = person.entries.all_text_contents()
    org_id = person.opens(person.line_of(region), region)
    person.choice("owner").select_option(person.email)
    person.presses("save")
    person.reads(person.words["owned"])
    person.is_in(region)
    assert person.api(f"/customers/{org_id}/work", region=region)["owner"] == person.email
    mine = person.api("/tables/customers", region=region, **{"filter.owner": "me"})
    assert [one["org_id"] for one in mine["rows"]] == [org_id]
    person.goes("overview")
    expect(person.entries).to_have_text(before)


def takes_a_note(person: Person, region: str) -> None:
    """What was said is kept, dated and signed."""
    org_id = person.opens(person.line_of(region), region)
    person.text("note").fill("Wants <b>40</b> seats")
    person.presses("add")
    person.reads(person.words["noted"])
    person.reads("Wants <b>40</b> seats")
    [note] = person.api(f"/customers/{org_id}/notes", region=region)
    assert (note["text"], note["author"]) == ("Wants <b>40</b> seats", person.email)
    person.goes("overview")


def renews(person: Person) -> None:
    """A subscription that came near its end: how its renewal stands, and what is next."""
    entry = next(one for one in person.api("/attention")["entries"] if one["reason"] == "nearing_expiration")
    line = person.entries.filter(has_text=entry["subscription_id"]).first
    org_id, subscription, region = entry["org_id"], entry["subscription_id"], entry["region"]
    every = person.api(f"/customers/{org_id}", region=region)["subscriptions"]
    own = next(
        one["subscription_id"] for one in every if subscription in (one["enterprise_trial_id"], one["subscription_id"])
    )
    person.opens(line, region)
    form = person.page.get_by_role("form", name=re.compile(re.escape(subscription)))
    person.choice("state", form).select_option(label=person.words["contacted"])
    form.get_by_role("button").click()
    person.reads(person.words["renewed"].format(own))
    held = person.api(f"/customers/{org_id}/renewals/{subscription}", region=region)
    assert held["state"] == "contacted"
    person.text("step").fill("Send the offer")
    person.text("due").fill("2026-11-27")
    person.presses("save")
    person.reads(person.words["owned"])
    work = person.api(f"/customers/{org_id}/work", region=region)
    assert (work["next_step"], work["due_on"]) == ("Send the offer", "2026-11-27")


def takes_a_list_along(person: Person, region: str, directory: Path) -> None:
    """From a number of the overview to its list and its file: the rows of the screen, of the API and of the file."""
    person.goes("overview")
    number = person.page.get_by_role("link", name=re.compile(f"^{region}, {person.words['low']}"))
    number.click()
    person.page.wait_for_url(f"**/subscriptions?region={region}#low_assignment")
    person.screen.ready()
    person.is_in(region)
    section = person.screen.find("section#low_assignment")
    shown = person.screen.texts("low_assignment", "customer")
    with person.page.expect_download() as download:
        section.get_by_role("link", name=person.words["export"], exact=True).click()
    file = directory / "list.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8", newline="") as text:
        kept = list(csv.DictReader(text))
    told = person.api("/tables/low_assignment", region=region)
    assert len(kept) == told["total"] == len(shown) > 1
    columns = list(kept[0])
    assert kept == [{key: as_text(row[key]) for key in columns} for row in told["rows"]]
    assert [one["customer"] for one in kept] == shown


def as_text(value: object) -> str:
    """A value as a CSV file writes it: unknown is an empty cell."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def schedules_another(person: Person, region: str) -> None:
    """The queue of renewals, every Monday, as it is on the screen."""
    person.goes("renewals").is_in(region)
    queue = person.screen.find("section#renewals")
    queue.get_by_title(person.words["formats"]).click()
    queue.get_by_role("link", name=person.words["as report"]).click()
    person.page.wait_for_url("**/reports?table=renewals*")
    person.screen.ready()
    schedules = person.part(person.words["schedules"])
    expect(person.choice("region", schedules)).to_have_value(region)
    schedules.get_by_role("button", name=person.words["schedule"], exact=True).click()
    person.reads(person.words["scheduled"])
    [schedule] = person.api("/schedules")
    assert (schedule["region"], schedule["every"], schedule["zone"]) == (region, "weekly", "Europe/Berlin")
    template = person.api(f"/reports/templates/{schedule['template']}")
    assert (template["base"], template["narrowed"], template["own"]) == ("renewals", "days=90", True)
    expect(schedules).to_contain_text(template["name"])


def hears_of_the_next_import(person: Person, region: str, office: Served, directory: Path) -> None:
    """A rule made from a list tells of the customer that an import brings into it, and only of theirs."""
    person.goes("subscriptions").is_in(region)
    person.screen.near("overage")
    section = person.screen.find("section#overage")
    section.get_by_title(person.words["tell"]).click()
    section.get_by_role("link", name=person.words["rows"]).click()
    person.page.wait_for_url("**/alerts?subject=overage*")
    person.screen.ready()
    person.presses("keep")
    person.reads(person.words["kept"])
    theirs = brings(person, region, office, directory)
    person.goes("overview")
    person.page.get_by_role("link", name=person.words["one alert"]).click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text(person.words["alerts"])
    person.screen.ready()
    inbox = person.part(person.words["told"])
    expect(inbox).to_contain_text(theirs["customer"])
    expect(inbox).to_contain_text(person.words["came"])
    person.presses("read", inbox)
    person.reads(person.words["was read"])
    told = person.api("/alerts")
    assert (told["unseen"], [one["org_id"] for one in told["events"]]) == (0, [theirs["org_id"]])
    person.goes("renewals").is_in(region)


def brings(person: Person, region: str, office: Served, directory: Path) -> dict[str, Any]:
    """A report of the day, in which one of theirs and one of somebody else go over the limit: the row of theirs."""
    over = {one["org_id"] for one in person.api("/tables/overage", region=region)["rows"]}
    theirs = next(one for one in person.api("/tables/customers", region=region)["rows"] if one["org_id"] not in over)
    given = {"meeting_license_assigned": "19", "customer_name": theirs["customer"]}
    lines = [
        line("A", f"S-{person.email[:4]}", TODAY.isoformat(), customer_org_id=theirs["org_id"], **given),
        line("Z", f"S-{person.email[:4]}-2", TODAY.isoformat(), meeting_license_assigned="19"),
    ]
    file = write(directory, lines)
    command = [sys.executable, "-m", "dashboard", "import", str(file), "--region", region, "--replace"]
    subprocess.run(command, cwd=ROOT, env=environment(office.data_dir, *REGIONS), check=True, capture_output=True)
    return dict(theirs)
