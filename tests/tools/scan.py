"""Lets sqlmap and wapiti loose on an installation of its own, on this machine alone.

`docs/security.md` says how to run it and what it found. The installation runs in production mode
behind doors that do not slow anybody down; it counts what it answers, faults above all.
"""

# ruff: noqa: T201 - what it finds is what it is for

import argparse
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from waitress.server import create_server

from crest.app import compose, create_app
from crest.config import Mode, Settings, read_settings
from crest.domain.permissions import Role
from crest.persistence import throttle
from crest.persistence.migrate import upgrade
from tests.web.client import PageClient
from tests.web.federation import Federation, build_federation
from tests.web.fuzzer import Fuzzer
from tests.web.pages import posted_values, root_of

_ROLES = (None, Role.EDIT, Role.ADM)
# What would end the session that the tools work in, or needs a file.
_LEFT_OUT = ("logout", "session", "switch", "password", "close", "second", "import", "erase")
_SIGNS = ("is vulnerable", "appears to be injectable", "identified the following injection")
_MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,"
    "redirect,shellshock,sql,timesql,upload,xss,xxe"
)


@dataclass(frozen=True, kw_only=True)
class Target:
    """One address as a role sees it: with a query, with an id to change, or with a form."""

    path: str
    role: Role | None
    form: str = ""
    page: str = ""


