"""Renewals as a calendar that other programs subscribe to: iCalendar (RFC 5545), a day each.

A title names the customer and what happens, and nothing else: calendars are shown on locked screens.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dashboard.data.query import queries
from dashboard.data.query.question import MOST_DAYS, PRODUCTS, Question, View
from dashboard.data.renewals.table import RENEWALS

MOST = 5_000  # renewals of a region
_WIDEST = 75  # octets of a line
_COLUMNS = View(columns=("org_id", "customer", "subscription_id", "ends_on", "auto_renew", "subscription_type"))


@dataclass(frozen=True)
class Renewal:
    """A subscription's end: `renews` by itself, or expires."""

    region: str
    org_id: str
    customer: str
    subscription_id: str
    ends_on: date
    renews: bool


def renewals_ahead(question: Question) -> list[Renewal]:
    """What ends in the next 180 days in the question's scope, whichever its products, each once."""
    renewals: dict[tuple[str, str], Renewal] = {}
    for product in PRODUCTS:
        asked = replace(question, product=product, days=MOST_DAYS)
        for row in queries.rows(asked, RENEWALS, replace(_COLUMNS, sort=("ends_on", "customer")), limit=MOST):
            renewals.setdefault((row["org_id"], row["subscription_id"]), _renewal(question.scope.region.code, row))
    return sorted(renewals.values(), key=lambda renewal: (renewal.ends_on, renewal.customer, renewal.subscription_id))


def _renewal(region: str, row: Mapping[str, Any]) -> Renewal:
    trial = "trial" in (row["subscription_type"] or "").lower()
    names = {key: row[key] for key in ("org_id", "customer", "subscription_id", "ends_on")}
    return Renewal(region, **names, renews=bool(row["auto_renew"]) and not trial)


def written(renewals: Iterable[Renewal], words: Mapping[bool, str], links: str, at: datetime) -> str:
    """The calendar. `words` say what happens to a customer whose subscription renews, and to one whose expires, with
    `%(customer)s`; `links` begins their addresses, "" for none."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//partner dashboard//renewals//EN", "CALSCALE:GREGORIAN"]
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for renewal in renewals:
        lines += _event(renewal, words[renewal.renews] % {"customer": renewal.customer}, links, stamp)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(renewal: Renewal, title: str, links: str, stamp: str) -> list[str]:
    key = f"{renewal.region}\n{renewal.org_id}\n{renewal.subscription_id}"
    identity = hashlib.sha256(key.encode()).hexdigest()[:32]
    link = [f"URL:{links}/customers/{renewal.org_id}?region={renewal.region}"] if links else []
    return [
        "BEGIN:VEVENT",
        f"UID:{identity}@partner-dashboard",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{renewal.ends_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{renewal.ends_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        *link,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    plain = "".join(letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """In pieces of at most 75 octets, no letter torn apart."""
    pieces, piece = list[str](), ""
    for letter in line:
        if len((piece + letter).encode()) > _WIDEST - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece]) + "\r\n"
