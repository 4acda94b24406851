"""A browser for tests: signs in, sends the token of forms, and checks every page it opens."""

import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery"
# What whoever answers by invitation comes back with.
PIN = "482190"
_HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# What differs from one rendering of the same page to the next.
_DRAWN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DRAWN_VALUE = re.compile(r'name="(?:csrf_token|key)" value="[^"]*"|nonce="[^"]*"')
_WORDS = re.compile(r"(?<=>)\s*[^<>&\s][^<>&]*(?=<)")
# Shapes of pages that were sound, one empty file each: all processes of all runs share them, as
# long as pages are looked at in the same way.
_SOUND = Path(__file__).parents[2] / "build" / "test-pages"
_LOOK = sha256(Path(__file__).read_bytes() + html5lib.__version__.encode()).hexdigest()[:16]
_LABELLED = {"input", "select", "textarea"}
_ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset"}
_UNLABELLED_TYPES = {"hidden", "submit", "button"}


class PageClient:
    """One browser with its own cookies."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self._token: str | None = None

    def login(self, email: str, password: str = PASSWORD) -> "PageClient":
        """Sign in, or fail the test."""
        self._token = None
        answer = self.post("/login", {"email": email, "password": password})
        assert answer.status_code == 303, answer.text
        self._token = None
        return self

    def begin(self, token: str, *, door: str = "i") -> "PageClient":
        """Begin to answer by the link of an invitation, or to sign, or fail the test."""
        answer = self.post(f"/{door}/{token}", {"pin": PIN})
        assert answer.status_code == 303, answer.text
        self._token = None
        return self

    def get(self, path: str, **extra: Any) -> TestResponse:
        return self._checked(self.http.get(path, **extra))

    def post(self, path: str, data: Mapping[str, Any] | None = None, **extra: Any) -> TestResponse:
        """Post the fields with a valid token, as a form of our own pages would."""
        fields = {"csrf_token": self.token(), "key": uuid4().hex, **(data or {})}
        return self._checked(self.http.post(path, data=fields, **extra))

    def token(self) -> str:
        """Return a valid token of forms for this browser."""
        if self._token is None:
            # Signed in, the page of an unknown address has a form too, and is the cheapest.
            page = self.http.get("/no-such-page").text
            self._remember_token(page if _TOKEN.search(page) else self.http.get("/login").text)
            assert self._token, "no form with a token on the first page"
        return self._token

    def _remember_token(self, page: str) -> None:
        """Keep the token of the page's forms: what a browser would send from the page it shows."""
        found = _TOKEN.search(page)
        if found:
            self._token = found[1]

    def _checked(self, response: TestResponse) -> TestResponse:
        faults = [f"no header {name}" for name in _HEADERS if name not in response.headers]
        is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if is_page:
            self._remember_token(response.text)
            faults += page_faults(response.text)
            if "no-store" not in response.headers.get("Cache-Control", ""):
                faults.append("page may be stored")
            if "Cookie" not in response.headers.get("Vary", ""):
                faults.append("page does not vary by cookie")
        assert not faults, f"{response.request.path}: {faults}"
        return response


def page_faults(page: str) -> list[str]:
    """Return what is wrong with the structure of a page; one that was sound is not read again."""
    sound = _SOUND / _LOOK / _shape(page)
    if sound.exists():
        return []
    faults = _structure_faults(page)
    if not faults:
        sound.parent.mkdir(parents=True, exist_ok=True)
        sound.touch()
    return faults


def _shape(page: str) -> str:
    """Return a digest of all that its structure hangs on.

    Of words only that they stand there; of ids drawn by lot only which are the same.
    """
    ids: dict[str, str] = {}
    numbered = _DRAWN_ID.sub(lambda found: ids.setdefault(found[0], f"id{len(ids)}"), page)
    bare = _WORDS.sub("w", _DRAWN_VALUE.sub("", numbered))
    return sha256(bare.encode(errors="replace")).hexdigest()


