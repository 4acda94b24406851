"""What one question counts for: its credit, how far it is shown, and the trigger it fires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from crest.domain.answers import Answer, Assurance, Response, ScoredState, TriggerState
from crest.domain.bank import AnswerType, Band, Kind, Question
from crest.domain.given import chosen, given, standing
from crest.domain.method import Method
from crest.domain.scores import QuestionScore

ZERO = Decimal(0)
ONE = Decimal(1)
LIVE = frozenset({TriggerState.OPEN, TriggerState.REMEDY})
UNCLEAN = frozenset({ScoredState.BLANK, ScoredState.DONT_KNOW, ScoredState.DECLINED})
OPEN_ANSWERS = frozenset({ScoredState.BLANK, ScoredState.DONT_KNOW})
SAID = frozenset({Assurance.STATED, Assurance.ATTACHED})

Values = tuple[Decimal | None, Decimal | None, Decimal | None]

# Declared, supported and high of every state but `answered`; None leaves that sum.
OF_STATE: Mapping[ScoredState, Values] = {
    ScoredState.NOT_ASKED: (None, None, None),
    ScoredState.IMPLIED: (ZERO, ZERO, ZERO),
    ScoredState.BLANK: (ZERO, ZERO, ONE),
    ScoredState.DONT_KNOW: (ZERO, ZERO, ONE),
    ScoredState.DECLINED: (None, None, None),
    ScoredState.PLANNED: (ZERO, ZERO, ZERO),
    ScoredState.NOT_APPLICABLE: (None, ZERO, None),
    ScoredState.NOT_APPLICABLE_ACCEPTED: (None, None, None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What all answers of a response are read with."""

    method: Method
    as_of: date
    triggers: Mapping[str, TriggerState]
    contradicted: bool


def standing_of(response: Response, codes: frozenset[str], method: Method) -> Standing:
    """Return the setting of the response; a contradiction counts among these questions only."""
    return Standing(
        method=method,
        as_of=response.as_of,
        triggers=response.triggers or {},
        contradicted=holds_contradiction(response, codes),
    )


def holds_contradiction(response: Response, codes: frozenset[str]) -> bool:
    """Return whether a person found one of these answers, of a fact too, to be wrong.

    It counts whatever the answer says now: it is a record that a person closes.
    """
    answers = (answer for code, answer in response.answers.items() if code in codes)
    return any(is_contradicted(answer) for answer in answers)


def is_scored(question: Question) -> bool:
    """Return whether the question earns credit: a control with options or bands."""
    return question.kind is Kind.CONTROL and bool(question.options or question.bands)


def is_contradicted(answer: Answer) -> bool:
    """Return whether a person confirmed that another option is true."""
    return answer.assurance is Assurance.CONTRADICTED or answer.found is not None


def question_score(
    question: Question, state: ScoredState, answer: Answer | None, setting: Standing
) -> QuestionScore:
    """Return the question as scored; a control that earns no credit leaves every sum."""
    credit = factor = None
    values: Values = (None, None, None)
    if is_scored(question):
        values = OF_STATE.get(state, values)
        if state is ScoredState.ANSWERED and answer is not None:
            credit = credit_of(question, answer, setting.as_of)
            factor = factor_of(assurance_of(answer, setting.as_of), setting)
            values = (credit, _supported(credit, factor, answer), credit)
    return QuestionScore(
        code=question.code,
        state=state,
        weight=_weight(question, setting.method),
        credit=credit,
        factor=factor,
        declared=values[0],
        supported=values[1],
        high=values[2],
        assurance=Assurance.STATED if answer is None else assurance_of(answer, setting.as_of),
        trigger=_trigger(question, state, answer, setting),
    )


def credit_of(question: Question, answer: Answer, as_of: date) -> Decimal:
    """Return the credit (0-1) of an answered question; a value that no band covers earns 0."""
    if question.bands:
        band = band_of_answer(question, answer, as_of)
        return ZERO if band is None else band.credit
    options = standing(chosen(question, answer))
    total = sum((option.credit or ZERO for option in options), ZERO)
    caps = [option.cap for option in options if option.cap is not None]
    return min(ONE, total, *caps)


def band_of_answer(question: Question, answer: Answer, as_of: date) -> Band | None:
    """Return the band that an answer falls into; None where no band covers it."""
    return _band(question, _measure(question, answer, as_of))


def assurance_of(answer: Answer, as_of: date) -> Assurance:
    """Return the level that holds on the day; expired evidence falls back to stated."""
    if is_contradicted(answer):
        return Assurance.CONTRADICTED
    expired = answer.valid_until is not None and answer.valid_until < as_of
    return Assurance.STATED if expired else answer.assurance


def factor_of(assurance: Assurance, setting: Standing) -> Decimal:
    """Return the factor of the level; a contradiction anywhere halves what is only said."""
    rules = setting.method.assurance
    factor = rules.factor[assurance]
    return factor * rules.credibility if setting.contradicted and assurance in SAID else factor


def _supported(credit: Decimal, factor: Decimal, answer: Answer) -> Decimal:
    """Return credit times factor, or the support earned before where that is more.

    Earned support stays under papers as under words, so that more evidence never lowers a score;
    only a contradiction ends it. It never passes the credit.
    """
    shown = credit * factor
    if answer.earned is None or is_contradicted(answer):
        return shown
    return max(shown, min(answer.earned, credit))


def _weight(question: Question, method: Method) -> Decimal:
    scored = question.weight_class is not None and is_scored(question)
    return method.weight_class[question.weight_class] if scored and question.weight_class else ZERO


def _trigger(
    question: Question, state: ScoredState, answer: Answer | None, setting: Standing
) -> TriggerState | None:
    """Return where the question's trigger stands: the record first, else open once it fired."""
    recorded = setting.triggers.get(question.code)
    if recorded is not None or answer is None or not question.is_stop:
        return recorded
    said = state is ScoredState.ANSWERED and _says_trigger(question, answer, setting.as_of)
    return TriggerState.OPEN if said or _found_trigger(question, answer.found) else None


def _says_trigger(question: Question, answer: Answer, as_of: date) -> bool:
    band = _band(question, _measure(question, answer, as_of)) if question.bands else None
    ticked = any(option.trigger for option in standing(chosen(question, answer)))
    return ticked or (band is not None and band.trigger)


def _found_trigger(question: Question, found: str | None) -> bool:
    if found is None:
        return False
    option = question.option(found)
    band = _band(question, _as_number(found))
    return (option is not None and option.trigger) or (band is not None and band.trigger)


def _measure(question: Question, answer: Answer, as_of: date) -> Decimal | None:
    """Return the number that bands read: the value itself, or the days since a date."""
    if question.type is AnswerType.DATE and isinstance(answer.value, date):
        return Decimal((as_of - answer.value).days)
    value = given(question, answer)
    return value if isinstance(value, Decimal) else None


def _band(question: Question, value: Decimal | None) -> Band | None:
    if value is None:
        return None
    return next((band for band in question.bands if _covers(band, value)), None)


def _covers(band: Band, value: Decimal) -> bool:
    above = band.start is None or value >= band.start
    return above and (band.below is None or value < band.below)


def _as_number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
