"""What enters a score, over the whole law library and random answers: law in force, and no more."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from crest.domain.applicability import NEITHER, applies, within_lines
from crest.domain.bank import ObligationLink, Question, Questionnaire
from crest.domain.conditions import Operator, Test
from crest.domain.instruments import (
    Binds,
    Confidence,
    Force,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
)
from crest.domain.scores import Applicability, InstrumentScore, Score, Ternary
from crest.domain.statuses import counts
from tests.domain.comparison import scored
from tests.domain.factories import d, make_instrument, make_obligation
from tests.domain.shipped import DAY, library, shipped_case
from tests.domain.strategies import Case

EVERYWHERE = Applicability(binds=Ternary.YES, reaches=Ternary.YES)
SEEDS = range(6)
FAR = date(2035, 1, 1)
ALL = [(part, one) for one in library().instruments for part in one.obligations]


@cache
def asking_everything(bank_id: str) -> Questionnaire:
    """Return the shipped bank with every obligation of the library asked by one of its controls."""
    bank = library().questionnaire(bank_id)
    law = [part for part in bank.questions.values() if part.obligations]
    more: dict[str, list[ObligationLink]] = {part.code: [] for part in law}
    for index, (obligation, _) in enumerate(ALL):
        more[law[index % len(law)].code].append(ObligationLink(id=obligation.id))

    def linked(part: Question) -> Question:
        links = more.get(part.code, [])
        known = {link.id for link in part.obligations}
        fresh = tuple(link for link in links if link.id not in known)
        return replace(part, obligations=(*part.obligations, *fresh))

    return replace(
        bank,
        sections=tuple(
            replace(section, questions=tuple(map(linked, section.questions)))
            for section in bank.sections
        ),
    )


def case(seed: int, *, as_of: date = DAY, bank_id: str = "workplace") -> Case:
    """Return random answers where every law of the library binds and reaches."""
    found = shipped_case(bank_id, seed)
    return replace(
        found,
        questionnaire=asking_everything(bank_id),
        response=replace(found.response, as_of=as_of),
        laws=tuple((one, EVERYWHERE) for one in library().instruments),
    )


def score(found: Case) -> Score:
    return scored(found, library().method())


def lists(found: Score) -> tuple[InstrumentScore, ...]:
    return (*found.laws, *found.standards)


def scored_ids(found: Score) -> set[str]:
    return {part.id for one in lists(found) for part in one.obligations}


def is_barred(part: Obligation, one: Instrument) -> bool:
    """Return whether the rows of the library say that this must not count, on whatever day."""
    unread = part.confidence.requirement is not Confidence.HIGH and part.reviewed_by is None
    barred = {InstrumentKind.DRAFT, InstrumentKind.BILL, InstrumentKind.GAP, InstrumentKind.TREATY}
    optional = {Force.MAY, Force.LIMIT, Force.SUSPENDED}
    suspended = {InstrumentStatus.SUSPENDED, InstrumentStatus.DRAFT}
    return (
        unread
        or part.kind in barred
        or one.kind in barred
        or part.force in optional
        or one.status in suspended
        or part.binds not in {Binds.EMPLOYER, Binds.ANYONE}
    )


def test_the_library_has_something_to_keep_out_of_each_kind() -> None:
    kinds = {part.kind for part, _ in ALL} | {one.kind for one in library().instruments}
    assert {InstrumentKind.BILL, InstrumentKind.DRAFT, InstrumentKind.GAP} <= kinds
    assert InstrumentKind.TREATY in kinds
    assert {Force.MAY, Force.LIMIT, Force.SUSPENDED} <= {part.force for part, _ in ALL}
    assert {part.confidence.requirement for part, _ in ALL} == set(Confidence)


@pytest.mark.parametrize("as_of", [DAY, FAR], ids=["today", "when all that is deferred has begun"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_not_law_in_force_or_not_sure_never_enters_a_score(seed: int, as_of: date) -> None:
    found = score(case(seed, as_of=as_of))

    barred = {part.id for part, one in ALL if is_barred(part, one)}
    assert len(scored_ids(found)) > 50
    assert scored_ids(found) & barred == set()


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", SEEDS)
def test_rules_have_no_number_and_nothing_can_ask_about_them(seed: int) -> None:
    rules = {rule.id for one in library().instruments for rule in one.rules}
    asked = {
        link.id
        for bank in library().questionnaires
        for question in bank.questions.values()
        for link in question.obligations
    }

    assert len(rules) > 50
    assert rules & asked == set()
    assert rules & scored_ids(score(case(seed))) == set()


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", SEEDS)
def test_what_does_not_count_changes_no_number(seed: int) -> None:
    whole = case(seed)
    kept = tuple(
        (
            replace(
                one,
                obligations=tuple(
                    part for part in one.obligations if counts(part, one, EVERYWHERE, DAY)
                ),
                rules=(),
            ),
            EVERYWHERE,
        )
        for one, _ in whole.laws
    )

    assert lists(score(replace(whole, laws=kept))) == lists(score(whole))
    assert score(replace(whole, laws=kept)).residual == score(whole).residual


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", SEEDS)
def test_figures_of_risk_hang_on_no_law(seed: int) -> None:
    with_laws, without = score(case(seed)), score(replace(case(seed), laws=()))

    assert (with_laws.control, with_laws.residual, with_laws.inherent, with_laws.span) == (
        without.control,
        without.residual,
        without.inherent,
        without.span,
    )


# A change of rule from a day on ------------------------------------------------------------------

LAST, FIRST = date(2025, 5, 5), date(2025, 5, 6)
OLD = make_obligation("law.1", in_force_to=LAST)
NEW = make_obligation("law.2", in_force_from=FIRST)
CHANGED = make_instrument(OLD, NEW)


def counted(one: Instrument, day: date) -> list[str]:
    return [part.id for part in one.obligations if counts(part, one, EVERYWHERE, day)]


@pytest.mark.parametrize(
    ("day", "ids"),
    [
        pytest.param(LAST - timedelta(days=1), ["law.1"], id="before"),
        pytest.param(LAST, ["law.1"], id="last day of the old rule"),
        pytest.param(FIRST, ["law.2"], id="first day of the new rule"),
        pytest.param(FIRST + timedelta(days=400), ["law.2"], id="after"),
    ],
)
def test_a_score_is_taken_under_the_rule_of_its_day(day: date, ids: list[str]) -> None:
    assert counted(CHANGED, day) == ids


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", SEEDS)
def test_a_repealed_law_stays_in_scores_of_its_days_and_leaves_after(seed: int) -> None:
    found = case(seed)
    law = next(one for one in library().instruments if one.id == "kh.ll")
    repealed = replace(law, status=InstrumentStatus.REPEALED, in_force_to=DAY)
    ended = tuple((repealed if one.id == law.id else one, both) for one, both in found.laws)
    facts = {"country": "KH"}

    today = score(replace(found, laws=ended))
    later = score(
        replace(
            found,
            laws=ended,
            response=replace(found.response, as_of=DAY + timedelta(days=1)),
        )
    )

    own = {part.id for part in law.obligations}
    assert own & scored_ids(today) == own & scored_ids(score(found)) != set()
    assert own & scored_ids(later) == set()
    assert applies(repealed, facts, as_of=DAY) == applies(law, facts, as_of=DAY)
    assert applies(repealed, facts, as_of=DAY + timedelta(days=1)) == NEITHER


@pytest.mark.parametrize(
    "part",
    [part for part, _ in ALL if part.in_force_from or part.in_force_to],
    ids=lambda part: part.id,
)
def test_a_dated_duty_counts_from_its_first_day_to_its_last(part: Obligation) -> None:
    one = make_instrument(
        replace(
            part,
            kind=InstrumentKind.STATUTE,
            force=Force.MUST,
            binds=Binds.EMPLOYER,
            reviewed_by="A. Reader",
        ),
        in_force_from=None,
    )
    day = timedelta(days=1)

    if part.in_force_from:
        assert counted(one, part.in_force_from - day) == []
        assert counted(one, part.in_force_from) == [part.id]
    if part.in_force_to:
        assert counted(one, part.in_force_to) == [part.id]
        assert counted(one, part.in_force_to + day) == []


@pytest.mark.parametrize("one", library().instruments, ids=lambda one: one.id)
def test_a_day_before_its_first_no_law_applies(one: Instrument) -> None:
    if one.in_force_from is not None:
        before = one.in_force_from - timedelta(days=1)
        assert applies(one, {}, as_of=before) == NEITHER


LINE = Test(fact="workforce.total", op=Operator.GE, value=d(8))


@pytest.mark.parametrize(
    ("facts", "ids"),
    [
        pytest.param({"workforce.total": d(7)}, ["law.1"], id="one below its line"),
        pytest.param({"workforce.total": d(8)}, ["law.1", "law.2"], id="at its line"),
        pytest.param({}, ["law.1", "law.2"], id="a missing fact leaves it in"),
    ],
)
def test_a_duty_with_a_line_of_its_own_counts_only_beyond_it(
    facts: dict[str, object], ids: list[str]
) -> None:
    one = make_instrument(make_obligation("law.1"), make_obligation("law.2", only_if=LINE))

    kept = within_lines(one, facts, as_of=DAY)

    assert [part.id for part in kept.obligations] == ids
