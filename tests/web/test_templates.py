"""Templates: each parses, stands in a layout, and holds neither script, style nor unsafe text."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.paths import data_folder
from tests.conftest import BuiltFederation, settings_with

FOLDER = data_folder("templates")
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
# Parts of other templates, and the page for faults that must not need a layout.
PARTS = ("layouts/", "components/", "answers/")
WHOLE = "layouts/base.html"

FORBIDDEN = {
    "a safe filter": re.compile(r"\|\s*safe\b"),
    "autoescape turned off": re.compile(r"\{%-?\s*autoescape"),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an outside address": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "markup made by hand": re.compile(r"\bMarkup\b"),
}


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def environment(
    tmp_path_factory: pytest.TempPathFactory,
    built_federation: BuiltFederation,
    passwords: Passwords,
) -> Iterator[Environment]:
    folder = tmp_path_factory.mktemp("templates") / "var"
    app = create_app(settings_with(folder, built_federation), passwords=passwords)
    yield app.jinja_env
    app.extensions["crest"].sessions.kw["bind"].dispose()


def test_there_are_templates() -> None:
    assert "layouts/page.html" in TEMPLATES
    assert "home/company.html" in TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_parses(environment: Environment, name: str) -> None:
    assert environment.get_template(name).name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_holds_script_style_or_unescaped_text(name: str) -> None:
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(read(name))]

    assert found == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith(PARTS)])
def test_every_page_stands_in_a_layout_or_is_included(environment: Environment, name: str) -> None:
    tree = environment.parse(read(name))
    extends = [node.template.value for node in tree.find_all(nodes.Extends)]
    included = any(f'"{name}"' in read(other) for other in TEMPLATES if other != name)

    assert included or name == "errors/plain.html" or extends[0].startswith("layouts/")


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.startswith("components/")])
def test_every_component_says_what_it_takes_or_is_a_plain_part(name: str) -> None:
    text = read(name)

    assert "{% macro" not in text or text.lstrip().startswith(("{#", "{% from"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_time_of_day_says_which_clock_it_is_from(name: str) -> None:
    text = read(name)

    assert "| moment" not in text or "UTC" in text


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_that_changes_something_carries_token_key_and_version(name: str) -> None:
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", read(name), re.DOTALL)
    lacking = [
        part
        for form in forms
        for part in ("csrf()", "key_field()", "version")
        if part not in form and part.strip("()") not in form
    ]

    assert lacking == []


def test_the_style_sheet_stays_small() -> None:

    style = Path("crest/static/css/crest.css").read_bytes()

    assert len(gzip.compress(style, 9)) <= 8_000
