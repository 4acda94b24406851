"""Adding a language is adding files: a language of accents is spoken on every main page.

What stays in plain letters is a name, a code, data, or text that is marked as not translated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from babel import Locale
from flask import Flask

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.config import Settings
from crest.content.library import Library, load_library
from crest.domain.instruments import Instrument
from crest.domain.permissions import Role
from crest.i18n import Translator, answer_words
from tests.conftest import Clock
from tests.library import COMPILED
from tests.web.accounts import runtime_of
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.languages import foreign_words, names_of_laws
from tests.web.pages import root_of
from tests.web.pseudo import BANK, CODE, pseudo, write_language

_COMPANY = (
    "/",
    "/profile",
    "/workplaces",
    "/workplaces/new",
    "/suppliers",
    "/suppliers/new",
    "/suppliers/import",
    "/assessments",
    "/findings",
    "/register",
    "/evidence",
    "/account",
    "/account/password",
    "/account/sessions",
    "/shares",
    "/mail",
)
_ADMINISTRATION = ("/users", "/users/invite", "/trail")
_FEDERATION = ("/", "/members", "/banks", "/translations", "/federation/shared")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who reads the language of accents."""

    browser: PageClient
    known: tuple[str, ...]

    def get(self, path: str) -> None:
        self.check(path, self.browser.get(path).text)

    def check(self, path: str, page: str) -> None:
        assert root_of(page).get("lang") == CODE, path
        assert foreign_words(page, known=self.known) == [], path


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of catalogues and of content, with the new language in both."""
    return write_language(tmp_path_factory.mktemp("language"))


@pytest.fixture(scope="module")
def content(language: tuple[Path, Path]) -> Library:
    # all but the files of the language is what the shipped folder holds, and compiled already
    return load_library(language[1], COMPILED)


@pytest.fixture
def speaking(
    settings: Settings,
    passwords: Passwords,
    clock: Clock,
    language: tuple[Path, Path],
    content: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    monkeypatch.setattr("crest.i18n.CATALOGUES", language[0])
    made = create_app(replace(settings, languages=("en", CODE)), passwords=passwords, clock=clock)
    runtime = runtime_of(made)
    runtime.load_library = lambda: content
    yield made
    runtime.sessions.kw["bind"].dispose()


@pytest.fixture
def reader(speaking: Flask, federation: Federation, content: Library) -> Reader:
    browser = PageClient(speaking)
    browser.post("/language", {"language": CODE, "next": "/login"})
    return Reader(browser=browser, known=(*_names(federation), *_data(content)))


def _names(federation: Federation) -> Iterator[str]:
    for actor in (*federation.a.users.values(), *federation.users.values()):
        yield actor.name
    yield from (federation.a.name, federation.b.name, "Federation F", "Kanarienvogel contact")
    for thing in ("weavers", "factory", "road", "street"):
        yield from (f"Ours {thing} {number}" for number in (1, 2))
    yield from ("Ours buyer", "Ours seller", "Ours contact", "Ours note", "Ours Garments.txt")
    yield from ("cloth", "English", "Ours invited", "Ours Garments invited")
    for what in ("1", "2", "S1", "S2"):
        yield f"Ours-{what}"
    yield from ("Ours Garments visit", "Ours Garments asks", "Ours Garments word")
    things = (federation.a.draft, federation.a.submitted, federation.a.site_draft)
    yield from (str(one)[:8] for one in things)
    yield from (str(actor.user_id)[:8] for actor in federation.a.users.values())
    locale = Locale.parse(CODE)
    yield from (word for width in ("wide", "abbreviated") for word in _months(locale, width))
    yield from (str(locale.languages[code]) for code in ("en", "km", CODE))
    yield from (str(locale.languages[code]).title() for code in ("en", "km", CODE))
    yield from ("km", CODE)


def _months(locale: Locale, width: str) -> Iterator[str]:
    for word in locale.months["format"][width].values():
        yield from (word, word.title())


def _data(content: Library) -> Iterator[str]:
    """Texts of laws and tables: data that has no translation."""
    yield from names_of_laws(content)
    for law in content.instruments:
        yield from _words_of(law)
    for one in content.reference.countries.values():
        yield from one.names.values()
    yield from content.reference.provinces.values()
    yield from (one.title for one in content.reference.sectors.values())


def _words_of(law: Instrument) -> Iterator[str]:
    yield from (part.title for part in law.obligations)
    yield from (date.what for date in law.next_dates)
    yield from (one.title for one in law.deadlines)


def test_the_language_is_offered_by_its_files_alone(speaking: Flask) -> None:
    page = PageClient(speaking).get("/login").text

    assert f'value="{CODE}" lang="{CODE}"' in page


def test_the_door_speaks_it(reader: Reader) -> None:
    for path in ("/login", "/login/forgot"):
        reader.get(path)
    refused = reader.browser.post("/login", {"email": "a@b.example", "password": "wrong"})
    reader.check("/login", refused.text)


@pytest.mark.parametrize("path", _COMPANY)
def test_pages_of_a_company_speak_it(reader: Reader, federation: Federation, path: str) -> None:
    reader.browser.login(federation.email(Role.EDIT))
    reader.get(path)


@pytest.mark.parametrize("path", _ADMINISTRATION)
def test_pages_of_an_administrator_speak_it(
    reader: Reader, federation: Federation, path: str
) -> None:
    reader.browser.login(federation.email(Role.ADM))
    reader.get(path)


@pytest.mark.parametrize("path", _FEDERATION)
def test_pages_of_the_federation_speak_it(
    reader: Reader, federation: Federation, path: str
) -> None:
    reader.browser.login(federation.email(Role.FADM))
    reader.get(path)


def test_an_assessment_and_its_result_speak_it(reader: Reader, federation: Federation) -> None:
    a = federation.a
    reader.browser.login(federation.email(Role.EDIT))
    bank = runtime_of(reader.browser.app).library.questionnaire(BANK)
    for section in bank.sections:
        reader.get(f"/assessments/{a.draft}/sections/{section.code}")
    for page in (f"{a.draft}", f"{a.draft}/check", f"{a.draft}/submit", f"{a.submitted}/result"):
        reader.get(f"/assessments/{page}")


def test_what_is_not_translated_is_marked(reader: Reader, federation: Federation) -> None:
    reader.browser.login(federation.email(Role.SITE))
    page = reader.browser.get(f"/assessments/{federation.a.site_draft}").text

    reader.check("the workplace's assessment", page)
    assert 'lang="en"' in page


def test_files_speak_it_too(speaking: Flask) -> None:
    assert Translator(language=CODE)("Supplier risk register") == pseudo("Supplier risk register")
    assert answer_words(CODE).dont_know == pseudo("Don't know")
