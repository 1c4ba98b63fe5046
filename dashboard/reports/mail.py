"""Reports by e-mail: a link or the file, with what it holds in words, in the language of whom it goes to.

A message is tried once. When the process dies while it is being sent nobody knows whether it left, and the run says so.
"""

import json
import logging
import smtplib
import ssl
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.data.store import reading, writing
from dashboard.data.store import user as users
from dashboard.data.store_reports import report_run
from dashboard.reports.claims import Clock
from dashboard.reports.templates import defined
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.words import N_, translated

_log = logging.getLogger(__name__)

NO_SERVER = N_("No e-mail server is set up. Set DASHBOARD_SMTP_HOST.")
UNSENT = N_("The e-mail server did not take the message.")
UNCERTAIN = N_("Sending was interrupted: the message may or may not have arrived.")

_PATIENCE = 30  # seconds
_STALE = timedelta(minutes=10)

State = Literal["sent", "failed"]


def send_due(made: Services, clock: Clock) -> int:
    """Sends what is due, each message once; how many were sent."""
    run, sent = report_run.c, 0
    _give_up_stale(made, clock)
    due = (
        sa.select(report_run, users.c.email, users.c.language)
        .join_from(report_run, users, users.c.user_id == run.user_id)
        .where(run.mail_state == "due", users.c.disabled.is_(False))
    )
    with reading(made.store) as connection:
        found = connection.execute(due).mappings().all()
    for row in found:
        if _change(made, row["run_id"], "due", "sending"):
            problem = _send(made.settings, dict(row))
            _change(made, row["run_id"], "sending", "failed" if problem else "sent", problem)
            sent += problem is None
    return sent


def _give_up_stale(made: Services, clock: Clock) -> None:
    run = report_run.c
    stale = sa.update(report_run).where(run.mail_state == "sending", run.finished_at < clock() - _STALE)
    with writing(made.store) as connection:
        connection.execute(stale.values(mail_state="failed", mail_error=UNCERTAIN))


def _change(made: Services, run_id: str, before: str, after: str, error: str | None = None) -> bool:
    """Whether it was so before: another process may be sending it."""
    this = sa.update(report_run).where(report_run.c.run_id == run_id, report_run.c.mail_state == before)
    with writing(made.store) as connection:
        return connection.execute(this.values(mail_state=after, mail_error=error)).rowcount == 1


def _send(settings: Settings, row: dict[str, Any]) -> str | None:
    """None when the server took the message, else why not."""
    if not settings.smtp_host:
        return NO_SERVER
    try:
        letter = message(settings, row)
        with _server(settings) as server:
            if settings.smtp_user and settings.smtp_password:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(letter)
    except (smtplib.SMTPException, OSError) as error:
        _log.error("report %s: e-mail not sent: %s", row["run_id"], type(error).__name__)
        return UNSENT
    return None


def _server(settings: Settings) -> smtplib.SMTP:
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=_PATIENCE, context=ssl.create_default_context())
    server = smtplib.SMTP(*where, timeout=_PATIENCE)
    if settings.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server


def message(settings: Settings, row: dict[str, Any]) -> EmailMessage:
    """The message of a finished run; `row` is its row, with `email` and `language` of its person."""
    language = row["language"] or settings.language or "en"
    path = settings.data_dir / row["file"] if row["file"] else None
    attached = row["mail"] == "attachment" and path is not None and row["size"] <= settings.smtp_attachment_bytes
    letter = EmailMessage(policy=SMTP)
    letter["From"] = settings.smtp_from or settings.smtp_user or f"reports@{settings.smtp_host}"
    letter["To"] = row["email"]
    letter["Subject"] = " ".join(f"{title(row, language)} · {row['region']} · {row['as_of']}".split())
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain=letter["From"].addresses[0].domain or None)
    letter.set_content("\n".join(_lines(settings, row, language, attached)))
    if attached and path is not None:
        _attach(letter, path, row["file_name"])
    return letter


def title(row: dict[str, Any], language: str) -> str:
    """The report's name; those of the five templates in the language."""
    base = defined(row["name"], row["definition"]).base
    return translated(base.title, language) if row["name"] == base.title else str(row["name"])


def _attach(letter: EmailMessage, path: Path, name: str) -> None:
    letter.add_attachment(path.read_bytes(), maintype="text", subtype="csv", filename=name)


def _lines(settings: Settings, row: dict[str, Any], language: str, attached: bool) -> list[str]:
    """What the file holds: region, as-of date, weeks, filters, rows, checksum; where it is."""
    told = json.loads(row["sidecar"])
    base = defined(row["name"], row["definition"]).base
    labels = {column.key: translated(column.label, language) for column in base.columns}
    facts = [
        (N_("Report"), title(row, language)),
        (N_("Region"), row["region"]),
        (N_("As of"), told["as_of"]),
        (N_("Weeks"), ", ".join(told.get("weeks", ()))),
        (N_("Weeks without data"), ", ".join(told.get("weeks_without_data", ()))),
        (N_("Filters"), "; ".join(f"{labels[part['column']]}: {part['filter']}" for part in told["filters"])),
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
