"""The file of a described federation."""

import json

import pytest

from crest.domain.errors import RefusedInputError
from crest.imports.fixture_file import fixture_schema, read_fixture
from crest.paths import data_folder


def test_the_shipped_schema_is_that_of_the_reader() -> None:
    shipped = data_folder("questionnaires") / "schema" / "fixture.json"

    assert shipped.read_text(encoding="utf-8") == fixture_schema()


def test_a_wrong_part_is_refused_by_its_place() -> None:
    content = {"tenants": [{"code": "A", "kind": "guild", "name": "A"}]}

    with pytest.raises(RefusedInputError) as refused:
        read_fixture(json.dumps(content).encode())

    assert refused.value.params["place"] == "tenants.0.kind"


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(RefusedInputError, match="refused_input"):
        read_fixture(b'{"tenant": []}')


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(RefusedInputError):
        read_fixture(b"\xff not json")
