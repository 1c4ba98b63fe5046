"""Inventories of the sample: reports that are not empty, and go with the licences of their customers."""

from collections import Counter
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.query.table import Table
from dashboard.data.reporting.inventories import APP_VERSIONS, DEVICES, PHONE_NUMBERS
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import import_record, subscription_current
from tests.data.factories import ask

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)


def made(region: Region) -> Question:
    make_sample(region, customers=80, weeks=3, seed=7, today=MONDAY, progress=None)
    return ask(region, MONDAY)


def rows(question: Question, table: Table) -> list[dict[str, Any]]:
    return list(queries.stream(question, table))


def licences(region: Region, *parts: str) -> Counter[str]:
    """Licences in use in the newest snapshot by the name of the customer."""
    state = subscription_current.c
    used = sum(state[f"{part}_used"] for part in parts)
    running = sa.select(state.customer_name, used.label("used")).where(state.status == "Active")  # type: ignore[union-attr]
    found: Counter[str] = Counter()
    with region.read() as connection:
        for name, number in connection.execute(running.where(state.date == SUNDAY)):
            found[name] += number
    return +found


def test_each_licence_of_calling_in_use_has_a_number(region: Region) -> None:
    numbers = rows(made(region), PHONE_NUMBERS)
    assert Counter(one["customer"] for one in numbers) == licences(region, "professional", "standard")
    assert len({one["phone_number"] for one in numbers}) == len(numbers) > 500
    assert all(one["phone_number"][0] == "+" and one["phone_number"][1:].isdigit() for one in numbers)
    assert {one["user_type"] for one in numbers if one["user_id"] is None} == {"Auto Attendant", "Virtual Line"}
    assert {one["user_type"] for one in numbers if one["user_id"]} == {"People"}
    assert {one["number_type"] for one in numbers} == {"Primary", "Secondary"}
    assert 0 < sum(not one["active"] for one in numbers) < 0.05 * len(numbers)


def test_devices_belong_to_lines_and_rooms_to_nobody(region: Region) -> None:
    question = made(region)
    lines = {one["phone_number"]: one for one in rows(question, PHONE_NUMBERS)}
    devices = rows(question, DEVICES)
    assert len({one["mac"] for one in devices}) == len(devices)
    phones = [one for one in devices if one["phone_number"]]
    assert 0.5 < len(phones) / len(lines) < 0.6
    for one in phones:
        line = lines[one["phone_number"]]
        assert (one["customer"], one["extension"], one["location_name"]) == (
            line["customer"],
            line["extension"],
            line["location_name"],
        )
    rooms = [one for one in devices if not one["phone_number"]]
    assert rooms
    assert {one["firmware"][:6] for one in rooms} == {"RoomOS"}
    assert all(one["user_id"] is None for one in rooms)


def test_apps_are_those_of_the_users_of_the_larger_product(region: Region) -> None:
    question = made(region)
    users: Counter[str] = Counter()
    for one in rows(question, APP_VERSIONS):
        users[one["customer_name"]] += one["user_count"]
    calling, meetings = licences(region, "professional", "standard"), licences(region, "meetings")
    assert users == calling | meetings


def test_each_inventory_is_an_import_of_the_newest_snapshot(duckdb_region: Region) -> None:
    made(duckdb_region)
    record = import_record.c
    kinds = ("Devices", "Phone Numbers", "Webex App Versions")
    with duckdb_region.read() as connection:
        found = connection.execute(sa.select(import_record).where(record.kind.in_(kinds)).order_by(record.import_id))
        records = found.all()
        newest = connection.scalar(sa.select(sa.func.max(record.import_id)))
    assert [(one.kind, one.first_date, one.sample) for one in records] == [(kind, SUNDAY, True) for kind in kinds]
    assert records[-1].import_id == newest
