"""Sends the e-mail of finished reports: each message once, and again for a day while the server does not take it.

A message is claimed in the store before anybody is asked to take it, so any number of processes may send. Until its
last line is on the way nobody can have it, and whatever fails is tried again; only when the answer to that line does
not come nobody knows, and the run says so. Several are sent at once, a connection carries many, and a server that does
not answer is asked once a round and not once a message.
"""

import logging
import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from threading import Event
from typing import Any

import sqlalchemy as sa

from dashboard.access.accounts import find_user
from dashboard.data.storage.store import reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.reports import report_run
from dashboard.errors import DashboardError, RegionUnavailable
from dashboard.i18n import N_
from dashboard.reports.claims import Clock
from dashboard.reports.mail import ascii_address, message
from dashboard.reports.rights import OTHERS, may_fetch
from dashboard.services import Services
from dashboard.settings import Settings

_log = logging.getLogger(__name__)

NO_SERVER = N_("No e-mail server is set up. Set DASHBOARD_SMTP_HOST.")
UNSENT = N_("The e-mail server did not take the message.")
LATER = N_("The e-mail server does not take the message yet; it is tried again for a day.")
UNWRITTEN = N_("No message can be written to this address, or of this report any more.")
UNCERTAIN = N_("Sending was interrupted: the message may or may not have arrived.")

AT_ONCE = 4  # connections
_LONGEST = timedelta(days=1)
_LEASE = timedelta(minutes=10)  # longer than any message takes; then its process is dead
_PATIENCE = 30  # seconds for an answer
_SEVEN_BITS = SMTP.clone(cte_type="7bit")  # which every server takes
_ADDRESS = re.compile(r"(?<![^\s@])[^\s@]+@\S+")

Row = dict[str, Any]


class _Refused(Exception):
    """Certainly not sent. `final` when asking again is of no use; `reply` is what the server said, for the log.

    `says` is what the run says of it, where that is more than that the server did not take it.
    """

    def __init__(self, reply: str, *, final: bool = False, says: str = "") -> None:
        super().__init__(reply)
        self.reply, self.final, self.says = reply, final, says


class _Unknown(Exception):
    """The message was handed over and the answer did not come."""


def send_due(services: Services, clock: Clock) -> int:
    """Sends what is due; how many messages were sent."""
    rows = _due(services, clock())
    if not rows:
        return 0
    down = Event()  # the server does not answer: nobody else waits for it in this round
    with ThreadPoolExecutor(min(AT_ONCE, len(rows)), thread_name_prefix="mail") as pool:
        parts = [rows[first::AT_ONCE] for first in range(min(AT_ONCE, len(rows)))]
        return sum(pool.map(lambda part: _send_all(services, clock, part, down), parts))


def _due(services: Services, at: datetime) -> list[Row]:
    """Messages that may be tried now, the oldest first. One whose sender died with its last line out is given up."""
    run = report_run.c
    lost = sa.update(report_run).where(run.mail_state == "sending", run.mail_at < at - _LEASE)
    due = (
        sa.select(report_run, users.c.email, users.c.language)
        .join_from(report_run, users, users.c.user_id == run.user_id)
        .where(run.mail_state == "due", users.c.disabled.is_(False), run.mail_at.is_(None) | (run.mail_at <= at))
        .order_by(run.finished_at, run.run_id)
    )
    with writing(services.store) as connection:
        connection.execute(lost.values(mail_state="failed", mail_error=UNCERTAIN))
    with reading(services.store) as connection:
        return [dict(row) for row in connection.execute(due).mappings()]


def _send_all(services: Services, clock: Clock, rows: Sequence[Row], down: Event) -> int:
    """How many of these were sent, over one connection while it lasts."""
    sent = 0
    server: smtplib.SMTP | None = None
    try:
        for row in rows:
            if not _claim(services, row, clock()):
                continue  # another process is at it
            try:
                if down.is_set():
                    raise _Refused("the server did not answer a moment ago")
                _refuse_strangers(services, row)
                server = server or _connect(services.settings, down)
                _hand_over(services, clock, server, row)
                sent += _end(services, row, "sent")
            except _Refused as refusal:
                _close(server)
                server = None
                _put_off(services, clock(), row, refusal)
            except _Unknown:
                _close(server)
                server = None
                _log.error("report %s: e-mail may have been sent: no answer came", row["run_id"])
                _end(services, row, "failed", UNCERTAIN)
    finally:
        _close(server)
    return sent


def _claim(services: Services, row: Row, at: datetime) -> bool:
    """Whether the message is ours for a while: nobody has tried it since it was read."""
    values = {"mail_attempts": row["mail_attempts"] + 1, "mail_at": at + _LEASE}
    claimed = _change(services, row, "due", **values)
    row |= values if claimed else {}
    return claimed


