"""Writes Subscription Details and Customers files in every shape that the contract lets a partner import."""

import base64
import csv
import io
import random
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from tests.reference import Snapshot

Language = Literal["english", "german", "key", "untidy"]

# Key, English header, German header: in the order of the report.
_COLUMNS = (
    ("calculation_date", "Calculation Date", "Berechnungsdatum"),
    ("customer_name", "Customer Name", "Kundenname"),
    ("customer_org_id", "Customer Org ID", "Organisations-ID des Kunden"),
    ("subscription_status", "Subscription Status", "Abonnement-Status"),
    ("subscription_id", "Subscription ID", "Abonnement-ID"),
    ("subscription_type", "Subscription Type", "Abonnementtyp"),
    ("total_users_in_org", "Total Users in Organization", "Gesamtzahl der Benutzer in der Organisation"),
    ("total_verified_users", "Total Verified Users", "Gesamtzahl der verifizierten Nutzer"),
    ("auto_renewal_enabled", "Auto Renewal Enabled", "Automatische Verlängerung aktiviert"),
    ("expiration_renewal_date", "Expiration / Renewal Date", "Ablauf / Erneuerungsdatum"),
    ("meeting_license_available", "Meeting License (Available)", "Tagungslizenz (verfügbar)"),
    ("meeting_license_assigned", "Meeting License (Assigned)", "Tagungslizenz (zugewiesen)"),
    ("meeting_license_used", "Meeting License (Used)", "Tagungslizenz (verwendet)"),
    (
        "calling_professional_license_available",
        "Calling Professional License (Available)",
        "Berufslizenz für Anrufe (verfügbar)",
    ),
    (
        "calling_professional_license_assigned",
        "Calling Professional License (Assigned)",
        "Berufslizenz für Anrufe (zugeteilt)",
    ),
    ("calling_professional_license_used", "Calling Professional License (Used)", "Berufslizenz für Anrufe (gebraucht)"),
    ("calling_standard_license_available", "Calling Standard License (Available)", "Anruflizenz Standard (verfügbar)"),
    (
        "calling_standard_license_assigned",
        "Calling Standard License (Assigned)",
        "Anruferlizenz Standard (zugewiesen)",
    ),
    ("calling_standard_license_used", "Calling Standard License (Used)", "Standardlizenz anrufen (gebraucht)"),
    ("start_date", "Start Date", "Start Date"),
    ("enterprise_trial_id", "Enterprise Trial ID", "Enterprise Trial ID"),
)
_OPTIONAL = 2
_CUSTOMERS = ("Customer Name", "Customer Org ID", "Country", "Managed By")
_UNKNOWN = ("", "", "NA", "na", "N/A")
_TRUE, _FALSE = ("true", "TRUE", "Yes", "yes"), ("false", "False", "NO", "no")


@dataclass(frozen=True)
class Shape:
    """How a file is written. Cells that can say the same in several ways do so as `seed` decides."""

    language: Language = "english"
    delimiter: str = ","
    bom: bool = False
    quoted: bool = False
    zipped: bool = False
    seed: int = 0


SHAPES = (
    Shape(),
    Shape("german", ";", bom=True),
    Shape("key", ",", quoted=True),
    Shape("untidy", ";", quoted=True, zipped=True),
    Shape("german", ",", zipped=True),
    Shape("english", ";", bom=True, quoted=True),
)


def write_subscriptions(path: Path, snapshots: Iterable[Snapshot], shape: Shape = SHAPES[0]) -> Path:
    """A Subscription Details file; without the optional columns when no row has anything for them."""
    dice, listed = random.Random(shape.seed), list(snapshots)
    rows = [_subscription_cells(one, dice) for one in listed]
    headers = [_header(column, shape.language) for column in _COLUMNS]
    kept = len(headers) if any(one.start_date or one.trial_id for one in listed) else len(headers) - _OPTIONAL
    return write_cells(path, [headers[:kept], *(row[:kept] for row in rows)], shape)


def write_customers(path: Path, names: dict[str, str | None], shape: Shape = SHAPES[0]) -> Path:
    """A Customers file: names by org id."""
    dice = random.Random(shape.seed)
    rows = [
        [_text(name, dice), _org_id(org, dice), "DE", dice.choice(["own", "external"])] for org, name in names.items()
    ]
    return write_cells(path, [list(_CUSTOMERS), *rows], shape)


def write_cells(path: Path, rows: Sequence[Sequence[str]], shape: Shape) -> Path:
    """The cells as a CSV file, or a ZIP that holds one."""
    text = io.StringIO()
    styles: dict[bool, Literal[0, 1]] = {False: csv.QUOTE_MINIMAL, True: csv.QUOTE_ALL}
    csv.writer(text, delimiter=shape.delimiter, quoting=styles[shape.quoted], lineterminator="\r\n").writerows(rows)
    data = text.getvalue().encode("utf-8-sig" if shape.bom else "utf-8")
    if shape.zipped:
        with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("export/whatever.dat", data)
        return path.with_suffix(".zip")
    path.write_bytes(data)
    return path


def _header(column: tuple[str, str, str], language: Language) -> str:
    key, english, german = column
    if language == "untidy":
        return english.upper().replace(" ", " - ").replace("/", "")
    return {"key": key, "english": english, "german": german}[language]


def _subscription_cells(one: Snapshot, dice: random.Random) -> list[str]:
    counts = [count for part in (one.meetings, one.professional, one.standard) for count in part]
    return [
        _date(one.day, dice),
        _text(one.customer_name, dice),
        _org_id(one.org_id, dice),
        one.status,
        one.subscription_id,
        _text(one.subscription_type, dice),
        *(_count(dice.choice([None, 12]), dice) for _ in range(2)),
        _flag(one.auto_renew, dice),
        _date(one.ends_on, dice),
        *(_count(count, dice) for count in counts),
        _date(one.start_date, dice),
        _text(one.trial_id, dice),
    ]


def _text(value: str | None, dice: random.Random) -> str:
    return value or dice.choice(_UNKNOWN)


def _count(value: int | None, dice: random.Random) -> str:
    return dice.choice(_UNKNOWN) if value is None else str(value)


def _flag(value: bool | None, dice: random.Random) -> str:
    return dice.choice(_UNKNOWN if value is None else _TRUE if value else _FALSE)


def _date(value: date | None, dice: random.Random) -> str:
    return value.isoformat() + dice.choice(["", "", " 00:00:00", "T23:59:59"]) if value else dice.choice(_UNKNOWN)


def _org_id(org_id: str, dice: random.Random) -> str:
    encoded = base64.b64encode(f"ciscospark://us/ORGANIZATION/{org_id}".encode()).decode()
    return dice.choice([org_id, org_id.upper(), encoded, encoded.rstrip("=")])
