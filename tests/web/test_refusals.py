"""Every refusal that a page may show has a sentence, and its values stand in it."""

import re
from pathlib import Path

import pytest
from flask import Flask

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.web.refusals import sentence

# Folders whose refusals come up on pages; commands have sentences of their own.
SHOWN = ("adapters", "imports", "domain/fact_input.py", "domain/names.py")
# Refused by the command that reads fixtures.
COMMANDS = {"bad_fixture", "not_json", "short_password", "weak_password"}


def raised() -> set[str]:
    package = Path("crest")
    files = [path for part in SHOWN for path in (package / part).rglob("*.py")]
    files += [package / part for part in SHOWN if part.endswith(".py")]
    words = (re.findall(r'RefusedInputError\(\s*"([a-z_]+)"', path.read_text()) for path in files)
    return {reason for found in words for reason in found} - COMMANDS


@pytest.mark.parametrize("reason", sorted(raised()))
def test_every_reason_has_its_own_sentence(app: Flask, reason: str) -> None:
    with app.test_request_context():
        words = sentence(RefusedInputError(reason))

        assert words != sentence("refused_input")
        assert "%(" not in words


def test_values_stand_in_the_sentence(app: Flask) -> None:
    with app.test_request_context():
        words = sentence(RefusedInputError("unknown_country", value="Kambodja"))

        assert words.startswith("'Kambodja' is not a country we know.")


def test_a_thing_of_another_tenant_reads_like_a_missing_one(app: Flask) -> None:
    with app.test_request_context():
        assert sentence(NotFoundError(id="x")) == "This is not here, or not yours to see."
