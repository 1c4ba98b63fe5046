"""Devices, phone numbers and app versions of the sample: one inventory of each, of the day of the newest snapshot.

A number for every licence of Calling in use, a desk phone for a part of them, and rooms; apps for those who use either
product. So what an inventory lists goes with the licences of its customer. Numbers are of no real exchange (555).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import NAMESPACE_OID, UUID, uuid5

import numpy as np
import pyarrow as pa

from dashboard.data.sample.customers import Customers
from dashboard.data.sample.draws import Array, Draw, marked, pick
from dashboard.data.sample.names import domain, family_names
from dashboard.data.sample.people_and_orders import FIRST_NAMES
from dashboard.data.sample.profiles import Profile

_CITIES = {
    "US": ("Chicago", "Austin", "Denver", "Boston"), "CA": ("Toronto", "Montréal", "Calgary"),
    "DE": ("Berlin", "Hamburg", "München", "Köln"), "AT": ("Wien", "Graz", "Linz"), "CH": ("Zürich", "Basel", "Bern"),
    "FR": ("Paris", "Lyon", "Lille"), "GB": ("London", "Leeds", "Bristol"), "IT": ("Milano", "Roma", "Torino"),
    "ES": ("Madrid", "Bilbao", "Sevilla"), "NL": ("Utrecht", "Rotterdam"), "SE": ("Stockholm", "Malmö"),
    "DK": ("København", "Aarhus"), "AE": ("Dubai", "Abu Dhabi"),
}  # fmt: skip
_DIALLING = {
    "US": 1, "CA": 1, "DE": 49, "AT": 43, "CH": 41, "FR": 33, "GB": 44, "IT": 39, "ES": 34, "NL": 31, "SE": 46,
    "DK": 45, "AE": 971,
}  # fmt: skip
_PHONES = {
    "Cisco 8845": ("sip88xx.14-2-1", 0.22), "Cisco 8851": ("sip88xx.14-2-1", 0.2),
    "Cisco 7841": ("sip78xx.14-2-1", 0.2), "Cisco 9861": ("PhoneOS-3.3.1", 0.12), "Cisco 6851": ("sip68xx.12-0-5", 0.1),
    "Cisco DBS-110": ("DBS-5.1.2", 0.16),
}  # fmt: skip
_ROOMS = {"Cisco Room Kit": 0.4, "Cisco Board 55": 0.25, "Cisco Desk Pro": 0.35}
_ROOM_FIRMWARE, _OLD_FIRMWARE = "RoomOS 11.27.2", "sip78xx.12-8-1"
_WITH_PHONE, _ROOM_FOR, _ON_OLD = 0.55, 25, 0.07
_INACTIVE, _OF_FEATURES, _SECONDARY = 0.03, 0.05, 0.06
_PEOPLE, _FEATURES = "People", ("Auto Attendant", "Virtual Line")  # as the report's column User Type has them
_ROUTES = (("Cisco Calling Plan", "Cloud Connected PSTN", "Premises-based PSTN"), (0.4, 0.35, 0.25))
_APPS = (  # platform, operating system, version, share
    ("Windows", "Windows 11", "46.10.0", 0.33), ("Windows", "Windows 11", "46.8.1", 0.1),
    ("Windows", "Windows 10", "45.6.1", 0.05), ("macOS", "macOS 26", "46.10.0", 0.14),
    ("macOS", "macOS 15", "46.8.1", 0.06), ("iOS", "iOS 26", "46.10.0", 0.13), ("iOS", "iOS 18", "46.6.0", 0.04),
    ("Android", "Android 16", "46.10.0", 0.1), ("Android", "Android 14", "46.6.0", 0.05),
)  # fmt: skip


@dataclass(frozen=True)
class Inventories:
    """The three inventories, in the columns of their tables."""

    devices: pa.Table
    numbers: pa.Table
    versions: pa.Table


@dataclass(frozen=True)
class _Lines:
    """Lines of all customers, a row each: whose they are (position), the how many-th of its customer, its texts."""

    who: Array
    place: Array
    location: Array
    number: Array
    extension: Array
    user_id: Array
    user_uuid: Array


def make_inventories(
    draw: Draw, profile: Profile, customers: Customers, calling: Array, meetings: Array, day: date
) -> Inventories:
    """What customers have who use that many licences of each product on that day."""
    lines = _lines(draw, profile, customers, calling.astype(np.int64))
    return Inventories(
        _devices(draw, customers, lines, day),
        _numbers(draw, customers, lines, day),
        _versions(draw, customers, np.maximum(calling, meetings).astype(np.int64), day),
    )


def _lines(draw: Draw, profile: Profile, customers: Customers, calling: Array) -> _Lines:
    who = np.repeat(np.arange(len(calling)), calling)
    place = np.arange(len(who)) - np.repeat(np.cumsum(calling) - calling, calling)
    countries = customers.countries
    cities = np.array([len(_CITIES[country]) for country in countries])
    sites = np.clip(calling // 40 + 1, 1, cities)
    code = np.array([_DIALLING[country] for country in countries])
    number = np.array([f"+{code[customer]}555{1_000_000 + n}" for n, customer in enumerate(who.tolist())], dtype=object)
    noise = draw.bytes(16 * len(who))
    uuids = [str(UUID(bytes=noise[16 * n : 16 * n + 16], version=4)) for n in range(len(who))]
    return _Lines(
        who=who,
        place=place,
        location=place % sites[who] if len(who) else who,
        number=number,
        extension=np.array([str(1000 + at) for at in place.tolist()], dtype=object),
        user_id=np.array(_addresses(profile, customers, who, place), dtype=object),
        user_uuid=np.array(uuids, dtype=object),
    )


def _addresses(profile: Profile, customers: Customers, who: Array, place: Array) -> list[str]:
    """An address for each line, no two alike within a customer until its country's names are used up."""
    families = {
        country.code: [domain(name).removesuffix(".example") for name in family_names(country.locale)]
        for country in profile.countries
    }
    hosts = [domain(name) for name in customers.names]
    addresses = []
    for customer, n in zip(who.tolist(), place.tolist(), strict=True):
        names = families[customers.countries[customer]]
        family = names[(customer * 7 + n // len(FIRST_NAMES)) % len(names)]
        addresses.append(f"{FIRST_NAMES[n % len(FIRST_NAMES)]}.{family}@{hosts[customer]}")
    return addresses


def _devices(draw: Draw, customers: Customers, lines: _Lines, day: date) -> pa.Table:
    """Desk phones of a part of the users, then a room device for every so many of them."""
    phones = marked(draw, len(lines.who), _WITH_PHONE).nonzero()[0]
    rooms = (lines.place % _ROOM_FOR == _ROOM_FOR - 1).nonzero()[0]
    product = pick(draw, len(phones), list(_PHONES), [share for _, share in _PHONES.values()]).tolist()
    firmware = [_PHONES[name][0] for name in product]
    for old in marked(draw, len(phones), _ON_OLD).nonzero()[0].tolist():
        firmware[old] = _OLD_FIRMWARE if product[old] == "Cisco 7841" else firmware[old].replace("14-2-1", "14-0-2")
    product += pick(draw, len(rooms), list(_ROOMS), list(_ROOMS.values())).tolist()
    firmware += [_ROOM_FIRMWARE] * len(rooms)
    which, shared = np.concatenate([phones, rooms]), np.arange(len(phones) + len(rooms)) >= len(phones)
    order = np.lexsort((shared, lines.place[which], lines.who[which]))
    places = _place(customers, lines, which[order], day)
    alone = shared[order]
    macs = [f"A4B439{number:06X}" for number in draw.permutation(1 << 22)[: len(which)].tolist()]
    return pa.table(
        places
        | {
            "product": [product[device] for device in order.tolist()],
            "mac": macs,
            "firmware": [firmware[device] for device in order.tolist()],
            "phone_number": _unless(alone, lines.number[which[order]]),
            "extension": _unless(alone, lines.extension[which[order]]),
            "user_id": _unless(alone, lines.user_id[which[order]]),
            "user_uuid": _unless(alone, lines.user_uuid[which[order]]),
        }
    )


def _numbers(draw: Draw, customers: Customers, lines: _Lines, day: date) -> pa.Table:
    """A number for every line; some belong to a feature, which is nobody's, and some are not active."""
    every = np.arange(len(lines.who))
    features = marked(draw, len(every), _OF_FEATURES)
    feature = pick(draw, len(every), list(_FEATURES), [0.7, 0.3])
    secondary = marked(draw, len(every), _SECONDARY)
    route = pick(draw, len(customers.names), *_ROUTES)
    return pa.table(
        _place(customers, lines, every, day)
        | {
            "country": [customers.countries[customer] for customer in lines.who.tolist()],
            "phone_number": pa.array(lines.number, pa.string()),
            "extension": pa.array(lines.extension, pa.string()),
            "pstn_connection": route[lines.who].tolist(),
            "active": (~marked(draw, len(every), _INACTIVE)).tolist(),
            "user_type": np.where(features, feature, _PEOPLE).tolist(),
            "number_type": np.where(secondary & ~features, "Secondary", "Primary").tolist(),
            "user_id": _unless(features, lines.user_id),
            "user_uuid": _unless(features, lines.user_uuid),
        }
    )


def _place(customers: Customers, lines: _Lines, which: Array, day: date) -> dict[str, pa.Array]:
    """Whose each line is, and where it stands."""
    who, location = lines.who[which].tolist(), lines.location[which].tolist()
    cities = [_CITIES[customers.countries[customer]] for customer in who]
    return {
        "date": pa.array([day] * len(who), pa.date32()),
        "customer_key": pa.array(lines.who[which] + 1, pa.int32()),
        "customer_name": pa.array([customers.names[customer] for customer in who], pa.string()),
        "location_id": pa.array(
            [_location_id(customer, at) for customer, at in zip(who, location, strict=True)], pa.string()
        ),
        "location_name": pa.array([names[at] for names, at in zip(cities, location, strict=True)], pa.string()),
    }


@cache
def _location_id(customer: int, place: int) -> str:
    return str(uuid5(NAMESPACE_OID, f"location {customer} {place}"))


def _versions(draw: Draw, customers: Customers, users: Array, day: date) -> pa.Table:
    """Users by platform and version: each user has about one app, small customers only the usual ones."""
    shares = np.array([share for *_, share in _APPS])
    counts = draw.multinomial(users, shares / shares.sum())
    who, app = counts.nonzero()
    return pa.table(
        {
            "date": pa.array([day] * len(who), pa.date32()),
            "customer_key": pa.array(who + 1, pa.int32()),
            "customer_name": pa.array([customers.names[customer] for customer in who.tolist()], pa.string()),
            "app_type": ["Webex App"] * len(who),
            "platform": [_APPS[place][0] for place in app.tolist()],
            "version": [_APPS[place][2] for place in app.tolist()],
            "os_version": [_APPS[place][1] for place in app.tolist()],
            "user_count": pa.array(counts[who, app], pa.int32()),
        }
    )


def _unless(hidden: Array, values: Array) -> pa.Array:
    return pa.array(values, pa.string(), mask=hidden)
