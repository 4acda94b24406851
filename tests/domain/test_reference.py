"""Countries by any spelling, and editions by name."""

import pytest

from crest.domain.reference import Edition
from tests.domain.examples import REFERENCE


@pytest.mark.parametrize(
    ("text", "iso2"),
    [
        pytest.param("KH", "KH", id="two letters"),
        pytest.param("khm", "KH", id="three letters"),
        pytest.param("CAMBODIA ", "KH", id="English"),
        pytest.param("កម្ពុ\u200bជា", "KH", id="Khmer with a hidden space"),
        pytest.param("Cambodge", "KH", id="French"),
        pytest.param("kingdom of cambodia", "KH", id="alias"),
        pytest.param("NA", "NA", id="Namibia is not a missing value"),
        pytest.param("DR Congo", "CD", id="one of two Congos"),
        pytest.param("Congo", None, id="a name of two countries"),
        pytest.param("Atlantis", None, id="unknown"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_country_is_found_by_code_name_or_alias(text: str, iso2: str | None) -> None:
    assert REFERENCE.find_country(text) == iso2


def test_a_source_is_named_with_its_edition() -> None:
    edition = Edition(source="us-tip", edition="2025", date="2025-09-29", title="TIP report")

    assert edition.code == "us-tip-2025"
    assert REFERENCE.edition_code("us-tip") == "us-tip-2025"


def test_a_source_without_a_recorded_edition_is_named_alone() -> None:
    assert REFERENCE.edition_code("walk-free") == "walk-free"