@dataclass(kw_only=True)
class Answers:
    """What the installation answered, counted by status; every fault with its address."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def around(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """Return the application, counted."""

        def counted(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            def note(status: str, *rest: Any) -> Any:
                self.statuses[status[:3]] += 1
                if status.startswith("5"):
                    self.faults.append(
                        f"{status} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
                    )
                return start(status, *rest)

            return app(environ, note)

        return counted


@dataclass(frozen=True, kw_only=True)
class Place:
    """The running installation: where, who is signed in, what to aim at."""

    address: str
    cookies: dict[Role | None, str]
    targets: list[Target]
    answers: Answers


@contextmanager
def installation() -> Iterator[Place]:
    """Serve a federation of two members meanwhile."""
    with TemporaryDirectory() as name:
        os.environ["CREST_SECRET_KEY"] = os.urandom(32).hex()
        settings = read_settings({**os.environ, "CREST_DATA_DIR": f"{name}/var"})
        settings = replace(settings, mode=Mode.DEMONSTRATION, log_level="CRITICAL")
        federation = _filled(settings)
        signing = create_app(settings)
        browsers = {role: _browser(signing, federation, role) for role in _ROLES}
        cookies = {role: _cookie(browser) for role, browser in browsers.items()}
        targets = list(_targets(browsers, Fuzzer(signing, federation, seed=1)._own_paths()))
        answers = Answers()
        app = create_app(replace(settings, mode=Mode.PRODUCTION, base_url="http://127.0.0.1"))
        server = create_server(answers.around(app.wsgi_app), host="127.0.0.1", port=0, threads=8)
        threading.Thread(target=server.run, daemon=True).start()
        address = f"http://127.0.0.1:{server.effective_port}"
        yield Place(address=address, cookies=cookies, targets=targets, answers=answers)
        server.close()


def _filled(settings: Settings) -> Federation:
    runtime = compose(settings)
    upgrade(runtime.sessions.kw["bind"])
    asked = throttle.seconds_to_wait
    # The doors still look in the database, and then let everybody try again.
    throttle.seconds_to_wait = lambda *doors, **at: 0 * asked(*doors, **at)
    return build_federation(runtime)


def _browser(app: Flask, federation: Federation, role: Role | None) -> PageClient:
    browser = PageClient(app)
    if role:
        browser.login(federation.email(role))
    browser.token()
    return browser


def _cookie(browser: PageClient) -> str:
    cookie = browser.http.get_cookie("crest")
    assert cookie is not None
    return f"crest={cookie.value}"


def _targets(browsers: dict[Role | None, PageClient], paths: list[str]) -> Iterator[Target]:
    seen: set[tuple[str, bool]] = set()
    for role, browser in browsers.items():
        for path in paths:
            answer = browser.http.get(path)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for target in _of_page(path, role, answer.text):
                shape = (target.path.split("?")[0], bool(target.form))
                if shape not in seen:
                    seen.add(shape)
                    yield target


def _of_page(path: str, role: Role | None, page: str) -> Iterator[Target]:
    for form in root_of(page).iter("form"):
        action = urlsplit(form.get("action") or path).path
        fields = list(posted_values(form))
        if any(word in action for word in _LEFT_OUT):
            continue
        if form.get("method", "get").lower() == "post":
            if any(name not in _OURS for name, _ in fields):
                yield Target(path=action, role=role, form=_filled_in(fields), page=path)
        elif fields:
            query = urlencode([(name, value or "a") for name, value in fields])
            yield Target(path=f"{action}?{query}", role=role)
    if any(len(part) == 36 for part in path.split("/")):
        yield Target(path=f"{path}*", role=role)


def _filled_in(fields: list[tuple[str, str]]) -> str:
    """Return a form with words in what stands empty, so that it gets past what must be entered."""
    return urlencode([(name, value or _WORDS.get(name, "")) for name, value in fields])


# Every form of ours carries these; they are no field that somebody fills in.
_OURS = frozenset({"csrf_token", "key", "version"})
_WORDS = {
    "email": "a@b.example",
    "named": "a@b.example",
    "password": "a long password of nobody",
    "name": "a",
    "code": "a",
    "country": "KH",
    "role": "view",
    "note": "a",
}


def run_sqlmap(place: Place, program: str, *, folder: Path, seconds: float) -> list[str]:
    """Return what sqlmap calls injectable, and which targets it did not finish in their share."""
    found: list[str] = []
    ends = time.monotonic() + seconds
    targets = sorted(place.targets, key=lambda one: len(one.form))
    for done, target in enumerate(targets, start=1):
        before = Counter(place.answers.statuses)
        share = max(_LEAST_SECONDS, (ends - time.monotonic()) / (len(targets) - done + 1))
        said = _said(_sqlmap(program, place, target, folder), seconds=share)
        got = place.answers.statuses - before
        found += [f"{target.path}: {line}" for line in said.splitlines() if _is_sign(line)]
        if not _is_whole(said) or got.total() < _LEAST_ANSWERS:
            found.append(f"{target.path}: not finished ({got.total()} answers)")
        # Only what the doors let pass reaches the database; 400 is a form whose token is refused.
        if target.form and got["400"] > got.total() / 10:
            found.append(f"{target.path}: the token was refused")
        print(f"sqlmap {done}/{len(targets)} {target.path} {dict(got)}", flush=True)
    return found


def _sqlmap(program: str, place: Place, target: Target, folder: Path) -> list[str]:
    address, cookie = place.address + target.path, place.cookies[target.role]
    command = [program, "-u", address, *_SQLMAP, f"--output-dir={folder}", "--cookie", cookie]
    if not target.form:
        return [*command, "--level=2"]
    command += ["--data", target.form, "--randomize=key", "--level=1"]
    if re.search(r"(^|&)version=\d", target.form):
        # A form saves once under its version: each request first asks for the one of its day.
        page = place.address + target.page
        command += ["--eval", _FRESH.format(page=page, cookie=cookie)]
    return command


_LEAST_SECONDS = 20.0
_LEAST_ANSWERS = 20
_FRESH = (
    "import urllib.request as u,re;"
    "page=u.urlopen(u.Request('{page}',headers={{'Cookie':'{cookie}'}})).read().decode();"
    "version=re.search('name=.version. value=.([0-9]+)',page).group(1)"
)
# The database of the installation is named, so that nothing of others is tried in vain.
_SQLMAP = (
    "--batch",
    "--dbms=SQLite",
    "--risk=1",
    "--threads=2",
    "--flush-session",
    "--disable-coloring",
    "--skip=csrf_token,key,version,Host,Referer,User-Agent",
    "--param-exclude=csrf_token|^key$|^version$|^crest$",
    "--ignore-code=*",
    "--ignore-redirects",
    "--timeout=20",
    "--retries=1",
)


def _is_whole(said: str) -> bool:
    return "[*] ending @" in said


def _is_sign(line: str) -> bool:
    return (
        any(sign in line for sign in _SIGNS) and "does not" not in line and "not seem" not in line
    )


def run_wapiti(place: Place, program: str, *, folder: Path, seconds: float) -> list[str]:
    """Return what wapiti reports, as editor and as nobody, with its own weight of each."""
    found: list[str] = []
    for name, role in (("editor", Role.EDIT), ("nobody", None)):
        report = folder / f"wapiti-{name}.json"
        before = Counter(place.answers.statuses)
        command = [program, "-u", f"{place.address}/", "-m", _MODULES, "--scope", "domain"]
        # Half of the time for two runs each: a fifth to walk about, the rest in parts to attack.
        command += ["--max-scan-time", str(seconds / 10)]
        command += ["--max-attack-time", str(0.35 * seconds / len(_MODULES.split(",")))]
        command += ["--max-files-per-dir", "8", "--max-links-per-page", "60", "--tasks", "4"]
        command += [part for word in _LEFT_OUT for part in ("-x", f"{place.address}/*{word}*")]
        command += ["--flush-session", "--no-bugreport"]
        command += ["--store-session", str(folder / name), "-f", "json", "-o", str(report)]
        # The token of a form belongs to a cookie: without one its check could not be told.
        command += ["--cookie-value", place.cookies[role]]
        said = _said(command, seconds=seconds)
        (folder / f"wapiti-{name}.log").write_text(said)
        got = place.answers.statuses - before
        print(f"wapiti as {name}: {dict(got)}", flush=True)
        found += [f"{name}: {line}" for line in _reported(report)]
    return found


def _reported(report: Path) -> Iterator[str]:
    if not report.is_file():
        yield "did not come to an end in its time"
        return
    told = json.loads(report.read_text())
    for kind in ("vulnerabilities", "anomalies", "additionals"):  # codespell:ignore additionals
        for words, cases in told[kind].items():
            for case in cases:
                where = f"{case['method']} {case['path']}"
                yield f"{kind} {words} level {case['level']}: {where} {case['info']}"


def _said(command: list[str], *, seconds: float) -> str:
    try:
        done = subprocess.run(
            command,
            # What it evaluates is written above, and nothing that came from elsewhere.
            env={**os.environ, "SQLMAP_UNSAFE_EVAL": "1"},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
        return said.decode(errors="replace") if isinstance(said, bytes) else said
    return done.stdout + done.stderr


def main() -> None:
    """Run both tools and print what they found and what the installation answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sqlmap", help="path of the program sqlmap")
    parser.add_argument("--wapiti", help="path of the program wapiti")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--folder", type=Path, required=True, help="where reports are kept")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    tools = [name for name in ("wapiti", "sqlmap") if getattr(chosen, name)]
    with installation() as place:
        found: dict[str, list[str]] = {}
        for name in tools:
            found[name] = _RUN[name](
                place,
                getattr(chosen, name),
                folder=chosen.folder,
                seconds=60 * chosen.minutes / len(tools),
            )
            print(f"{name}:", *(found[name] or ["nothing"]), sep="\n  ", flush=True)
            print("answers:", dict(place.answers.statuses), flush=True)
        print("faults:", *(place.answers.faults[:20] or ["none"]), sep="\n  ")
    sys.exit(bool(found.get("sqlmap") or place.answers.faults))


_RUN = {"wapiti": run_wapiti, "sqlmap": run_sqlmap}


if __name__ == "__main__":
    main()
