"""Mails handed over: what is known afterwards is what the server said, and nothing more."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import pytest
import trustme

from crest.adapters.mail import (
    Fate,
    FolderMailer,
    Mail,
    Sender,
    SmtpMailer,
    mail_bytes,
    open_mailer,
    read_smtp_url,
)
from crest.config import SettingsError, read_settings
from crest.domain.errors import NotFoundError
from tests.adapters.smtp_server import Drop, Record, serving

SENDER = Sender(line="Förderation <noreply@crest.example>", host="crest.example")
MAIL = Mail(
    id=UUID("6f1c1d9e-0000-4000-8000-000000000001"),
    message_id="<6f1c1d9e-0000-4000-8000-000000000001@crest.example>",
    recipient="buyer@member.example",
    subject="Please answer: សូមឆ្លើយ",
    body="Dear buyer,\n\n.a line with a dot\nខ្មែរ\nhttps://crest.example/there\n",
    written_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
)


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def port(record: Record) -> Iterator[int]:
    with serving(record) as number:
        yield number


def _mailer(port: int, account: str = "", scheme: str = "smtp") -> SmtpMailer:
    server = read_smtp_url(f"{scheme}://{account}127.0.0.1:{port}")
    return SmtpMailer(server=server, sender=SENDER, timeout=5)


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def _words(content: bytes) -> str:
    return _parsed(content).get_content().replace("\r\n", "\n")


def test_a_mail_is_the_same_bytes_each_time_and_fits_every_server() -> None:
    content = mail_bytes(MAIL, SENDER)

    assert content == mail_bytes(MAIL, SENDER)
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_headers_and_words_come_back_as_they_were_written() -> None:
    message = _parsed(mail_bytes(MAIL, SENDER))

    assert message["Message-ID"] == MAIL.message_id
    assert message["From"].addresses[0].display_name == "Förderation"
    assert message["To"] == MAIL.recipient
    assert message["Subject"] == MAIL.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert _words(bytes(message)) == MAIL.body


def test_no_header_is_smuggled_in(port: int, record: Record, tmp_path: Path) -> None:
    mail = replace(MAIL, subject="Hello\r\nBcc: other@example.org")

    outcomes = [
        _mailer(port).send(mail),
        FolderMailer(folder=tmp_path, sender=SENDER).send(mail),
        _mailer(port).send(replace(MAIL, recipient="khmer-ខ្មែរ@member.example")),
    ]

    assert [one.fate for one in outcomes] == [Fate.REFUSED] * 3
    assert record.kept == []
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_says_250_has_the_mail(port: int, record: Record) -> None:
    outcome = _mailer(port).send(MAIL)

    assert (outcome.fate, outcome.detail) == (Fate.SENT, "250 kept")
    kept = record.kept[0]
    assert kept.envelope.mail_from == "noreply@crest.example"
    assert kept.envelope.rcpt_tos == [MAIL.recipient]
    assert kept.content == mail_bytes(MAIL, SENDER)


def test_lines_that_begin_with_a_dot_arrive_as_they_are(port: int, record: Record) -> None:
    body = ".\n..\n.line\nend\n"

    _mailer(port).send(replace(MAIL, body=body))

    assert _words(record.kept[0].content) == body


@pytest.mark.parametrize(
    ("drop", "fate"),
    [
        (Drop.GREETING, Fate.UNREACHABLE),
        (Drop.SENDER, Fate.DEFERRED),
        (Drop.RECIPIENT, Fate.DEFERRED),
        (Drop.DATA, Fate.DEFERRED),
        (Drop.BEFORE_KEEPING, Fate.UNKNOWN),
        (Drop.AFTER_KEEPING, Fate.UNKNOWN),
        (Drop.IN_REPLY, Fate.UNKNOWN),
    ],
)
def test_a_broken_line_leaves_the_end_open_only_after_the_dot(
    port: int, record: Record, drop: Drop, fate: Fate
) -> None:
    record.always = drop

    outcome = _mailer(port).send(MAIL)

    assert outcome.fate is fate
    assert record.drops == {drop: 1}
    assert len(record.kept) == (drop in {Drop.AFTER_KEEPING, Drop.IN_REPLY})


def test_a_line_that_breaks_within_a_long_mail_leaves_nothing_behind(
    port: int, record: Record
) -> None:
    record.always = Drop.CONTENT

    outcome = _mailer(port).send(replace(MAIL, body="a long line of words\n" * 400_000))

    assert outcome.fate is Fate.DEFERRED
    assert record.kept == []


@pytest.mark.parametrize(
    ("step", "reply", "fate"),
    [
        ("MAIL", "550 not you", Fate.REFUSED),
        ("MAIL", "451 later", Fate.DEFERRED),
        ("MAIL", "530 sign in first", Fate.DEFERRED),
        (MAIL.recipient, "550 nobody of that name", Fate.REFUSED),
        (MAIL.recipient, "450 come back", Fate.DEFERRED),
        ("DATA", "554 no", Fate.REFUSED),
        ("DATA", "452 full", Fate.DEFERRED),
    ],
)
def test_no_is_an_end_and_later_is_none(
    port: int, record: Record, step: str, reply: str, fate: Fate
) -> None:
    record.replies[step] = reply

    outcome = _mailer(port).send(MAIL)

    assert (outcome.fate, outcome.detail) == (fate, reply)
    assert record.kept == []


def test_a_server_that_is_away_has_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert _mailer(port).send(MAIL).fate is Fate.UNREACHABLE


def test_a_server_that_never_answers_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailer = replace(_mailer(silent.getsockname()[1]), timeout=0.2)

        assert mailer.send(MAIL).fate is Fate.UNREACHABLE


def test_who_may_send_signs_in(port: int, record: Record) -> None:
    right, wrong = _mailer(port, "crest:pass%20word@"), _mailer(port, "crest:other@")

    assert right.send(MAIL).fate is Fate.SENT
    assert wrong.send(MAIL).fate is Fate.UNREACHABLE
    assert ("crest", False) in record.logins
    assert len(record.kept) == 1
    assert "pass word" not in repr(right)


def test_a_password_goes_over_no_open_line(
    port: int, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crest.adapters.mail._LOOPBACK", frozenset())

    outcome = _mailer(port, "crest:pass%20word@").send(MAIL)

    assert outcome.fate is Fate.UNREACHABLE
    assert "no TLS" in outcome.detail
    assert record.logins == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_tls_is_used_where_it_is_offered(record: Record, scheme: str) -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    kinds = {"smtp": {"starttls": context}, "smtps": {"tls": context}}

    with serving(record, **kinds[scheme]) as port:
        mailer = _mailer(port, "crest:pass%20word@", scheme)
        trusted = replace(mailer, make_context=lambda: trusting).send(MAIL)
        stranger = mailer.send(MAIL)

    assert trusted.fate is Fate.SENT
    assert record.logins[0] == ("crest", True)
    assert stranger.fate is Fate.UNREACHABLE
    assert "certificate verify failed" in stranger.detail
    assert len(record.kept) == 1


def test_a_folder_keeps_one_file_for_a_mail(tmp_path: Path) -> None:
    mailer = FolderMailer(folder=tmp_path / "mail", sender=SENDER)

    outcomes = [mailer.send(MAIL), mailer.send(MAIL)]

    assert [one.fate for one in outcomes] == [Fate.SENT, Fate.SENT]
    assert [path.name for path in mailer.folder.iterdir()] == [f"{MAIL.id}.eml"]
    assert mailer.read(MAIL.id) == mail_bytes(MAIL, SENDER)
    with pytest.raises(NotFoundError):
        mailer.read(UUID(int=0))


def test_a_full_disk_is_a_folder_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    mailer = FolderMailer(folder=tmp_path, sender=SENDER)

    assert mailer.send(MAIL).fate is Fate.UNREACHABLE
    assert list(tmp_path.iterdir()) == []


def _settings(tmp_path: Path, **named: str):
    return read_settings({"CREST_DATA_DIR": str(tmp_path / "var"), **named})


def test_a_demonstration_sends_nothing_outside(tmp_path: Path) -> None:
    outside = {"CREST_MAIL_URL": "smtp://mail.example.org"}

    shown = open_mailer(_settings(tmp_path, CREST_MODE="demonstration", **outside))
    real = open_mailer(_settings(tmp_path, **outside))

    assert isinstance(shown, FolderMailer)
    assert shown.folder == tmp_path / "var" / "mail"
    assert isinstance(real, SmtpMailer)
    assert (real.server.host, real.server.port) == ("mail.example.org", 25)


def test_a_folder_may_lie_elsewhere(tmp_path: Path) -> None:
    mailer = open_mailer(_settings(tmp_path, CREST_MAIL_URL=f"file:{tmp_path}/post"))

    assert isinstance(mailer, FolderMailer)
    assert mailer.folder == tmp_path / "post"


def test_mails_come_from_the_installation(tmp_path: Path) -> None:
    plain = open_mailer(_settings(tmp_path)).sender
    based = open_mailer(_settings(tmp_path, CREST_BASE_URL="https://crest.example.org")).sender
    named = open_mailer(_settings(tmp_path, CREST_MAIL_FROM="Us <us@post.example.org>")).sender

    assert (plain.address, plain.host) == ("crest@localhost", "localhost")
    assert (based.address, based.host) == ("crest@crest.example.org", "crest.example.org")
    assert (named.address, named.host) == ("us@post.example.org", "post.example.org")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CREST_MAIL_URL", "mail.example.org"),
        ("CREST_MAIL_URL", "smtp://"),
        ("CREST_MAIL_URL", "smtp://user:secret-word@host:many"),
        ("CREST_MAIL_URL", "https://mail.example.org"),
        ("CREST_MAIL_FROM", "nobody"),
        ("CREST_MAIL_FROM", "Us <us@example.org>\nBcc: other@example.org"),
    ],
)
def test_a_bad_setting_is_named_at_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        _settings(tmp_path, **{name: value})

    assert "secret-word" not in str(refused.value)
