"""Which obligations count, how far each is met, and what a law makes of its duties."""

from collections.abc import Sequence
from datetime import date

import pytest

from crest.domain.answers import Assurance, ScoredState, TriggerState
from crest.domain.instruments import (
    Binds,
    Force,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
)
from crest.domain.scores import (
    Applicability,
    InstrumentScore,
    ObligationStatus,
    QuestionScore,
    Ternary,
)
from crest.domain.statuses import (
    Asked,
    counts,
    instrument_score,
    is_in_force,
    obligation_score,
    status_word,
)
from tests.domain.factories import (
    AS_OF,
    BINDS,
    METHOD,
    NEITHER,
    REACHES,
    UNKNOWN,
    UNSURE,
    d,
    make_instrument,
    make_obligation,
)

VALUES = {
    ScoredState.BLANK: ("0", "0", "1"),
    ScoredState.DONT_KNOW: ("0", "0", "1"),
    ScoredState.IMPLIED: ("0", "0", "0"),
    ScoredState.PLANNED: ("0", "0", "0"),
    ScoredState.NOT_APPLICABLE: (None, "0", None),
    ScoredState.DECLINED: (None, None, None),
    ScoredState.NOT_ASKED: (None, None, None),
}


def asked(
    credit: str | None = None,
    shown: str = "0",
    *,
    state: ScoredState = ScoredState.BLANK,
    weight: int = 3,
    critical: bool = False,
    assurance: Assurance = Assurance.STATED,
    trigger: TriggerState | None = None,
    code: str = "Q",
) -> Asked:
    """Return a question as asked: answered where a credit is given, else in this state."""
    is_answered = credit is not None
    values = (credit, shown, credit) if is_answered else VALUES[state]
    declared, supported, high = (None if part is None else d(part) for part in values)
    score = QuestionScore(
        code=code,
        state=ScoredState.ANSWERED if is_answered else state,
        weight=d(weight),
        credit=None if credit is None else d(credit),
        factor=None,
        declared=declared,
        supported=supported,
        high=high,
        assurance=assurance,
        trigger=trigger,
    )
    return Asked(score=score, weight=d(weight), critical=critical)


REFUTED = Assurance.CONTRADICTED
OPEN, REMEDY, CLOSED = TriggerState.OPEN, TriggerState.REMEDY, TriggerState.CLOSED


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        pytest.param([], "not_in_scope", id="nothing asked"),
        pytest.param([asked(state=ScoredState.NOT_ASKED)], "not_in_scope", id="nothing left"),
        pytest.param([asked(state=ScoredState.DECLINED)], "not_in_scope", id="all declined"),
        pytest.param(
            [asked(state=ScoredState.NOT_ASKED, trigger=OPEN)],
            "breach_indicated",
            id="a trigger outlives its question",
        ),
        pytest.param(
            [asked("1", "1"), asked("0", trigger=REMEDY)], "breach_indicated", id="remedy"
        ),
        pytest.param([asked("1", "1", trigger=CLOSED)], "met", id="a closed trigger is gone"),
        pytest.param([asked("1", "1"), asked(weight=5)], "not_answered", id="under half settled"),
        pytest.param([asked("1", "1"), asked()], "partly_met", id="just half settled"),
        pytest.param(
            [asked(state=ScoredState.IMPLIED), asked(state=ScoredState.PLANNED)],
            "not_met",
            id="implied and planned are settled",
        ),
        pytest.param(
            [asked(state=ScoredState.NOT_APPLICABLE), asked("1", "1", weight=1)],
            "not_answered",
            id="a claim settles nothing",
        ),
        pytest.param(
            [asked("1", "1", weight=9), asked("1", "0", critical=True, assurance=REFUTED)],
            "not_met",
            id="a critical answer refuted",
        ),
        pytest.param(
            [asked("1", "0.5"), asked("1", "0", assurance=REFUTED)], "not_met", id="little is left"
        ),
        pytest.param(
            [asked("1", "0.8"), asked("1", "0", assurance=REFUTED)],
            "partly_met",
            id="40 shown is left",
        ),
        pytest.param(
            [asked("1", "1"), asked(state=ScoredState.DECLINED, assurance=REFUTED)],
            "partly_met",
            id="declining later does not undo what was found",
        ),
        pytest.param(
            [asked("1", "1"), asked(state=ScoredState.NOT_ASKED, assurance=REFUTED)],
            "met",
            id="what facts put out of scope says nothing",
        ),
        pytest.param([asked("0.9", "0.7")], "met", id="on both lines"),
        pytest.param([asked("0.9", "0.699")], "said_to_be_met", id="shown too little"),
        pytest.param([asked("0.899", "0.899")], "partly_met", id="said too little"),
        pytest.param([asked("0.4")], "partly_met", id="on the lower line"),
        pytest.param([asked("0.399")], "not_met", id="below it"),
        pytest.param(
            [asked("0.9", "0.7", critical=True), asked("1", "1", weight=9)],
            "met",
            id="a critical question on its lines",
        ),
        pytest.param(
            [asked("0.89", "0.89", critical=True), asked("1", "1", weight=99)],
            "partly_met",
            id="a critical question said too little",
        ),
        pytest.param(
            [asked("1", "0.69", critical=True), asked("1", "1", weight=99)],
            "said_to_be_met",
            id="a critical question shown too little",
        ),
        pytest.param(
            [asked(state=ScoredState.NOT_APPLICABLE, critical=True), asked("1", "1", weight=99)],
            "said_to_be_met",
            id="a critical question claimed away is not shown",
        ),
        pytest.param(
            [asked(state=ScoredState.DECLINED, critical=True), asked("1", "1")],
            "met",
            id="a critical question declined leaves",
        ),
        pytest.param(
            [asked("0.899999999", "1", weight=1)], "met", id="lines are compared after rounding"
        ),
    ],
)
def test_the_first_status_that_fits_is_taken(questions: Sequence[Asked], expected: str) -> None:
    found = obligation_score(make_obligation(), questions, METHOD.status)

    assert found.status is ObligationStatus(expected)


