"""Pictures of the demonstration for the documents, made anew by `make screenshots`.

Figures about all members need the 160 of `crest demo --members 160`, which takes some minutes:
they are drawn from a folder with that demonstration, where one is named, and from nothing else.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from crest.services.demonstration.people import PASSWORD

TARGET = Path(__file__).parents[1] / "docs" / "images"
_PHONE: ViewportSize = {"width": 360, "height": 740}
_DESK: ViewportSize = {"width": 1280, "height": 860}
_OPTIONS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Start a demonstration, walk through it and keep a picture of each page."""
    TARGET.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) > 1:
        draw_figures(Path(sys.argv[1]))
        return
    with _demonstration() as address, _browser() as browser:
        desk = browser.new_page(viewport=_DESK)
        _sign_in(desk, address)
        _keep(desk, "home")
        _follow_supplier(desk, address)
        desk.goto(f"{address}/laws/kh.ll")
        _keep(desk, "law")
        desk.goto(f"{address}/laws")
        _keep(desk, "laws")
        desk.goto(f"{address}/laws/horizon")
        _keep(desk, "horizon")
        desk.goto(f"{address}/suppliers")
        _keep(desk, "suppliers")
        phone = browser.new_page(viewport=_PHONE)
        _sign_in(phone, address)
        _keep(phone, "home-phone")
        phone.goto(f"{address}/laws/uk.msa#why")
        _keep(phone, "why-phone")
        phone.goto(f"{address}/assessments")
        phone.get_by_role("link", name="Continue").first.click()
        _keep(phone, "tasks-phone")
        phone.locator("main a[href*='/sections/']").nth(1).click()
        _keep(phone, "questions-phone")


def draw_figures(folder: Path) -> None:
    """Keep pictures of the released figures of a demonstration with 160 members, from a copy."""
    with _demonstration(folder) as address, _browser() as browser:
        desk = browser.new_page(viewport=_DESK)
        _sign_in(desk, address, "analyst@federation.example")
        english = desk.locator("header button[name=language][value=en]")
        if english.count():
            english.click()
        for name, place in (("figures", "/federation/figures"), ("participation", "/federation")):
            desk.goto(address + place)
            if not desk.locator("svg.told").count():
                words = f"{folder} has no released figures: crest demo --members 160"
                raise RuntimeError(words)
            _keep(desk, name)


@contextmanager
def _browser() -> Iterator[Browser]:
    chromium = os.environ.get("CREST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=_OPTIONS)
        yield browser
        browser.close()


def _sign_in(page: Page, address: str, who: str = "officer@lotus.example") -> None:
    page.goto(f"{address}/login")
    page.fill("input[name=email]", who)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"{address}/")


def _follow_supplier(page: Page, address: str) -> None:
    page.goto(f"{address}/suppliers?q=Penang")
    page.get_by_role("link", name="Penang Example Gloves").first.click()
    page.locator("main a[href$='/result']").first.click()
    _keep(page, "result")
    page.locator("main a[href*='/explain/residual']").first.click()
    _keep(page, "explanation")


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=TARGET / f"{name}.png")
    print(f"docs/images/{name}.png")


@contextmanager
def _demonstration(made: Path | None = None) -> Iterator[str]:
    """Serve a new demonstration, or a copy of one that was made."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        environment = {**os.environ, "CREST_MODE": "demonstration", "CREST_DATA_DIR": folder}
        crest = [sys.executable, "-m", "crest.cli"]
        if made is not None:
            shutil.copytree(made, folder, dirs_exist_ok=True)
        for command in [["db", "upgrade"], *([["demo"]] if made is None else [])]:
            subprocess.run([*crest, *command], env=environment, check=True, capture_output=True)
        server = subprocess.Popen(
            [*crest, "serve", "--port", port], env=environment, stderr=subprocess.DEVNULL
        )
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


def _wait(port: str) -> None:
    pause = threading.Event()
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", int(port), timeout=2).connect()
        except OSError:
            pause.wait(0.1)
        else:
            return
    words = "the demonstration did not start"
    raise RuntimeError(words)


if __name__ == "__main__":
    main()