def _structure_faults(page: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        root = parser.parse(page)
    except ParseError as error:
        position, code, values = parser.errors[-1]
        return [f"invalid HTML at {position}: {code} {values} {error}"]
    return [
        *_head_faults(root),
        *_id_faults(root),
        *_label_faults(root),
        *_group_faults(root),
        *_form_faults(root),
        *_inline_faults(root),
        *_image_faults(root),
    ]


def _head_faults(root: Element) -> list[str]:
    faults = []
    if not root.get("lang"):
        faults.append("no lang")
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        faults.append("no title")
    headings = list(root.iter("h1"))
    if len(headings) != 1 or not "".join(headings[0].itertext()).strip():
        faults.append(f"{len(headings)} h1, or an empty one")
    if len(list(root.iter("main"))) != 1:
        faults.append("not one main")
    return faults


def _id_faults(root: Element) -> list[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    faults = [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    for element in root.iter():
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list"):
            faults += [
                f"{name} names {wanted}, which is not there"
                for wanted in element.get(name, "").split()
                if wanted not in ids
            ]
        link = element.get("href", "") if element.tag == "a" else ""
        if link.startswith("#") and link[1:] not in ids:
            faults.append(f"link to {link}, which is not there")
    return faults


def _label_faults(root: Element) -> list[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    wrapped = {id(part) for label in root.iter("label") for part in label.iter()}
    return [
        f"{element.tag} {element.get('name')} without label"
        for element in root.iter()
        if element.tag in _LABELLED
        and element.get("type") not in _UNLABELLED_TYPES
        and element.get("id") not in labelled
        and id(element) not in wrapped
        and not element.get("aria-label")
        and not element.get("aria-labelledby")
    ]


def _group_faults(root: Element) -> list[str]:
    grouped = {
        id(part)
        for fieldset in root.iter("fieldset")
        if (legend := fieldset.find("legend")) is not None and "".join(legend.itertext()).strip()
        for part in fieldset.iter()
    }
    options = [
        element for element in root.iter("input") if element.get("type") in {"radio", "checkbox"}
    ]
    several = Counter(option.get("name") for option in options)
    return [
        f"{option.get('type')} {option.get('name')} outside a fieldset with legend"
        for option in options
        if (option.get("type") == "radio" or several[option.get("name")] > 1)
        and id(option) not in grouped
    ]


def _form_faults(root: Element) -> list[str]:
    faults = []
    for form in root.iter("form"):
        fields = {element.get("name") for element in form.iter("input")}
        if form.get("method", "get").lower() == "post" and "csrf_token" not in fields:
            faults.append(f"form to {form.get('action')} without token")
    for button in root.iter("button"):
        if not button.get("type"):
            faults.append("button without type")
        if not "".join(button.itertext()).strip() and not button.get("aria-label"):
            faults.append("button without words")
    return faults


def _inline_faults(root: Element) -> list[str]:
    faults = ["inline style" for _ in root.iter("style")]
    faults += ["inline script" for script in root.iter("script") if not script.get("src")]
    for element in root.iter():
        faults += [
            f"inline {name} on {element.tag}"
            for name, value in element.items()
            if name == "style"
            or name.startswith("on")
            or (name in _ADDRESSES and value.strip().lower().startswith("javascript:"))
        ]
    return faults


def _image_faults(root: Element) -> list[str]:
    faults = [
        f"img {img.get('src')} without alt" for img in root.iter("img") if img.get("alt") is None
    ]
    for picture in (element for element in root.iter() if str(element.tag).endswith("svg")):
        hidden = picture.get("aria-hidden") == "true"
        named = picture.get("aria-label") or picture.get("aria-labelledby")
        if (
            not hidden
            and not named
            and not any(str(part.tag).endswith("title") for part in picture)
        ):
            faults.append("svg without words")
    return faults
