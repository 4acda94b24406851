"""The road of a compliance officer, step by step, as a person takes it in a browser."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from crest.services.demonstration.people import PASSWORD

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}

# Structure that automatic checks were seen to miss: each returns what is wrong on the page.
STRUCTURE = """() => {
  const faults = [];
  const visible = (node) => node.getClientRects().length > 0;
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (!document.title.trim()) faults.push("no title");
  for (const input of document.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    const group = input.closest("fieldset");
    const several = document.getElementsByName(input.name).length > 1;
    if (several && (!group || !group.querySelector("legend")?.textContent.trim()))
      faults.push(`${input.name}: options without fieldset and legend`);
  }
  for (const node of document.querySelectorAll("[aria-describedby]"))
    for (const id of node.getAttribute("aria-describedby").split(/\\s+/))
      if (!document.getElementById(id)) faults.push(`describedby names no element: ${id}`);
  for (const node of document.querySelectorAll("[aria-invalid=true]")) {
    const ids = (node.getAttribute("aria-describedby") || "").split(/\\s+/);
    const group = node.closest("fieldset")?.getAttribute("aria-describedby") || "";
    if (![...ids, ...group.split(/\\s+/)].some((id) => id.endsWith("-error")))
      faults.push(`${node.name}: error not tied to the field`);
  }
  const wrong = document.querySelectorAll(".field-error").length;
  if (wrong && !document.querySelector(".error-summary a[href^='#']"))
    faults.push("no error summary");
  if (document.documentElement.scrollWidth > window.innerWidth)
    faults.push(`wider than the window: ${document.documentElement.scrollWidth}`);
  for (const node of document.querySelectorAll("main button, main a.button, main label, nav a"))
    if (visible(node) && node.tagName === "BUTTON" && node.getBoundingClientRect().height < 24)
      faults.push(`small target: ${node.textContent.trim()}`);
  return faults;
}"""


@dataclass
class Road:
    """One person at one browser; every page opened is checked."""

    page: Page
    address: str
    scripts: bool = True
    seen: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def press(self, button: Locator) -> None:
        with self.page.expect_navigation():
            button.click()
        self.look()

    def picture(self, name: str, language: str) -> None:
        """Keep a picture of the page to be looked at, where a folder is named for it."""
        folder = os.environ.get("CREST_PICTURES")
        if folder:
            width = (self.page.viewport_size or {"width": 0})["width"]
            path = str(Path(folder) / f"{name}-{width}-{language}.png")
            self.page.screenshot(path=path, full_page=True)

    def look(self) -> None:
        """Hold the page against the checker of accessibility and our own structure."""
        if self.scripts:
            # A page about work that goes on moves by itself, and may do so while it is looked at.
            self.page.locator("#job[data-open]").wait_for(state="detached", timeout=60_000)
            self.page.wait_for_load_state()
        where = self.page.url.removeprefix(self.address)
        self.seen.append(where)
        if self.scripts:  # the checker is itself a script; the pages are the same without
            self._check_accessibility(where)
        found = self.page.evaluate(STRUCTURE)
        assert found == [], f"{where}: {found}"

    def _check_accessibility(self, where: str) -> None:
        violations = Axe().run(self.page, options=AXE).response["violations"]
        named = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in violations]
        assert named == [], f"{where}: {named}"

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def submit(self) -> Locator:
        return self.page.locator("main button[type=submit]").first

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.open("/login")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", password)
        self.press(self.submit())
        # whoever used the account before may have read it in another language
        english = self.page.locator("header button[name=language][value=en]")
        if self.page.locator("html").get_attribute("lang") != "en" and english.count():
            self.press(english)

    def wait_for_work(self) -> None:
        """Look again until the worker is done with what this page is about."""
        for _ in range(60):
            if self.page.locator("#job[data-open]").count() == 0:
                break
            self.page.wait_for_timeout(500)
            self.page.goto(self.page.url)
        self.look()

    def bring_list(self, path: Path) -> None:
        """Send a list, take its columns as understood, and stop before the yes."""
        self.open("/suppliers/import")
        self.page.set_input_files("input[type=file]", path)
        self.press(self.submit())
        self.wait_for_work()
        self.press(self.page.locator("main form[action$='/columns'] button[type=submit]"))
        self.wait_for_work()

    def take_list(self) -> None:
        """Say yes to the list on the page."""
        self.press(self.page.locator("main form[action$='/commit'] button[type=submit]"))
        self.wait_for_work()

    def fill_profile(self) -> None:
        self.open("/profile")
        self.page.fill("input[name=fact_workforce_total]", "240")
        self.page.fill("input[name=fact_workforce_migrants]", "12")
        self.press(self.page.get_by_role("button", name="Save the profile"))

    def answer_all(self) -> int:
        """Answer section after section with the first option of each, until all are looked over."""
        pages = 0
        while "/sections/" in self.page.url:
            pages += 1
            assert pages < 40, "the sections never end"
            # by code: an answer saved by itself may put further questions between these
            shown = self.page.locator("fieldset.question").all()
            for name in [question.get_attribute("id") for question in shown]:
                _answer(self.page.locator(f"#{name}"))
            self.press(self.page.get_by_role("button", name="Save and continue"))
        return pages


def _answer(question: Locator) -> None:
    code = question.get_attribute("data-code")
    given = question.locator(f"[name='q_{code}']")
    if given.count() == 0:
        return
    first = given.first
    kind = first.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        if question.locator(f"[name='q_{code}']:checked").count() == 0:
            first.check()
    elif not first.input_value():
        first.fill("2026-12-31" if kind == "date" else "12")


def supplier_list(path: Path) -> Path:
    """Write a small list as purchasing would keep it."""
    path.write_text(
        "Vendor No,Company name,Country,Products,Total workers\n"
        "GX-1,Harbour Example Nets,Cambodia,fishing nets,40\n"
        "GX-2,Coast Example Ice,KH,ice,22\n"
        "GX-3,=HYPERLINK Example Boats,Viet Nam,boats,130\n"
        "GX-4,,Thailand,fish,12\n",
        encoding="utf-8",
    )
    return path
