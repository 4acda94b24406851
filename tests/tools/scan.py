"""Lets sqlmap and wapiti loose on an installation of its own, on this machine alone.

`docs/security.md` says how to run it and what it found. The installation runs in production mode
behind doors that do not slow anybody down; it counts what it answers, faults above all.
"""

# ruff: noqa: T201 - what it finds is what it is for

import argparse
import json
import os
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
_LEFT_OUT = ("logout", "session", "switch", "password", "close", "second", "import")
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
            yield Target(path=action, role=role, form=urlencode(fields))
        elif fields:
            query = urlencode([(name, value or "a") for name, value in fields])
            yield Target(path=f"{action}?{query}", role=role)
    if any(len(part) == 36 for part in path.split("/")):
        yield Target(path=f"{path}*", role=role)


def run_sqlmap(place: Place, program: str, *, folder: Path, seconds: float) -> list[str]:
    """Return what sqlmap calls injectable, each target for its share of the time at most."""
    found: list[str] = []
    ends = time.monotonic() + seconds
    done = 0
    for target in sorted(place.targets, key=lambda one: len(one.form)):
        if time.monotonic() > ends:
            break
        command = [program, "-u", place.address + target.path, *_SQLMAP, f"--output-dir={folder}"]
        command += ["--cookie", place.cookies[target.role]]
        if target.form:
            command += ["--data", target.form, "--randomize=key"]
        said = _said(command, seconds=min(90, max(5, ends - time.monotonic())))
        done += 1
        found += [f"{target.path}: {line}" for line in said.splitlines() if _is_sign(line)]
        print(
            f"sqlmap {done}/{len(place.targets)} {target.path} {dict(place.answers.statuses)}",
            flush=True,
        )
    print(f"sqlmap: {done} of {len(place.targets)} targets")
    return found


_SQLMAP = (
    "--batch",
    "--level=2",
    "--risk=1",
    "--threads=4",
    "--flush-session",
    "--disable-coloring",
    "--skip=csrf_token,key,Host,Referer,User-Agent",
    "--param-exclude=csrf_token|^key$|^crest$",
    "--ignore-code=*",
    "--timeout=20",
    "--retries=1",
)


def _is_sign(line: str) -> bool:
    return (
        any(sign in line for sign in _SIGNS) and "does not" not in line and "not seem" not in line
    )


def run_wapiti(place: Place, program: str, *, folder: Path, seconds: float) -> list[str]:
    """Return what wapiti reports, as editor and as nobody, with its own weight of each."""
    found: list[str] = []
    for name, cookie in (("editor", place.cookies[Role.EDIT]), ("nobody", "")):
        report = folder / f"wapiti-{name}.json"
        command = [program, "-u", f"{place.address}/", "-m", _MODULES, "--scope", "domain"]
        command += ["--max-scan-time", str(seconds / 2), "--max-attack-time", str(seconds / 20)]
        command += ["-x", f"{place.address}/logout", "--flush-session", "--no-bugreport"]
        command += ["--store-session", str(folder / name), "-f", "json", "-o", str(report)]
        if cookie:
            command += ["--cookie-value", cookie]
        _said(command, seconds=seconds / 2 + 120)
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
