"""Walks a route as every role, with own, foreign and missing things, and reports what is wrong."""

import io
import logging
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from crest.adapters.logs import JsonFormatter
from crest.domain.permissions import Role
from tests.databases import snapshot_of
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation, MemberWorld

ANON = "anon"
ROLES: tuple[str, ...] = (
    ANON,
    *(role.value for role in (Role.VIEW, Role.EDIT, Role.ADM, Role.SITE)),
    *(role.value for role in (Role.FAN, Role.FPO, Role.FADM, Role.AUD, Role.SYS)),
    Role.RESP.value,
    Role.CERT.value,
    Role.AID.value,
)
# What whoever answers by invitation may open at all; of what is not theirs it finds nothing.
INVITED = frozenset(
    {
        "assessments.show",
        "assessments.section",
        "assessments.save_section",
        "assessments.save_answer",
        "assessments.check",
        "keeping.worker",
        "assessments.confirm",
        "assessments.submit",
        "change_requests.show",
        "checks.index",
        "checks.show",
        "checks.reply",
        "certifier.show",
        "certifier.name",
        "certifier.take_back",
        "copies.show",
        "copies.make",
        "copies.download",
        "copies.paper",
        "answer_loads.upload",
        "answer_loads.preview",
        "answer_loads.commit",
        "delegations.show",
        "delegations.make",
        "delegations.close",
        "contradictions.explain",
        "contradictions.show",
        "evidence.form",
        "evidence.add",
        "evidence.download",
        "own_result.show",
        "own_result.paper",
        "own_result.ask",
        "correcting.form",
        "correcting.propose",
        "jobs.show",
        "jobs.cancel",
        "jobs.download",
    }
)
# What whoever signs by a link may open; nothing else opens at all.
SIGNING = frozenset(
    {
        "signing.show",
        "signing.sign",
        "signing.send_back",
        "evidence.form",
        "evidence.download",
    }
)
# What a colleague of whoever answers may open: the questions given.
HELPING = frozenset({"delegated.show", "delegated.save", "delegated.save_answer"})
_BOUND = {Role.RESP.value: INVITED, Role.CERT.value: SIGNING, Role.AID.value: HELPING}
# What a read may leave behind: who was seen and who tried.
_UNCOUNTED = {"session", "throttle", "access_log", "alembic_version"}

World = Callable[[MemberWorld], Any]


