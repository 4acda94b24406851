"""Reviews of texts are found by version, and tied to their original by its digest."""

from dataclasses import replace
from datetime import date

from crest.domain.reviews import ReviewedText, Reviews, source_digest

TITLE = ReviewedText(
    bank="mini",
    bank_version="1",
    language="km",
    code="bank",
    part="title",
    source=source_digest("Mini check"),
    said="ពិនិត្យ",
    by="Sokha",
    on=date(2026, 11, 22),
    version=1,
)


def test_reviews_are_those_of_one_version() -> None:
    other = replace(TITLE, bank_version="2", said="else")
    reviews = Reviews(stamp="2.2", texts=(TITLE, other))

    assert reviews.of("mini", "1") == {("bank", "title"): TITLE}
    assert reviews.of("mini", "2") == {("bank", "title"): other}
    assert Reviews().of("mini", "1") == {}


def test_another_original_has_another_digest() -> None:
    assert source_digest("Mini check") == TITLE.source != source_digest("Mini check.")
