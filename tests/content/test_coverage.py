"""Every obligation is asked by a question or has a reason why not."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crest.content.coverage import Covered, Reason, coverage, share_asked
from crest.content.library import load_library
from tests.content.conftest import INSTRUMENT
from tests.library import shipped_library

TODAY = date(2026, 11, 21)


def covered(folder: Path) -> dict[str, Covered]:
    library = load_library(folder)
    parts = coverage(library.instruments, library.questionnaires, as_of=TODAY)
    return {part.obligation.id: part for part in parts}


def test_an_asked_obligation_names_its_questions(folder: Path) -> None:
    part = covered(folder)["kh.mini.2"]

    assert [(place.bank, place.version, place.question) for place in part.asked] == [
        ("mini", "1", "REC-030")
    ]
    assert part.counts
    assert part.reason is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("state", "state", Reason.STATE_DUTY, id="state"),
        pytest.param("state", "public_body", Reason.STATE_DUTY, id="public body"),
        pytest.param("state", "agency", Reason.NOT_THE_EMPLOYERS, id="agency"),
        pytest.param("state", "importer", Reason.NOT_THE_EMPLOYERS, id="importer"),
        pytest.param("state", "employer", Reason.NOT_YET_ASKED, id="open"),
        pytest.param("state", "state\n    kind: gap", Reason.GAP_IN_FACTS, id="gap"),
    ],
)
def test_an_unasked_obligation_has_a_reason(
    folder: Path, old: str, new: str, reason: Reason
) -> None:
    text = INSTRUMENT.replace(f"binds: {old}", f"binds: {new}")
    (folder / "instruments" / "kh.mini.yaml").write_text(text)

    part = covered(folder)["kh.mini.3"]

    assert part.asked == ()
    assert part.reason is reason
    assert part.counts is (reason is Reason.NOT_YET_ASKED)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("force: must", "force: limit", Reason.NOT_A_DUTY, id="limit"),
        pytest.param("requirement: high", "requirement: low", Reason.LOW_CONFIDENCE, id="low"),
        pytest.param(
            "in_force_from", "in_force_to: '2020'\nin_force_from", Reason.NOT_IN_FORCE, id="over"
        ),
    ],
)
def test_a_duty_that_cannot_count_has_its_own_reason(
    folder: Path, old: str, new: str, reason: Reason
) -> None:
    head, _, tail = INSTRUMENT.replace("binds: state", "binds: employer").partition(
        "  - id: kh.mini.3"
    )
    if old == "in_force_from":
        head = head.replace(old, new, 1)
    text = f"{head}  - id: kh.mini.3{tail.replace(old, new)}"
    (folder / "instruments" / "kh.mini.yaml").write_text(text)

    part = covered(folder)["kh.mini.3"]

    assert (part.reason, part.counts) == (reason, False)


def test_a_duty_that_a_later_one_took_the_place_of_is_not_in_force() -> None:
    library = shipped_library()

    parts = coverage(library.instruments, library.questionnaires, as_of=TODAY)
    reasons = {part.obligation.id: part.reason for part in parts}

    assert reasons["kh.mw.2018.2025"] is Reason.NOT_IN_FORCE
    assert reasons["kh.ll.139.law"] is Reason.NOT_IN_FORCE


def test_every_shipped_obligation_is_asked_or_has_a_reason() -> None:
    library = shipped_library()

    parts = coverage(library.instruments, library.questionnaires, as_of=TODAY)

    assert len(parts) == len(library.obligations)
    assert {bool(part.asked) for part in parts if part.reason is None} == {True}
    assert {part.asked for part in parts if part.reason is not None} == {()}


def test_the_share_counts_what_laws_demand_of_employers(folder: Path) -> None:
    whole = covered(folder)
    strict = [part for part in whole.values() if part.obligation.force in {"must", "ban"}]

    share = share_asked(whole.values())

    assert 0 < share.of <= len(strict)
    assert share.percent == Decimal(100 * share.asked) / share.of
    assert share_asked(()).percent is None
