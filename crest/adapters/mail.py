"""Mails handed over: to a folder of .eml files, or to a mail server by SMTP.

What matters is what is known afterwards. A server has a mail once it answers the final dot with a
250; until that dot is sent it has nothing; in between, nobody knows.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

from crest.adapters.files import write_whole
from crest.config import Settings
from crest.domain.errors import NotFoundError

_TIMEOUT = 30.0
# Seven bits pass through every server, and the same mail is the same bytes each time.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_GO_ON = 354
_SIGN_IN_FIRST = 530
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_DETAIL_LENGTH = 300


class Fate(StrEnum):
    """What is known of a mail after a try."""

    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is known of a mail after a try, and the server's words."""

    fate: Fate
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as it is handed over."""

    id: UUID
    message_id: str
    recipient: str
    subject: str
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whom mails come from, and the host that their ids are made of."""

    line: str
    host: str

    @property
    def address(self) -> str:
        """Return the bare address."""
        return parseaddr(self.line)[1]


class Mailer(Protocol):
    """A way for mails to leave."""

    @property
    def sender(self) -> Sender:
        """Return whom mails come from."""
        ...

    def send(self, mail: Mail) -> Outcome:
        """Hand the mail over and return what is known of it then; never raises for the network."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMailer:
    """Writes each mail as a file of its own; a second copy replaces the first."""

    folder: Path
    sender: Sender

    def send(self, mail: Mail) -> Outcome:
        """Write the mail; it is on disk as a whole when this returns."""
        try:
            write_whole(self.folder, f"{mail.id}.eml", mail_bytes(mail, self.sender))
        except OSError as error:
            return Outcome(fate=Fate.UNREACHABLE, detail=_words(error))
        except ValueError as error:
            return Outcome(fate=Fate.REFUSED, detail=_words(error))
        return Outcome(fate=Fate.SENT, detail="written")

    def read(self, mail_id: UUID) -> bytes:
        """Return the bytes of a written mail, or raise NotFoundError."""
        try:
            return (self.folder / f"{mail_id}.eml").read_bytes()
        except FileNotFoundError:
            raise NotFoundError from None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where a mail server is, and who signs in there."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """Hands each mail to a server over a connection of its own."""

    server: SmtpServer
    sender: Sender
    timeout: float = _TIMEOUT
    make_context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, mail: Mail) -> Outcome:
        """Hand the mail over and return what is known of it then."""
        try:
            content = _dotted(mail_bytes(mail, self.sender))
        except ValueError as error:
            return Outcome(fate=Fate.REFUSED, detail=_words(error))
        try:
            connection = self._open()
        except (OSError, ValueError) as error:
            return Outcome(fate=Fate.UNREACHABLE, detail=_words(error))
        try:
            return _hand_over(connection, self.sender.address, mail.recipient, content)
        finally:
            # Nobody waits for the goodbye: the answer to the mail is to be recorded at once.
            with suppress(OSError):
                connection.send(b"QUIT\r\n")
            connection.close()

    def _open(self) -> smtplib.SMTP:
        connection = self._connect()
        try:
            self._greet(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> smtplib.SMTP:
        host, port, name = self.server.host, self.server.port, self.sender.host
        if self.server.is_tls:
            return smtplib.SMTP_SSL(
                host, port, name, timeout=self.timeout, context=self.make_context()
            )
        return smtplib.SMTP(host, port, name, timeout=self.timeout)

    def _greet(self, connection: smtplib.SMTP) -> None:
        if connection.sock is not None:
            # The dot follows the mail in a packet of its own and must not wait for an answer.
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.ehlo_or_helo_if_needed()
        is_private = self.server.is_tls or self.server.host in _LOOPBACK
        if not self.server.is_tls and connection.has_extn("starttls"):
            connection.starttls(context=self.make_context())
            connection.ehlo_or_helo_if_needed()
            is_private = True
        if not self.server.user:
            return
        if not is_private:
            raise ValueError("the server offers no TLS, so the password is not sent")
        connection.login(self.server.user, self.server.password)


def open_mailer(settings: Settings) -> Mailer:
    """Return the way out that is set; a demonstration sends nothing outside, whatever is set."""
    if settings.is_demonstration or settings.mail_url.startswith("file:"):
        return open_mail_folder(settings)
    return SmtpMailer(server=read_smtp_url(settings.mail_url), sender=_sender(settings))


def open_mail_folder(settings: Settings) -> FolderMailer:
    """Return the folder of mails: the one that is set, else the one in the data folder."""
    folder = settings.data_dir / "mail"
    if settings.mail_url.startswith("file:"):
        folder = Path(settings.mail_url.removeprefix("file:").removeprefix("//")).absolute()
    return FolderMailer(folder=folder, sender=_sender(settings))


def read_smtp_url(url: str) -> SmtpServer:
    """Return the server that an smtp: or smtps: address names."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=parts.hostname or "",
        port=parts.port or (465 if is_tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
    )


def mail_bytes(mail: Mail, sender: Sender) -> bytes:
    """Return the mail as it is sent; raises ValueError where a header cannot be written."""
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.written_at)
    message["From"] = sender.line
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    if not mail.recipient.isascii():
        raise ValueError("the address holds signs that mail servers do not take")
    return message.as_bytes()


def _hand_over(connection: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> Outcome:
    fate = Fate.DEFERRED
    try:
        for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
            code, reply = connection.docmd(command)
            if not (code == _GO_ON if command == "DATA" else 200 <= code < 300):
                return _refusal(code, reply)
        connection.send(content)
        fate = Fate.UNKNOWN
        connection.send(b".\r\n")
        code, reply = connection.getreply()
    except OSError as error:
        return Outcome(fate=fate, detail=_words(error))
    if 200 <= code < 300:
        return Outcome(fate=Fate.SENT, detail=_reply(code, reply))
    if 400 <= code < 600:
        return _refusal(code, reply)
    return Outcome(fate=Fate.UNKNOWN, detail=_reply(code, reply))


def _refusal(code: int, reply: bytes) -> Outcome:
    # Whoever must sign in first has a wrong setting, which is no reason to give the mail up.
    is_final = 500 <= code < 600 and code != _SIGN_IN_FIRST
    return Outcome(fate=Fate.REFUSED if is_final else Fate.DEFERRED, detail=_reply(code, reply))


def _dotted(content: bytes) -> bytes:
    """Return the content with lines that begin with a dot marked, as SMTP asks."""
    return re.sub(rb"(?m)^\.", b"..", content)


def _reply(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode(errors='replace')}"[:_DETAIL_LENGTH]


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_DETAIL_LENGTH]


def _sender(settings: Settings) -> Sender:
    return Sender(line=settings.mail_from, host=settings.mail_host)
