"""A report's e-mail: a link or the file, with what it holds in words, in the language of whom it goes to."""

import json
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Any

from dashboard.data.exports.formats import FORMATS
from dashboard.data.exports.words import MANAGERS, PRODUCTS
from dashboard.i18n import N_, translated
from dashboard.reports.templates import defined
from dashboard.settings import Settings
from dashboard.web.address import fields_of


def message(settings: Settings, row: dict[str, Any]) -> EmailMessage:
    """The message of a finished run; `row` is its row, with `email` and `language` of its person."""
    language = row["language"] or settings.language or "en"
    path = settings.data_dir / row["file"] if row["file"] else None
    attached = row["mail"] == "attachment" and path is not None and row["size"] <= settings.smtp_attachment_bytes
    letter = EmailMessage(policy=SMTP)
    letter["From"] = settings.smtp_from or settings.smtp_user or f"reports@{settings.smtp_host}"
    letter["To"] = ascii_address(row["email"])
    letter["Subject"] = " ".join(f"{title(row, language)} · {row['region']} · {row['as_of']}".split())
    letter["Date"] = formatdate()
    # The same at every attempt: a mailbox that was given it twice shows it once.
    letter["Message-ID"] = f"<report.{row['run_id']}@{letter['From'].addresses[0].domain or 'localhost'}>"
    letter.set_content("\n".join(_lines(settings, row, language, attached)))
    if attached and path is not None:
        _attach(letter, path, row["file_name"], FORMATS[row["format"]].media_type)
    return letter


def ascii_address(address: str) -> str:
    """The address as every server takes it. Raises UnicodeError where that is none: only domains have such a form."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain if domain.isascii() else domain.encode('idna').decode()}".encode("ascii").decode()


def title(row: dict[str, Any], language: str) -> str:
    """The report's name; those of the five templates in the language."""
    base = defined(row["name"], row["definition"]).base
    return translated(base.title, language) if row["name"] == base.title else str(row["name"])


def _attach(letter: EmailMessage, path: Path, name: str, media_type: str) -> None:
    main, _, sub = media_type.partition(";")[0].partition("/")
    letter.add_attachment(path.read_bytes(), maintype=main, subtype=sub, filename=name)


def _narrowing(sidecar: dict[str, Any], narrowed: str, language: str) -> list[tuple[str, str]]:
    """Of whom and of what the file is, beside its filters, where its template says so."""
    stated, manager = fields_of(narrowed), MANAGERS.get(sidecar.get("managed_by") or "", "")
    return [
        (N_("Product"), PRODUCTS.get(sidecar.get("product", ""), "") if "product" in stated else ""),
        (N_("Days ahead"), str(sidecar["days"]) if "days" in sidecar else ""),
        (N_("Tags"), ", ".join(sidecar.get("tags", ()))),
        (N_("Managed by"), translated(manager, language)),
        (N_("Search"), sidecar.get("search") or ""),
    ]


def _lines(settings: Settings, row: dict[str, Any], language: str, attached: bool) -> list[str]:
    """What the file holds: region, as-of date, weeks, filters, rows, checksum; where it is."""
    sidecar = json.loads(row["sidecar"])
    base = defined(row["name"], row["definition"]).base
    labels = {column.key: translated(column.label, language) for column in base.columns}
    facts = [
        (N_("Report"), title(row, language)),
        (N_("Region"), row["region"]),
        (N_("As of"), sidecar["as_of"]),
        (N_("Weeks"), ", ".join(sidecar.get("weeks", ()))),
        (N_("Weeks without data"), ", ".join(sidecar.get("weeks_without_data", ()))),
        *_narrowing(sidecar, defined(row["name"], row["definition"]).narrowed, language),
        (N_("Filters"), "; ".join(f"{labels[part['column']]}: {part['filter']}" for part in sidecar["filters"])),
        (N_("Rows"), row["rows"]),
        (N_("File"), row["file_name"]),
        ("SHA-256", row["sha256"]),
    ]
    lines = [f"{translated(label, language)}: {value}" for label, value in facts if value not in ("", None)]
    if row["missed"]:
        lines += ["", translated(N_("It is late: nothing was running when it was due."), language)]
    if not attached and settings.public_url:
        address = f"{settings.public_url.rstrip('/')}/api/v1/reports/{row['run_id']}/file"
        lines += ["", translated(N_("Sign in and fetch it here:"), language), address]
    elif not attached:
        lines += ["", translated(N_("Sign in and fetch it from the page Reports."), language)]
    return lines