def nothing(_world: MemberWorld) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one method of one endpoint answers, as a line of the matrix.

    `allowed` get `status` for their own things and 404 for foreign and missing ones. `nearly` are
    roles that the route lets in but not to this thing: 403 for their own, 404 for foreign ones.
    All others get 403, nobody's browser 303 to the door (401 for what is no reading). `special`
    says what single roles get instead for their own things.
    """

    endpoint: str
    method: str = "GET"
    allowed: str = ""
    nearly: str = ""
    status: int = 200
    args: Mapping[str, World] = field(default_factory=dict)
    fields: World = nothing
    owned: bool = False
    special: Mapping[str, int] = field(default_factory=dict)
    variant: str = ""
    public: bool = False
    names_members: bool = False

    @property
    def name(self) -> str:
        return f"{self.endpoint} {self.method}{' ' if self.variant else ''}{self.variant}"

    def expected(self, role: str, *, own: bool) -> int:
        """Return the status that the role gets."""
        if own and role in self.special:
            return self.special[role]
        if role in _BOUND and not self.public:
            return 404 if self.endpoint in _BOUND[role] else 403
        if self.public or role in self.allowed.split():
            return self.status if own else 404
        if role in self.nearly.split():
            return 403 if own else 404
        return self._of_nobody() if role == ANON else 403

    def _of_nobody(self) -> int:
        return 303 if self.method == "GET" else 401


class Walker:
    """An application with the federation, a browser for each role, and a way back."""

    def __init__(self, app: Flask, federation: Federation, folder: Path) -> None:
        self.app = app
        self.federation = federation
        self.data = app.extensions["crest"].settings.data_dir
        self.evidence = folder / "evidence"
        self.log = io.StringIO()
        self.browsers = {ANON: PageClient(app)}
        for role in ROLES[1:]:
            self.browsers[role] = PageClient(app)
            link = federation.link(role)
            if link:
                self.browsers[role].begin(link[1], door=link[0])
            else:
                self.browsers[role].login(federation.email(Role(role)))
        for browser in self.browsers.values():
            browser.token()
        self.cookies = {role: dict(one.http._cookies or {}) for role, one in self.browsers.items()}
        address = app.extensions["crest"].settings.database_url
        self.snapshot = snapshot_of(address, folder)
        shutil.copytree(self.data / "evidence", self.evidence)
        self.before = self.checksum()

    def faults(self, row: Row) -> list[str]:
        """Return what is wrong with the route; nothing when it answers as its row says."""
        wrong: list[str] = []
        for role in ROLES:
            wrong += self._walk(row, role, own=True)
            if row.owned:
                wrong += self._walk(row, role, own=False)
        return wrong

    def _walk(self, row: Row, role: str, *, own: bool) -> list[str]:
        world = self.federation.a if own else self.federation.b
        place = f"{row.name} as {role}, {'own' if own else 'foreign'}"
        answer = self._send(row, role, _arguments(row, world), row.fields(world))
        wrong = [f"{place}: {words}" for words in self._leaks(row, answer)]
        expected = row.expected(role, own=own)
        if answer.status_code != expected:
            wrong.append(f"{place}: {answer.status_code}, not {expected}")
        # What was done as asked may write: it is put back without a look at what it wrote.
        was_done = row.method != "GET" and answer.status_code < 400
        changed = was_done or self.checksum() != self.before
        if changed and not was_done:
            wrong.append(f"{place}: something was written")
        self.restore(role=role, changed=changed or row.method != "GET")
        if not own and answer.status_code == 404:
            wrong += self._tell_apart(row, role, answer, place)
        return wrong

    def _tell_apart(self, row: Row, role: str, foreign: TestResponse, place: str) -> list[str]:
        """Return a fault where what is foreign reads otherwise than what is missing."""
        world = self.federation.b
        ids = {
            name: uuid4() if name.endswith("_id") else value
            for name, value in _arguments(row, world).items()
        }
        fields = {
            name: str(uuid4()) if name.endswith("_id") else value
            for name, value in row.fields(world).items()
        }
        missing = self._send(row, role, ids, fields)
        self.restore(role=role, changed=self.checksum() != self.before)
        same = _plain(missing) == _plain(foreign) and missing.status_code == foreign.status_code
        return [] if same else [f"{place}: reads otherwise than what is missing"]

    def _send(
        self, row: Row, role: str, ids: Mapping[str, Any], fields: Mapping[str, Any]
    ) -> TestResponse:
        with self.app.test_request_context():
            path = self.app.url_for(row.endpoint, **ids)
        self.log.seek(0)
        self.log.truncate()
        handler = logging.StreamHandler(self.log)
        handler.setFormatter(JsonFormatter())
        logging.getLogger().addHandler(handler)
        try:
            browser = self.browsers[role]
            send = browser.get if row.method == "GET" else browser.post
            return send(path) if row.method == "GET" else send(path, fields)
        finally:
            logging.getLogger().removeHandler(handler)

    def _leaks(self, row: Row, answer: TestResponse) -> list[str]:
        body = _text(answer)
        if row.names_members:
            # Who is a member, and whom to write to, is known to the federation.
            for known in ("Garments", "contact"):
                body = body.replace(f"{CANARY} {known}", "")
            body = body.replace(f"contact@{CANARY.lower()}.example", "")
        places = {"body": body, "headers": str(answer.headers), "log": self.log.getvalue()}
        return [
            f"{CANARY} in {name}" for name, text in places.items() if CANARY.lower() in text.lower()
        ]

    def checksum(self) -> str:
        """Return a digest over all rows that a read may not change, and over the stored files."""
        return f"{self.snapshot.checksum(without=_UNCOUNTED)} {_names(self.data / 'evidence')}"

    def restore(self, *, role: str, changed: bool) -> None:
        """Put rows, files and cookies back as they were after everybody signed in."""
        self.browsers[role].http._cookies = dict(self.cookies[role])
        if not changed:
            return
        self.snapshot.restore()
        if _names(self.data / "evidence") != _names(self.evidence):
            shutil.rmtree(self.data / "evidence")
            shutil.copytree(self.evidence, self.data / "evidence")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _arguments(row: Row, world: MemberWorld) -> dict[str, Any]:
    return {name: value(world) for name, value in row.args.items()}


def _text(answer: TestResponse) -> str:
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return answer.data.decode(errors="replace")


def _plain(answer: TestResponse) -> str:
    """Return the page without what differs from one rendering to the next."""
    text = re.sub(r'name="(csrf_token|key)" value="[^"]*"', "", _text(answer))
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)
