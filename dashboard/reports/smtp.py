"""Hands letters to the e-mail server of the settings."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from dashboard.reports.mail import ascii_address
from dashboard.reports.sending import LATER, NO_SERVER, UNCERTAIN, UNSENT
from dashboard.settings import Settings

_log = logging.getLogger(__name__)

_PATIENCE = 30  # seconds
_FINAL = 500  # and above: asking again is of no use


def new_letter(settings: Settings, to: str, subject: str) -> EmailMessage:
    """A letter without content, from the settings' sender."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = settings.smtp_from or settings.smtp_user or f"reports@{settings.smtp_host}"
    letter["To"] = ascii_address(to)
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain=letter["From"].addresses[0].domain or None)
    return letter


def deliver(settings: Settings, written: Callable[[], EmailMessage], about: str) -> str | None:
    """None when the server took the letter, else why not. `about` names it in the log.

    LATER is the one answer after which it may be tried again: the server certainly does not have it, and may take it.
    """
    if not settings.smtp_host:
        return NO_SERVER
    problem: str | None = LATER
    why = "the server did not answer"
    try:
        letter = written()
        with _server(settings) as server:
            if settings.smtp_user and settings.smtp_password:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            problem, why = _handed(server, letter)
    except UnicodeError as error:
        problem, why = UNSENT, type(error).__name__
    except (smtplib.SMTPException, OSError) as error:  # before it was handed over, or in parting
        why = why if problem != LATER else type(error).__name__
    if problem:
        _log.error("%s: e-mail not sent: %s", about, why)
    return problem


def _handed(server: smtplib.SMTP, letter: EmailMessage) -> tuple[str | None, str]:
    """What became of the letter, None when it was taken, and the kind of failure."""
    try:
        server.send_message(letter)
        return None, ""
    except smtplib.SMTPRecipientsRefused as error:
        final, why = all(code >= _FINAL for code, _ in error.recipients.values()), type(error).__name__
    except smtplib.SMTPResponseException as error:
        final, why = error.smtp_code >= _FINAL, type(error).__name__
    except smtplib.SMTPNotSupportedError as error:
        final, why = True, type(error).__name__
    except (smtplib.SMTPException, OSError) as error:
        return UNCERTAIN, type(error).__name__
    return UNSENT if final else LATER, why


def _server(settings: Settings) -> smtplib.SMTP:
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=_PATIENCE, context=ssl.create_default_context())
    server = smtplib.SMTP(*where, timeout=_PATIENCE)
    if settings.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server
