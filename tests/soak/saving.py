"""Clients that save answers and remember every save that was acknowledged."""

import json
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode
from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from crest.content.library import Library
from crest.domain.permissions import Role
from crest.persistence.jobs import MOST_ATTEMPTS, JobState
from crest.persistence.models import AnswerRevisionRow, AnswerRow, JobRow, WriteKeyRow
from crest.persistence.session import create_session_factory, reading
from tests.soak.running import Line, LostReplyError, Reply, Service
from tests.web.client import PageClient
from tests.web.federation import Federation

FORM = "application/x-www-form-urlencoded"
_AWAY = {502, 503, 504, 507}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where a person of member A works: cookie, token of forms, an open assessment."""

    cookie: str
    token: str
    assessment_id: UUID
    codes: tuple[str, ...]

    def form(self, **fields: str | int) -> bytes:
        """Return the fields with the token of forms, as a browser posts them."""
        return urlencode({"csrf_token": self.token, **fields}).encode()


def desk(
    browser: PageClient, federation: Federation, library: Library, *, role: Role = Role.EDIT
) -> Desk:
    """Sign in a person of member A and return what the clients need."""
    browser.login(federation.email(role))
    token = browser.token()
    cookie = browser.http.get_cookie("crest")
    assert cookie is not None
    questions = library.questionnaire("supplier-short").questions.values()
    return Desk(
        cookie=f"crest={cookie.value}",
        token=token,
        assessment_id=federation.a.draft,
        codes=tuple(question.code for question in questions if question.allow.dont_know),
    )


@dataclass(kw_only=True)
class Ledger:
    """What was acknowledged: per question the keys of its saves in order, and the jobs asked."""

    saves: dict[str, list[str]] = field(default_factory=dict)
    jobs: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    replays: int = 0
    refused: Counter[int] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """Return how many saves were acknowledged."""
        return sum(len(keys) for keys in self.saves.values())


def note_of(code: str, number: int) -> str:
    """Return what the save of this number writes; every save writes something else."""
    return f"{code} save {number}"


class SavingClient(threading.Thread):
    """Saves its questions in turn; what was not acknowledged is sent again under its key."""

    def __init__(
        self, service: Service, at: Desk, codes: Sequence[str], ledger: Ledger, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.service, self.at, self.codes, self.ledger = service, at, codes, ledger
        self.ended = threading.Event()
        self._random = Random(seed)  # noqa: S311 - a seeded run can be repeated
        self._line = Line(service, at.cookie)

    def run(self) -> None:
        """Save until told to end, and then until nothing is unacknowledged."""
        while not self.ended.is_set():
            if self._random.random() < 0.02:
                self.ask_for_register()
            self.save(self._random.choice(self.codes))
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._line.close()

    def save(self, code: str) -> None:
        """Save the next answer to the question, however often the service goes away meanwhile."""
        keys = self.ledger.saves.setdefault(code, [])
        number, key = len(keys) + 1, uuid4().hex
        body = self.body(code, number, key)
        path = f"/assessments/{self.at.assessment_id}/answers/{code}"
        reply = self.insist(path, body)
        if reply is None:
            return
        if reply.status != 200 or json.loads(reply.text)["version"] != number:
            self.fault(f"{code} save {number}: {reply.status} {reply.text[:200]}")
            return
        keys.append(key)

    def body(self, code: str, number: int, key: str) -> bytes:
        """Return the form of a save."""
        fields = {f"q_{code}__state": "dont_know", f"q_{code}__note": note_of(code, number)}
        return self.at.form(**fields, **{f"v_{code}": number - 1}, key=key)

    def ask_for_register(self) -> None:
        """Ask for a register, and remember the job once it was acknowledged."""
        reply = self.insist("/register.xlsx", self.at.form(key=uuid4().hex))
        if reply is None:
            return
        if reply.status != 303:
            self.fault(f"register: {reply.status} {reply.text[:200]}")
            return
        self.ledger.jobs.add(reply.location.rpartition("/")[2])

    def insist(self, path: str, body: bytes) -> Reply | None:
        """Return the answer, however often the request has to be sent for it."""
        for _ in range(2000):
            # A client never gives up for good: what it holds unacknowledged is asked again.
            self.service.is_up.wait(60)
            try:
                reply = self._line.post(path, body, FORM)
            except LostReplyError:
                self.ledger.replays += 1
                threading.Event().wait(0.02)
                continue
            if reply.status not in _AWAY:
                return reply
            self.ledger.refused[reply.status] += 1
            threading.Event().wait(0.05)
        self.fault(f"{path}: never acknowledged")
        return None

    def fault(self, words: str) -> None:
        """Write down what went wrong, and end."""
        self.ledger.faults.append(words)
        self.ended.set()


def clients(
    service: Service, at: Desk, ledger: Ledger, *, count: int, seed: int
) -> list[SavingClient]:
    """Return clients, each with questions of its own."""
    return [
        SavingClient(service, at, at.codes[number::count], ledger, seed + number)
        for number in range(count)
    ]


def compare(engine: Engine, at: Desk, ledger: Ledger) -> None:
    """Fail unless the database holds what was acknowledged, all of it and nothing twice."""
    with create_session_factory(engine)() as session, reading(session):
        now = {
            row.code: (row.version, row.note)
            for row in session.scalars(
                select(AnswerRow).where(AnswerRow.assessment_id == at.assessment_id)
            )
        }
        earlier = {
            (row.code, row.version): row.note
            for row in session.scalars(
                select(AnswerRevisionRow).where(AnswerRevisionRow.assessment_id == at.assessment_id)
            )
        }
        keys = Counter(session.scalars(select(WriteKeyRow.key)))
    saved = {code: len(acknowledged) for code, acknowledged in ledger.saves.items() if acknowledged}
    assert now == {code: (count, note_of(code, count)) for code, count in saved.items()}
    assert earlier == {
        (code, number): note_of(code, number)
        for code, count in saved.items()
        for number in range(1, count)
    }
    kept = [key for acknowledged in ledger.saves.values() for key in acknowledged]
    assert [key for key in kept if keys[key] != 1] == []


def open_jobs(engine: Engine) -> set[str]:
    """Return the jobs that wait or run."""
    states = (JobState.WAITING.value, JobState.RUNNING.value)
    with create_session_factory(engine)() as session, reading(session):
        return {
            str(one) for one in session.scalars(select(JobRow.id).where(JobRow.state.in_(states)))
        }


def wait_for_jobs(engine: Engine, *, seconds: float) -> None:
    """Wait until no job is open, or fail."""
    pause = threading.Event()
    for _ in range(int(seconds * 4)):
        if not open_jobs(engine):
            return
        pause.wait(0.25)
    words = f"jobs still open after {seconds} s: {open_jobs(engine)}"
    raise AssertionError(words)


def ends_of_jobs(engine: Engine, ledger: Ledger, before: set[str]) -> Counter[str]:
    """Return how the acknowledged jobs and those open before ended.

    Fails for a lost one and for one given up before its last try.
    """
    with create_session_factory(engine)() as session, reading(session):
        rows = {str(row.id): row for row in session.scalars(select(JobRow))}
    wanted = ledger.jobs | before
    assert wanted - set(rows) == set()
    asked = [rows[job] for job in wanted]
    failed = [row for row in asked if row.state != JobState.DONE.value]
    assert [row.id for row in failed if row.attempts < MOST_ATTEMPTS] == []
    return Counter(row.state for row in asked)
