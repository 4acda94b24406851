"""Sends what no honest browser sends: every route, every method, every role, seeded."""

import io
import json
import logging
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.test import TestResponse

from crest.adapters.logs import JsonFormatter
from crest.domain.permissions import Role
from crest.web.guards import Route, list_routes
from tests.web.client import PASSWORD, PIN, PageClient, page_faults
from tests.web.federation import CANARY, Federation, MemberWorld
from tests.web.hostile import hostile_text, utf8
from tests.web.pages import root_of
from tests.web.walker import ANON, ROLES

_ODD_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "GET", "POST")
_QUERY = ("page", "q", "country", "sector", "band", "state", "sort", "order", "kind", "next", "x")
_HEADERS = (
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Content-Type",
    "Cookie",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
    "X-CSRFToken",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-HTTP-Method-Override",
)
_FILES = (
    b"",
    b"\0" * 64,
    b"name,country\nx,KH\n",
    b"\xff\xfe\x00\xd8",
    b"PK\x03\x04broken",
    b"PK\x05\x06" + b"\0" * 18,
    b"%PDF-1.7\n%\xe2\xe3\n",
    b"\x89PNG\r\n\x1a\n" + b"\xff" * 40,
    b"\xff\xd8\xff\xe1\xff\xffExif\0\0MM\0*\xff\xff\xff\xff",
    b"RIFF\xff\xff\xff\xffWEBPVP8X",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    b"\0\0\0\x18ftypheic" + b"\0" * 20,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b'{"a": [[[[[[[[1]]]]]]]]}',
)
_STARTS = (f"/assessments/{UUID(int=0)}", "/login", "/suppliers", "/static/x/")
_TOLD = re.compile(r"Traceback \(most recent|sqlalchemy\.|werkzeug\.|File \"/|jinja2\.|psycopg\.")
# Whoever may write gets further, and so is tried more often.
_WEIGHTED = (*ROLES, *("edit",) * 6, *("adm",) * 3, *("site",) * 2)
_ENDS_SESSION = {"account.logout", "account.enter", "account.switch"}


