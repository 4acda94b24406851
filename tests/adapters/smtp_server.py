"""A mail server in this process, which keeps a record and may hang up at chosen points."""

import asyncio
import random
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from enum import StrEnum
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Drop(StrEnum):
    """Where the server hangs up."""

    GREETING = "greeting"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    CONTENT = "content"
    BEFORE_KEEPING = "before keeping"
    AFTER_KEEPING = "after keeping"
    IN_REPLY = "in reply"


@dataclass(kw_only=True)
class Kept:
    """One mail as the server took it; confirmed where the 250 went out whole."""

    message_id: str
    envelope: Envelope
    confirmed: bool

    @property
    def content(self) -> bytes:
        assert isinstance(self.envelope.content, bytes)
        return self.envelope.content


@dataclass
class Record:
    """What the server saw, and what it is told to do."""

    kept: list[Kept] = field(default_factory=list)
    drops: dict[Drop, int] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)
    chance: float = 0.0
    always: Drop | None = None
    source: random.Random = field(
        default_factory=lambda: random.Random(20261121)  # noqa: S311
    )
    logins: list[tuple[str, bool]] = field(default_factory=list)

    def plan(self) -> Drop | None:
        """Return where the next connection breaks, if it does."""
        if self.always or self.source.random() >= self.chance:
            return self.always
        return self.source.choice(list(Drop))

    def hung_up(self, drop: Drop) -> None:
        self.drops[drop] = self.drops.get(drop, 0) + 1

    def ids(self) -> list[str]:
        return [one.message_id for one in self.kept]


class _Server(SMTP):
    """SMTP as aiosmtpd speaks it, with a plan for each connection."""

    def __init__(self, record: Record, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.record = record
        self.plan = record.plan()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.hangs_up(Drop.GREETING)

    def hangs_up(self, drop: Drop) -> bool:
        if self.plan is not drop or self.transport is None:
            return False
        self.record.hung_up(drop)
        if drop is Drop.IN_REPLY:
            self.transport.write(b"25")
        self.transport.close()
        return True

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  # the name aiosmtpd calls
        if self.hangs_up(Drop.DATA):
            return
        if self.plan is Drop.CONTENT:
            await self.push("354 go on")
            await self._reader.readline()
            self.hangs_up(Drop.CONTENT)
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, record: Record) -> None:
        self.record = record

    async def handle_MAIL(  # noqa: N802
        self, server: _Server, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        server.hangs_up(Drop.SENDER)
        envelope.mail_from = address
        return self.record.replies.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: _Server, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        server.hangs_up(Drop.RECIPIENT)
        envelope.rcpt_tos.append(address)
        return self.record.replies.get(address, "250 OK")

    async def handle_DATA(  # noqa: N802
        self, server: _Server, _session: Session, envelope: Envelope
    ) -> str:
        reply = self.record.replies.get("DATA", "250 kept")
        if server.hangs_up(Drop.BEFORE_KEEPING) or not reply.startswith("250"):
            return reply
        assert isinstance(envelope.content, bytes)
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        kept = Kept(message_id=message_id, envelope=envelope, confirmed=False)
        self.record.kept.append(kept)
        if not (server.hangs_up(Drop.AFTER_KEEPING) or server.hangs_up(Drop.IN_REPLY)):
            kept.confirmed = True
        return reply


@contextmanager
def serving(
    record: Record, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Serve while the block runs, and give the port."""
    loop = asyncio.new_event_loop()

    def check(_server: Any, session: Session, _envelope: Any, _mechanism: str, data: Any) -> Any:
        record.logins.append((data.login.decode(), bool(session.ssl or tls)))
        return AuthResult(success=data.password == b"pass word", handled=False)

    def answer() -> _Server:
        return _Server(
            record,
            _Handler(record),
            hostname="server.example",
            loop=loop,
            tls_context=starttls,
            authenticator=check,
            auth_require_tls=False,
        )

    async def start() -> asyncio.Server:
        return await loop.create_server(answer, "127.0.0.1", 0, ssl=tls)

    # The loop begins in its own thread: another may run in this one, as a browser's driver does.
    thread = Thread(target=loop.run_forever, name="mail server")
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