def test_only_a_must_or_ban_is_breached() -> None:
    questions = [asked("0", trigger=OPEN)]

    for force in (Force.MUST, Force.BAN):
        found = obligation_score(make_obligation(force=force), questions, METHOD.status)
        assert found.status is ObligationStatus.BREACH_INDICATED
    advice = obligation_score(make_obligation(force=Force.SHOULD), questions, METHOD.status)
    assert advice.status is ObligationStatus.NOT_MET
    assert advice.triggers == ("Q",)


# Counting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("obligation", "expected"),
    [
        pytest.param(make_obligation(), True, id="a sure must for employers"),
        pytest.param(make_obligation(force=Force.SHOULD), True, id="should"),
        pytest.param(make_obligation(force=Force.MAY), False, id="may"),
        pytest.param(make_obligation(force=Force.LIMIT), False, id="limit"),
        pytest.param(make_obligation(force=Force.SUSPENDED), False, id="suspended"),
        pytest.param(make_obligation(binds=Binds.ANYONE), True, id="anyone"),
        pytest.param(make_obligation(binds=Binds.STATE), False, id="a state"),
        pytest.param(make_obligation(kind=InstrumentKind.REGULATION), True, id="regulation"),
        pytest.param(make_obligation(kind=InstrumentKind.STANDARD), True, id="standard"),
        pytest.param(make_obligation(kind=InstrumentKind.GAP), False, id="gap"),
        pytest.param(make_obligation(kind=InstrumentKind.TREATY), False, id="treaty"),
        pytest.param(make_obligation(confidence=UNSURE), False, id="unsure"),
        pytest.param(make_obligation(confidence=UNSURE, reviewed_by="Chan"), True, id="reviewed"),
        pytest.param(make_obligation(in_force_from=AS_OF), True, id="from today"),
        pytest.param(make_obligation(in_force_from=date(2027, 1, 1)), False, id="later"),
        pytest.param(make_obligation(in_force_to=date(2026, 11, 20)), False, id="ended"),
    ],
)
def test_an_obligation_counts_by_what_it_is(obligation: Obligation, expected: bool) -> None:
    assert counts(obligation, make_instrument(obligation), BINDS, AS_OF) is expected


@pytest.mark.parametrize(
    ("applicability", "expected"),
    [(BINDS, True), (REACHES, True), (UNKNOWN, True), (NEITHER, False)],
    ids=["binds", "reaches", "unknown", "neither"],
)
def test_an_obligation_counts_unless_its_law_surely_does_not_apply(
    applicability: Applicability, expected: bool
) -> None:
    obligation = make_obligation()

    assert counts(obligation, make_instrument(obligation), applicability, AS_OF) is expected