class Fuzzer:
    """One run: an application, a browser for each role, and what went wrong so far."""

    def __init__(self, app: Flask, federation: Federation, *, seed: int) -> None:
        self.app = app
        self.federation = federation
        self.source = random.Random(seed)  # noqa: S311 - repeatable
        self.seed = seed
        self.log = io.StringIO()
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self.browsers = {role: self._browser(role) for role in ROLES}
        self.routes = list_routes(app)
        self.forms = self._harvest()

    def run(self, count: int) -> None:
        """Send so many requests; stops early only once twenty of them went wrong."""
        handler = logging.StreamHandler(self.log)
        handler.setFormatter(JsonFormatter())
        logging.getLogger().addHandler(handler)
        try:
            for number in range(count):
                self._one(number)
                if len(self.faults) >= 20:
                    return
        finally:
            logging.getLogger().removeHandler(handler)

    @property
    def counts(self) -> str:
        """Return how many requests got which status."""
        shown = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return f"seed {self.seed}, {self.statuses.total()} requests, {shown}"

    def _one(self, number: int) -> None:
        route, role = self.source.choice(self.routes), self.source.choice(_WEIGHTED)
        method = self._method(route)
        path = self._path(route)
        body = self._body(route, role) if method not in {"GET", "HEAD"} else {}
        headers = self._headers(body)
        self.log.seek(0)
        self.log.truncate()
        browser = self.browsers[role]
        answer = browser.http.open(
            path,
            method=method,
            headers=headers,
            environ_base={"REMOTE_ADDR": f"198.51.{number % 250}.{number // 250 % 250}"},
            **body,
        )
        self.statuses[answer.status_code] += 1
        place = f"{number}: {method} {path[:300]} as {role} {dict(headers)} {str(body)[:600]}"
        self.faults += [f"{words} at {place}" for words in self._wrong(answer, role)]
        if route.endpoint in _ENDS_SESSION or "Cookie" in headers:
            self.browsers[role] = self._browser(role)

    def _wrong(self, answer: TestResponse, role: str) -> list[str]:
        text = answer.data.decode("utf-8", "replace")
        wrong = []
        if answer.status_code >= 500:
            wrong.append(f"{answer.status_code} {self.log.getvalue()[-1500:]}")
        if _TOLD.search(text) and answer.mimetype != "application/octet-stream":
            wrong.append("a trace in the body")
        wrong += [f"{line['fault']} in the log" for line in self._lines() if "fault" in line]
        if role in _OF_MEMBER and CANARY.lower() in (text + str(answer.headers)).lower():
            wrong.append("words of another member")
        if "Content-Security-Policy" not in answer.headers:
            wrong.append("no policy")
        if not _is_local(answer.headers.get("Location", "/")):
            wrong.append(f"leads out to {answer.headers['Location']}")
        is_page = answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 308}
        if is_page and text and self.source.random() < 0.2:
            wrong += page_faults(text)
        return wrong

    def _lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def _browser(self, role: str) -> PageClient:
        browser = PageClient(self.app)
        by_link = None if role == ANON else self.federation.link(role)
        if by_link:
            # whichever of the two still fits: one begins, the other comes back
            link, token = "/".join(("", *by_link)), browser.token()
            for path, name in ((link, "pin"), (f"{link}/return", "secret")):
                fields = {"csrf_token": token, "key": uuid4().hex, name: PIN}
                browser.http.post(path, data=fields)
            browser._token = None
        elif role != ANON:
            token = browser.token()
            browser.http.post(
                "/login",
                data={
                    "csrf_token": token,
                    "email": self.federation.email(Role(role)),
                    "password": PASSWORD,
                },
            )
            browser._token = None
        browser.token()
        return browser

    def _method(self, route: Route) -> str:
        if self.source.random() < 0.08:
            return self.source.choice(_ODD_METHODS)
        return self.source.choice(route.methods)

    def _path(self, route: Route) -> str:
        if self.source.random() < 0.02:
            start = self.source.choice(_STARTS)
            return start + quote(utf8(hostile_text(self.source)), safe="/.")
        path = re.sub(r"<(\w+):(\w+)>", self._argument, route.address)
        if self.source.random() < 0.5:
            return path
        names = self.source.choices(_QUERY, k=self.source.randint(1, 4))
        return f"{path}?{urlencode([(name, utf8(self._value())) for name in names])}"

    def _argument(self, found: re.Match[str]) -> str:
        kind, name = found.groups()
        if self.source.random() < 0.07:
            return quote(utf8(hostile_text(self.source)[:200]), safe="")
        world = self._world()
        if kind == "uuid":
            return str(self._id(world, name))
        codes = [world.section_code, world.evidence_code, "SIT", "NONE-1"]
        others = {
            "instrument_id": ["kh.ll", "no.such"],
            "number": ["inherent", "declared", "law.kh.ll.declared", "group.x.y", "theme.a", "a.b"],
        }
        return self.source.choice(others.get(name, codes))

    def _world(self) -> MemberWorld:
        return self.source.choice((self.federation.a, self.federation.a, self.federation.b))

    def _id(self, world: MemberWorld, name: str) -> UUID:
        ids = {
            "assessment_id": (world.draft, world.submitted, world.site_draft),
            "supplier_id": (world.supplier, world.other_supplier),
            "workplace_id": (world.workplace, world.other_workplace),
            "evidence_id": (world.evidence, world.spare_evidence),
            "import_id": (world.supplier_list, world.supplier_import),
            "load_id": (world.register_load, world.answer_load),
            "job_id": (world.job, world.running_job),
        }
        mixed = [one for found in ids.values() for one in found]
        return self.source.choice([*ids.get(name, ()), *ids.get(name, ()), uuid4(), *mixed[:2]])

    def _value(self) -> str:
        if self.source.random() < 0.2:
            world = self._world()
            return str(
                self.source.choice((world.supplier, world.workplace, world.draft, 1, 10**30))
            )
        return hostile_text(self.source)

    def _headers(self, body: Mapping[str, Any]) -> dict[str, str]:
        if self.source.random() < 0.7:
            return {}
        names = self.source.sample(_HEADERS, k=self.source.randint(1, 2))
        if "content_type" in body:
            names = [name for name in names if name != "Content-Type"]
        values = (hostile_text(self.source).encode("latin-1", "ignore").decode("latin-1")
                  for _ in names)  # fmt: skip
        clean = (re.sub(r"[\x00-\x1f\x7f]", " ", value)[:2_000] for value in values)
        return dict(zip(names, clean, strict=True))

    def _body(self, route: Route, role: str) -> dict[str, Any]:
        token = self.browsers[role].token()
        fields = self._mutated(route, token)
        kind = self.source.random()
        if kind < 0.08:
            data = json.dumps(dict(fields)).encode("utf-8", "surrogatepass")
            return {
                "data": data,
                "content_type": self.source.choice(("application/json", "text/plain", "", "a/b;=")),
            }
        if kind < 0.2 or "evidence" in route.endpoint or "imports" in route.endpoint:
            return self._multipart(fields)
        data = urlencode([(utf8(name), utf8(value)) for name, value in fields]).encode()
        return {"data": data, "content_type": "application/x-www-form-urlencoded"}

    def _mutated(self, route: Route, token: str) -> list[tuple[str, str]]:
        known = self.forms.get(route.endpoint) or [{}]
        fields = [(name, value) for name, value in self.source.choice(known).items()]
        for _ in range(self.source.randint(0, 4)):
            self._mutate(fields)
        fields = [(name, value) for name, value in fields if name != "csrf_token"]
        key = uuid4().hex if self.source.random() < 0.8 else self._value()
        fields = [(name, key if name == "key" else value) for name, value in fields]
        if not any(name == "key" for name, _ in fields):
            fields.append(("key", key))
        return [("csrf_token", token), *fields]

    def _mutate(self, fields: list[tuple[str, str]]) -> None:
        place = self.source.randrange(len(fields)) if fields else None
        act = self.source.random()
        if place is None or act < 0.15:
            name = self.source.choice((hostile_text(self.source)[:40], "tenant_id", "role", "id"))
            fields.append((name, self._value()))
        elif act < 0.25:
            fields.pop(place)
        elif act < 0.35:
            fields.append((fields[place][0], self._value()))
        else:
            fields[place] = (fields[place][0], self._value())

    def _multipart(self, fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
        mark = f"b{self.source.randrange(10**9)}"
        parts = [_part(mark, name, utf8(value)) for name, value in fields]
        if self.source.random() < 0.6:
            name = hostile_text(self.source)[:200]
            parts.append(_part(mark, "file", self.source.choice(_FILES), file_name=name))
        if self.source.random() < 0.1:
            parts.append(utf8(hostile_text(self.source)))
        end = b"" if self.source.random() < 0.05 else f"--{mark}--\r\n".encode()
        data = b"".join(parts) + end
        return {"data": data, "content_type": f"multipart/form-data; boundary={mark}"}

    def _harvest(self) -> dict[str, list[dict[str, str]]]:
        """Return the fields of all forms that the pages of an editor and others show."""
        found: dict[str, list[dict[str, str]]] = {}
        adapter = self.app.url_map.bind("localhost")
        for role in (Role.EDIT, Role.ADM, Role.SITE, Role.FADM):
            for path in self._own_paths():
                answer = self.browsers[role.value].http.get(path)
                if answer.status_code != 200 or answer.mimetype != "text/html":
                    continue
                for form in root_of(answer.text).iter("form"):
                    if form.get("method", "").lower() == "post":
                        target = urlsplit(form.get("action") or path).path
                        endpoint, _ = adapter.match(target, "POST")
                        found.setdefault(endpoint, []).append(_fields(form))
        return found

    def _own_paths(self) -> list[str]:
        world = self.federation.a
        paths = []
        for route in self.routes:
            if "GET" in route.methods:
                path = route.address
                for name in re.findall(r"<uuid:(\w+)>", path):
                    path = path.replace(f"<uuid:{name}>", str(self._id(world, name)))
                path = re.sub(r"<code:\w+>", world.section_code, path)
                paths.append(re.sub(r"<slug:\w+>", "kh.ll", path))
        own = f"/assessments/{world.draft}"
        return [
            *paths,
            f"{own}/submit",
            f"{own}/sections/{world.section_code}",
            f"{own}/evidence/{world.evidence_code}",
            f"/assessments/{world.site_draft}/sections/SIT",
            f"/suppliers/import/{world.supplier_import}",
            f"/suppliers/import/{world.supplier_list}",
            f"/suppliers/{world.supplier}/edit",
            f"/workplaces/{world.workplace}",
            f"/jobs/{world.running_job}",
        ]


_OF_MEMBER = {ANON, *(role.value for role in (Role.VIEW, Role.EDIT, Role.ADM, Role.SITE))}


def _fields(form: Element) -> dict[str, str]:
    return {
        name: field.get("value") or (field.text or "").strip()
        for field in form.iter()
        if (name := field.get("name"))
    }


def _part(mark: str, name: str, value: bytes, *, file_name: str | None = None) -> bytes:
    plain = re.sub(r'[\r\n"]', "_", name)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{plain}"'
    if file_name is not None:
        head += f'; filename="{file_name}"\r\nContent-Type: application/octet-stream'
    return utf8(f"{head}\r\n\r\n") + value + b"\r\n"


def _is_local(location: str) -> bool:
    inside = location.removeprefix("http://localhost")
    return inside.startswith("/") and not inside.startswith(("//", "/\\"))
