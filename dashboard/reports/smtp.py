"""Hands letters to the e-mail server of the settings."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from dashboard.reports.mail import ascii_address
from dashboard.reports.sending import NO_SERVER, UNSENT
from dashboard.settings import Settings

_log = logging.getLogger(__name__)

_PATIENCE = 30  # seconds


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
    """None when the server took the letter, else why not. `about` names it in the log."""
    if not settings.smtp_host:
        return NO_SERVER
    try:
        letter = written()
        with _server(settings) as server:
            if settings.smtp_user and settings.smtp_password:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(letter)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        _log.error("%s: e-mail not sent: %s", about, type(error).__name__)
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
