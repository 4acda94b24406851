"""Two editions of the law library: what differs, whom it reaches, which figures move."""

from dataclasses import replace
from decimal import Decimal

from crest.domain.conditions import Operator, Test
from crest.domain.instruments import (
    Confidence,
    Instrument,
    Penalty,
    Rule,
    RuleRole,
)
from crest.domain.library_changes import (
    Change,
    PartChange,
    law_changes,
    reached_changes,
    score_move,
)
from crest.domain.scores import Score
from tests.domain.comparison import scored
from tests.domain.factories import AS_OF, BINDS, d, make_instrument, make_obligation
from tests.domain.shipped import library, shipped_case

RULE = Rule(
    id="law.9",
    instrument_id="law",
    role=RuleRole.SCOPE,
    citation="art 9",
    title="Scope",
    text="Everybody.",
    citation_confidence=Confidence.HIGH,
    requirement_confidence=Confidence.HIGH,
)
LAW = make_instrument(make_obligation("law.1"), make_obligation("law.2", title="Second"))


def parts(after: Instrument) -> tuple[PartChange, ...]:
    (change,) = law_changes([LAW], [after])
    assert change.change is Change.CHANGED
    return change.parts


def test_the_same_library_has_no_change() -> None:
    assert law_changes([LAW], [replace(LAW, digest="another")]) == ()


def test_laws_come_and_go() -> None:
    other = replace(LAW, id="other", name="Other")

    found = law_changes([LAW], [other])

    assert [(one.id, one.name, one.change, one.parts) for one in found] == [
        ("law", "Law", Change.REMOVED, ()),
        ("other", "Other", Change.ADDED, ()),
    ]


def test_a_changed_word_is_shown_at_its_place() -> None:
    first, second = LAW.obligations
    changed = replace(first, penalty=Penalty(text="A fine."), citation="art 2")

    assert parts(replace(LAW, obligations=(changed, second))) == (
        PartChange(place="obligations.law.1.citation", before="art 1", after="art 2"),
        PartChange(place="obligations.law.1.penalty.text", before="", after="A fine."),
    )


def test_a_condition_is_compared_number_by_number() -> None:
    line = Test(fact="workforce.total", op=Operator.GE, value=d(8))
    old = replace(LAW, binds_when=line)

    (change,) = law_changes([old], [replace(LAW, binds_when=replace(line, value=d(9)))])

    assert change.parts == (PartChange(place="binds_when.value", before="8", after="9"),)


def test_a_new_duty_and_a_removed_one_are_one_line_each() -> None:
    first, _ = LAW.obligations
    third = make_obligation("law.3", title="Third")

    assert parts(replace(LAW, obligations=(first, third), rules=(RULE,))) == (
        PartChange(place="obligations.law.2", before="Second", after=""),
        PartChange(place="obligations.law.3", before="", after="Third"),
        PartChange(place="rules.law.9", before="", after="Scope"),
    )


def test_whom_a_law_reaches_changes_with_its_line() -> None:
    line = Test(fact="workforce.total", op=Operator.GE, value=d(8))
    old, new = (replace(LAW, binds_when=replace(line, value=d(at))) for at in (8, 9))

    def changed(workers: int) -> list[tuple[str, str]]:
        facts = {"workforce.total": d(workers)}
        return [
            (one.before.binds.value, one.after.binds.value)
            for one in reached_changes([old], [new], facts, as_of=AS_OF)
            if one.before and one.after
        ]

    assert changed(7) == []
    assert changed(8) == [("yes", "no")]
    assert changed(9) == []


def test_a_law_that_comes_reaches_whom_it_did_not() -> None:
    (one,) = reached_changes([], [LAW], {}, as_of=AS_OF)

    assert (one.id, one.before) == ("law", None)


def score(*laws: Instrument) -> Score:
    case = shipped_case("workplace", 3)
    return scored(replace(case, laws=tuple((one, BINDS) for one in laws)), library().method())


def labour_law() -> Instrument:
    return next(one for one in library().instruments if one.id == "kh.ll")


def test_the_same_scores_do_not_move() -> None:
    move = score_move(score(labour_law()), score(labour_law()))

    assert not move.moves
    assert move.distance == 0


def test_a_duty_that_leaves_moves_its_law_alone() -> None:
    law = labour_law()
    fewer = replace(law, obligations=law.obligations[:20])

    move = score_move(score(law), score(fewer))

    assert move.moves
    assert [one.id for one in move.laws] == ["kh.ll"]
    assert move.residual[0] == move.residual[1]
    assert 0 < move.distance < 100


def test_a_law_that_goes_moves_farthest() -> None:
    move = score_move(score(labour_law()), score())

    assert [(one.id, one.after, one.distance) for one in move.laws] == [("kh.ll", None, 100)]


def test_a_law_that_nothing_asks_about_moves_nothing() -> None:
    silent = make_instrument(make_obligation("law.1"))

    assert not score_move(score(labour_law()), score(labour_law(), silent)).moves


def test_a_residual_risk_moves_by_itself() -> None:
    old = score()
    new = replace(old, residual=replace(old.residual, value=old.residual.value - 5))

    move = score_move(old, new)

    assert move.moves
    assert (move.laws, move.distance) == ((), Decimal(5))