@pytest.mark.parametrize(
    ("instrument", "expected"),
    [
        pytest.param(make_instrument(), True, id="in force"),
        pytest.param(make_instrument(in_force_from=date(2027, 1, 1)), False, id="not yet"),
        pytest.param(make_instrument(in_force_to=AS_OF), True, id="last day"),
        pytest.param(make_instrument(in_force_from=None), True, id="no date known"),
        pytest.param(
            make_instrument(status=InstrumentStatus.DEFERRED, in_force_from=AS_OF),
            True,
            id="deferred until today",
        ),
        pytest.param(
            make_instrument(status=InstrumentStatus.DEFERRED, in_force_from=None),
            False,
            id="deferred without a date",
        ),
        pytest.param(
            make_instrument(status=InstrumentStatus.REPEALED, in_force_to=AS_OF),
            True,
            id="repealed from tomorrow",
        ),
        pytest.param(make_instrument(status=InstrumentStatus.REPEALED), False, id="repealed"),
        pytest.param(make_instrument(status=InstrumentStatus.SUSPENDED), False, id="suspended"),
        pytest.param(make_instrument(status=InstrumentStatus.DRAFT), False, id="draft"),
    ],
)
def test_an_instrument_has_effect_between_its_days(instrument: Instrument, expected: bool) -> None:
    assert is_in_force(instrument, AS_OF) is expected


# Laws ---------------------------------------------------------------------------------------------

MET, PARTLY, NOTHING = [asked("1", "1")], [asked("0.5")], [asked("0")]
UNANSWERED, BREACHED = [asked()], [asked("0", trigger=OPEN, code="S")]
FORCES = {"1": Force.MUST, "2": Force.BAN, "3": Force.MUST, "4": Force.SHOULD}


def law(links: dict[str, list[Asked]], applicability: Applicability = BINDS) -> InstrumentScore:
    """Return a law of three duties and an advice, asked by these questions."""
    instrument = make_instrument(
        *(make_obligation(id_, force=force) for id_, force in FORCES.items()),
        make_obligation("5", force=Force.MAY),
    )
    return instrument_score(instrument, applicability, links=links, method=METHOD, as_of=AS_OF)


@pytest.mark.parametrize(
    ("links", "status"),
    [
        pytest.param({"1": MET, "2": MET, "4": NOTHING}, "met", id="advice decides nothing"),
        pytest.param({"1": MET, "2": [asked("1")]}, "said_to_be_met", id="one only said"),
        pytest.param({"1": [asked("1")], "2": PARTLY}, "partly_met", id="one partly"),
        pytest.param({"1": PARTLY, "2": UNANSWERED}, "not_answered", id="one unanswered"),
        pytest.param({"1": NOTHING, "2": UNANSWERED}, "not_met", id="one not met"),
        pytest.param({"1": NOTHING, "2": BREACHED}, "breach_indicated", id="one breached"),
        pytest.param(
            {"1": MET, "2": [asked(state=ScoredState.NOT_ASKED)]}, "met", id="one out of scope"
        ),
        pytest.param({"1": [asked(state=ScoredState.NOT_ASKED)]}, "not_in_scope", id="all out"),
    ],
)
def test_a_law_stands_as_its_worst_duty(links: dict[str, list[Asked]], status: str) -> None:
    assert law(links).status is ObligationStatus(status)


def test_a_law_without_an_asked_duty_has_no_status() -> None:
    assert law({}).status is None
    assert law({"4": MET}).status is None


def test_a_law_counts_what_is_met_and_what_was_asked() -> None:
    found = law({"1": MET, "2": BREACHED, "3": [asked(state=ScoredState.NOT_ASKED)], "4": MET})

    assert (found.met, found.counted) == (1, 2)
    assert (found.asked, found.duties) == (3, 3)
    assert found.triggers == ("S",)
    assert [part.id for part in found.obligations] == ["1", "2", "3", "4"]


def test_the_numbers_of_a_law_weigh_duties_over_advice() -> None:
    found = law({"1": MET, "4": NOTHING})

    # (3 x 100 + 1 x 0) / 4; the duties that nobody asked leave.
    assert found.figures.declared == 75


@pytest.mark.parametrize(
    ("applicability", "standard", "word"),
    [
        pytest.param(BINDS, False, "breach_indicated", id="a law that binds"),
        pytest.param(REACHES, False, "conflicts_with", id="a law that reaches"),
        pytest.param(UNKNOWN, False, "conflicts_with", id="a law whose test is open"),
        pytest.param(BINDS, True, "conflicts_with", id="a standard"),
    ],
)
def test_a_breach_is_named_only_where_a_law_binds(
    applicability: Applicability, standard: bool, word: str
) -> None:
    found = law({"1": BREACHED}, applicability)

    assert status_word(found, ObligationStatus.BREACH_INDICATED, standard=standard) == word
    assert status_word(found, ObligationStatus.MET, standard=standard) == "met"


def test_applicability_is_told_apart_from_status() -> None:
    found = law({"1": MET}, UNKNOWN)

    assert found.applies.binds is Ternary.UNKNOWN
    assert found.applies.needs == ("country",)
