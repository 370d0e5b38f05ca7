"""Sends one mail by SMTP and says what became of it.

A server that took the mail, one that refused it and one that went silent while it had the mail are three outcomes:
after the last, nobody knows whether it left, and only a person may send it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

TIMEOUT_SECONDS = 20
SCHEMES = ("smtp", "starttls", "smtps")


class MailState(StrEnum):
    """What became of a mail."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Not known whether it left."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail, with what the server, or the way to it, said; empty when there is nothing to say."""

    state: MailState
    said: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; ``media`` such as ``text/csv``."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; its id makes its Message-ID, so that the same mail is known again."""

    id: UUID
    recipient: str
    subject: str
    text: str
    attachments: Sequence[Attachment]
    at: datetime


class Mailer:
    """The way to one mail server.

    Args:
        url: ``smtp://``, ``starttls://`` (required) or ``smtps://``, then ``user:password@host:port``. By ``smtp``
            the connection is encrypted where the server offers it.
        sender: The address in From.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._to = urlsplit(url)
        self.sender = sender

    async def send(self, mail: Mail) -> Outcome:
        """Hand the mail over; never raises for what a server, a network or the mail itself does."""
        where = self._to
        try:
            message = self._message(mail)
            message.as_bytes()
        except Exception as error:  # noqa: BLE001 - on an odd address the email package raises whatever it stumbles over
            return Outcome(MailState.FAILED, f"This mail can't be written: {error}")
        try:
            await aiosmtplib.send(
                message,
                hostname=where.hostname,
                port=where.port,
                username=unquote(where.username) if where.username else None,
                password=unquote(where.password) if where.password else None,
                use_tls=where.scheme == "smtps",
                start_tls={"smtp": None, "starttls": True, "smtps": False}[where.scheme],
                timeout=TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError) as error:
            return Outcome(MailState.UNKNOWN, str(error))
        except aiosmtplib.SMTPRecipientsRefused as error:
            return Outcome(MailState.FAILED, "; ".join(f"{one.code} {one.message}" for one in error.recipients))
        except aiosmtplib.SMTPResponseException as error:
            return Outcome(MailState.FAILED, f"{error.code} {error.message}")
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return Outcome(MailState.FAILED, str(error))
        return Outcome(MailState.ACCEPTED)

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = mail.recipient
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(mail.at)
        message["Message-ID"] = f"<{mail.id}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        message.set_content(mail.text)
        for attachment in mail.attachments:
            main, _, kind = attachment.media.partition("/")
            message.add_attachment(attachment.content, maintype=main, subtype=kind, filename=attachment.name)
        return message
