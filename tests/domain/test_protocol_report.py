"""The report along a protocol: figures of told cells alone, gaps marked, articles as they stand."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.disclosure.cubes import kinds_of
from crest.domain.instruments import Confidence
from crest.domain.protocol_frame import (
    OPENING,
    ReportFigure,
    ReportFrame,
    ReportHead,
    ReportRow,
    Said,
    told_outcomes,
    with_articles,
)
from crest.domain.protocol_report import (
    Released,
    ReportRelease,
    ReportText,
    Told,
    Whole,
    YearReport,
    found_heads,
    response_of,
)
from crest.domain.told import cube_of
from tests.library import shipped_library

OUTCOMES = ("best", "less", "dont_know", "not_asked")


def said(text: str) -> Said:
    return Said(texts={"en": text})


def cube(family: str, outcomes: tuple[str, ...], cells: dict[str | None, int | None]) -> Released:
    body: dict[str, Any] = {
        "family": family,
        "least": 5,
        "dimensions": [{"name": "outcome", "values": list(outcomes)}],
        "cells": [[key, cells.get(key)] for key in (None, *outcomes)],
    }
    return Released(cube=cube_of(body), release=3)


def figure(*outcomes: str, absent: str | None = "not_asked") -> ReportFigure:
    return ReportFigure(
        family="question.A-010", outcomes=outcomes, absent=absent, words=said("Members")
    )


def row(*figures: ReportFigure, rule: str | None = None, **changed: Any) -> ReportRow:
    kept = {
        "id": "prevention.people",
        "rule": rule,
        "citation": "art 5",
        "says": said("Inform people"),
        "confidence": Confidence.LOW,
        "prompt": said("Write"),
        "figures": figures,
    }
    return ReportRow(**{**kept, **changed})


def frame(*rows: ReportRow) -> ReportFrame:
    head = ReportHead(id="prevention", title=said("Prevention"), about=said("About"), rows=rows)
    return ReportFrame(
        instrument="ilo.p029", title=said("Report"), about=said("About"), heads=(head,)
    )


def found(one: ReportFigure, *told: Released) -> Any:
    ((only,),) = (
        line.figures
        for head in found_heads(frame(row(one)), {told_.cube.family: told_ for told_ in told})
        for line in head.rows
    )
    return only


WHOLE = {None: 60, "best": 20, "less": 18, "dont_know": 12, "not_asked": 10}


def test_a_figure_is_a_sum_of_told_cells_of_those_asked() -> None:
    told = found(figure("best", "less"), cube("question.A-010", OUTCOMES, WHOLE))

    assert (told.told, told.count, told.whole, told.of) == (Told.TOLD, 38, 50, Whole.ASKED)
    assert (told.share, told.release) == (76, 3)


def test_where_those_not_asked_are_hidden_all_counted_are_the_whole() -> None:
    hidden = cube("question.A-010", OUTCOMES, {**WHOLE, "not_asked": None})

    told = found(figure("best"), hidden)
    everybody = found(figure("best", absent=None), hidden)

    assert (told.count, told.whole, told.of, told.share) == (20, 60, Whole.COUNTED, 33)
    assert everybody == found(figure("best", absent=None), cube("question.A-010", OUTCOMES, WHOLE))


def test_a_hidden_cell_is_never_the_rest_of_told_ones() -> None:
    # one cell alone is hidden, so that the rest of the total would be its value
    hidden = cube("question.A-010", OUTCOMES, {**WHOLE, "less": None})

    for outcomes in (("less",), ("best", "less")):
        told = found(figure(*outcomes), hidden)
        assert (told.told, told.count, told.share) == (Told.HIDDEN, None, None)
        assert told.whole == 50


@given(
    counts=st.tuples(*[st.integers(0, 40)] * 4),
    hidden=st.sets(st.sampled_from((None, *OUTCOMES))),
    wanted=st.sets(st.sampled_from(OUTCOMES[:3]), min_size=1),
)
def test_no_figure_changes_with_what_is_hidden(
    counts: tuple[int, ...], hidden: set[str | None], wanted: set[str]
) -> None:
    true: dict[str | None, int | None] = dict(zip(OUTCOMES, counts, strict=True))
    true[None] = sum(counts)
    told = cube("question.A-010", OUTCOMES, {**true, **dict.fromkeys(hidden)})

    one = found(figure(*sorted(wanted)), told)

    if hidden & wanted:
        assert one.count is one.share is None
    else:
        assert one.count == sum(true[outcome] or 0 for outcome in wanted)
    if None in hidden:
        assert one.whole is None
    elif "not_asked" in hidden:
        assert one.whole == true[None]
    else:
        assert one.whole == sum(counts[:3])


@pytest.mark.parametrize("outcomes", [("best", "less"), ("not_an_outcome",)])
def test_what_no_release_tells_is_said_so(outcomes: tuple[str, ...]) -> None:
    other = cube("question.A-010", ("some", "none"), {None: 60, "some": 20, "none": 40})

    assert found(figure(*outcomes), other).told is Told.NOT_RELEASED
    assert found(figure(*outcomes)).told is Told.NOT_RELEASED
    assert found(figure(*outcomes)).share is None


def test_who_took_part_is_told_as_far_as_it_is_released() -> None:
    taking_part = cube(
        "participation",
        ("not_begun", "begun", "submitted"),
        {None: 80, "not_begun": None, "begun": None, "submitted": 60},
    )
    invited = cube("invited", ("asked", "unasked"), {None: 80, "asked": 72})
    band = cube("band", ("low",), {None: 60})

    whole = response_of({one.cube.family: one for one in (taking_part, invited, band)})
    alone = response_of({"band": band})

    assert (whole.counted, whole.members, whole.asked, whole.submitted) == (60, 80, 72, 60)
    assert (whole.rate, whole.is_released) == (75, True)
    assert (alone.counted, alone.rate, alone.is_released) == (60, None, False)
    assert response_of({}).counted is None


def test_a_text_is_told_in_the_language_that_it_has() -> None:
    text = Said(texts={"en": "Gap", "km": "ចន្លោះ"})

    assert [text.of(one) for one in ("km", "en", "th")] == ["ចន្លោះ", "Gap", "Gap"]
    assert text.language("th") == "en"


def test_a_row_has_citation_and_sources_of_its_rule() -> None:
    instrument = shipped_library().instrument("ilo.p029")
    written = frame(row(figure("best"), rule="ilo.p029.04", citation=""), row(id="x"))

    first, second = with_articles(written, instrument).rows

    assert first.citation == "art 4"
    assert [source.code for source in first.sources] == ["S93"]
    assert (second.citation, second.sources) == ("art 5", ())


def test_rows_say_what_they_lack() -> None:
    known = row(figure("best"), confidence=Confidence.MEDIUM)

    assert (known.is_gap, known.is_guidance) == (False, False)
    assert (row().is_gap, row().is_guidance) == (True, True)


def test_places_and_families_follow_from_the_rows() -> None:
    whole = frame(row(figure("best")), row(id="prevention.causes"))

    assert whole.places == (OPENING, "prevention", "prevention.people", "prevention.causes")
    assert whole.families == {"question.A-010"}


def test_every_family_of_the_shipped_report_can_be_told_as_it_is_asked() -> None:
    library = shipped_library()
    method = library.method()
    kinds = kinds_of(method.status)

    for line in library.report("ilo.p029").rows:
        for one in line.figures:
            told = told_outcomes(one.family, method)
            assert set(one.outcomes) | ({one.absent} - {None}) <= set(told)
            assert not set(one.outcomes) & {one.absent}
            prefix, dot, _ = one.family.partition(".")
            if dot:
                assert told == kinds[prefix + dot].values
                assert one.absent == kinds[prefix + dot].absent


def test_what_is_never_told_has_no_outcomes() -> None:
    method = shipped_library().method()

    assert told_outcomes("profit", method) == told_outcomes("answer.A-010", method) == ()


def test_a_year_has_texts_by_place_and_the_release_of_each_figure() -> None:
    one = cube("question.A-010", OUTCOMES, WHOLE)
    heads = found_heads(frame(row(figure("best"), figure("gone"))), {"question.A-010": one})
    release = ReportRelease(number=3, as_of=date(2026, 11, 1), method="2026.1")
    report = YearReport(
        year=2026,
        frame=frame(),
        heads=heads,
        response=response_of({}),
        releases={3: release},
        texts={OPENING: ReportText(body="What we did", version=1)},
    )
    told, missing = heads[0].rows[0].figures

    assert (report.told_in(told), report.told_in(missing)) == (release, None)
    assert report.text(OPENING).body == "What we did"
    assert report.text("prevention") == ReportText()