def _change(services: Services, row: Row, before: str, **values: Any) -> bool:
    run = report_run.c
    same = (run.run_id == row["run_id"], run.mail_state == before, run.mail_attempts == row["mail_attempts"])
    with writing(services.store) as connection:
        return connection.execute(sa.update(report_run).where(*same).values(values)).rowcount == 1


def _end(services: Services, row: Row, state: str, error: str | None = None) -> bool:
    before = "sending" if state == "sent" or error == UNCERTAIN else "due"
    return _change(services, row, before, mail_state=state, mail_error=error)


def _refuse_strangers(services: Services, row: Row) -> None:
    """Raises _Refused where the file, made a while ago, holds what its person may no longer see."""
    try:
        with reading(services.store) as connection:
            person = find_user(connection, sa.and_(users.c.user_id == row["user_id"]))
        if person and may_fetch(services, person, row["user_id"], row["region"], row["scope"]):
            return
    except RegionUnavailable as error:
        raise _Refused(str(error)) from error
    except DashboardError:
        pass
    raise _Refused(OTHERS, final=True, says=OTHERS)


def _put_off(services: Services, at: datetime, row: Row, refusal: _Refused) -> None:
    """Another attempt, later each time; none when it is of no use or a day is over."""
    again = at + timedelta(minutes=min(2 ** (row["mail_attempts"] - 1), 60))
    over = refusal.final or again > row["finished_at"] + _LONGEST
    reply = _ADDRESS.sub("…", " ".join(refusal.reply.split()))[:300]
    when = "given up" if over else f"again at {again:%Y-%m-%d %H:%M} UTC"
    _log.error("report %s: e-mail not sent, attempt %s, %s: %s", row["run_id"], row["mail_attempts"], when, reply)
    if over:
        error = refusal.says or (UNSENT if services.settings.smtp_host else NO_SERVER)
        _end(services, row, "failed", error)
    else:
        _change(services, row, "due", mail_at=again, mail_error=LATER)


def _connect(settings: Settings, down: Event) -> smtplib.SMTP:
    """A connection that may send. Raises _Refused, and says so to the others, when there is none."""
    if not settings.smtp_host:
        raise _Refused(NO_SERVER, final=True)
    where, context = (settings.smtp_host, settings.smtp_port), ssl.create_default_context()
    server: smtplib.SMTP | None = None
    try:
        with _telling():
            if settings.smtp_security == "tls":
                server = smtplib.SMTP_SSL(*where, timeout=_PATIENCE, context=context)
            else:
                server = smtplib.SMTP(*where, timeout=_PATIENCE)
            if settings.smtp_security == "starttls":
                server.starttls(context=context)
            if settings.smtp_user and settings.smtp_password:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            return server
    except _Refused:
        _close(server)
        down.set()
        raise


def _hand_over(services: Services, clock: Clock, server: smtplib.SMTP, row: Row) -> None:
    """Gives the message to the server. Raises _Refused, _Unknown."""
    with _telling():
        letter, to = _written(services.settings, row)
        content = re.sub(rb"(?m)^\.", b"..", letter.as_bytes(policy=_SEVEN_BITS).rstrip(b"\r\n")) + b"\r\n"
        server.ehlo_or_helo_if_needed()
        _ask(server.mail(letter["From"].addresses[0].addr_spec))
        _ask(server.rcpt(to))
        _ask(server.docmd("DATA"), 354)
        server.send(content)
    if not _change(services, row, "due", mail_state="sending", mail_at=clock()):
        raise _Refused("another process took it over")
    try:
        server.send(b".\r\n")
        code, reply = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise _Unknown from error
    if code != 250:
        _change(services, row, "sending", mail_state="due")
        _ask((code, reply))


def _written(settings: Settings, row: Row) -> tuple[EmailMessage, str]:
    """The message, and the address that a server is given. Raises _Refused for one that cannot be written any more."""
    try:
        return message(settings, row), ascii_address(row["email"])
    except (DashboardError, ValueError, LookupError) as error:
        raise _Refused(f"cannot be written: {type(error).__name__}", final=True, says=UNWRITTEN) from error


def _ask(answer: tuple[int, bytes], wanted: int = 250) -> None:
    code, reply = answer
    if code not in (wanted, 251):
        raise _Refused(f"{code} {reply.decode(errors='replace')}", final=500 <= code < 600)


@contextmanager
def _telling() -> Iterator[None]:
    """Failures of the library as what the server said."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        raise _Refused(f"{error.smtp_code} {said}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise _Refused(f"{type(error).__name__}: {error}") from error


def _close(server: smtplib.SMTP | None) -> None:
    if server:
        with suppress(smtplib.SMTPException, OSError):
            if server.sock:
                server.sock.settimeout(5)  # it has nothing more to say that matters
            server.quit()
        server.close()
