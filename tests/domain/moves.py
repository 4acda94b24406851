"""Steps from one case to a better, worse or other one, and what may follow from them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from crest.domain.answers import Answer, AnswerState, Assurance, ScoredState, TriggerState
from crest.domain.crediting import credit_of, is_contradicted
from crest.domain.scores import Figures, ObligationStatus, QuestionScore, Score
from tests.domain.factories import AS_OF
from tests.domain.strategies import LADDER, LATER, Case, Chooser, fires, values_of

IMPROVABLE = frozenset(
    {
        ScoredState.BLANK,
        ScoredState.DONT_KNOW,
        ScoredState.PLANNED,
        ScoredState.ANSWERED,
    }
)
WORST_FIRST = tuple(ObligationStatus)


def on_record(case: Case) -> Case:
    """Return the case with every fired trigger on record, as a submission leaves it."""
    fired = {part.code: part.trigger for part in case.score().questions if part.trigger}
    return case.with_triggers({**(case.response.triggers or {}), **fired})


def better_answer(choose: Chooser, case: Case) -> Case | None:
    """Return the case with one answer of more credit that fires nothing, or None."""
    scores = [part for part in case.score().questions if part.state in IMPROVABLE]
    return _with_better(choose, case, choose.one(scores)) if scores else None


def _with_better(choose: Chooser, case: Case, part: QuestionScore) -> Case | None:
    question = case.questionnaire.questions[part.code]
    before = case.response.answers.get(part.code, Answer(code=part.code, state=AnswerState.BLANK))
    offers = [
        replace(before, state=AnswerState.ANSWERED, value=value, valid_until=None)
        for value in values_of(question)
        if not fires(question, value)
    ]
    better = [
        offer
        for offer in offers
        if part.credit is None or credit_of(question, offer, AS_OF) > part.credit
    ]
    if not better:
        return None
    chosen = choose.one(better)
    if not is_contradicted(before):
        # Evidence belongs to the option it was accepted for; what it earned stays.
        earned = part.supported if part.state is ScoredState.ANSWERED else None
        accepted = part.assurance in {Assurance.DOCUMENTED, Assurance.VERIFIED}
        kept = earned if accepted or before.earned is not None else None
        level = Assurance.STATED if accepted else part.assurance
        chosen = replace(chosen, assurance=level, earned=kept)
    return case.with_answer(chosen)


def more_evidence(choose: Chooser, case: Case) -> Case | None:
    """Return the case with one answer shown better, or an N/A accepted; None where none can be."""
    answers = [answer for answer in case.response.answers.values() if not is_contradicted(answer)]
    if not answers:
        return None
    answer = choose.one(answers)
    if answer.state is AnswerState.NOT_APPLICABLE:
        return case.with_answer(replace(answer, accepted=True))
    level = LADDER[min(3, LADDER.index(answer.assurance) + 1 + choose.index(2))]
    if answer.valid_until is not None:
        # The old paper had run out or would: the new one holds at least its level.
        return case.with_answer(replace(answer, assurance=level, valid_until=LATER))
    return case.with_answer(replace(answer, assurance=level))


def closed_further(choose: Chooser, case: Case) -> Case | None:
    """Return the case with one trigger moved on by a person, or None."""
    live = {
        code: state
        for code, state in (case.response.triggers or {}).items()
        if state is not TriggerState.CLOSED
    }
    if not live:
        return None
    code = choose.one(sorted(live))
    options = [TriggerState.REMEDY, TriggerState.CLOSED]
    after = TriggerState.CLOSED if live[code] is TriggerState.REMEDY else choose.one(options)
    return case.with_triggers({**(case.response.triggers or {}), code: after})


def fired(choose: Chooser, case: Case) -> Case | None:
    """Return the case with a trigger fired by an answer or found by a person, or None."""
    recorded = case.response.triggers or {}
    stops = [
        part.code
        for part in case.score().questions
        if part.trigger is None
        and part.code not in recorded
        and case.questionnaire.questions[part.code].is_stop
    ]
    if not stops:
        return None
    question = case.questionnaire.questions[choose.one(stops)]
    values = [value for value in values_of(question) if fires(question, value)]
    before = case.response.answers.get(question.code)
    answer = Answer(code=question.code, state=AnswerState.ANSWERED, value=choose.one(values))
    if before is not None:
        answer = replace(before, state=answer.state, value=answer.value)
    return case.with_answer(answer)


def contradicted(choose: Chooser, case: Case) -> Case | None:
    """Return the case with one answer found to be wrong, or None."""
    answers = [answer for answer in case.response.answers.values() if answer.code.startswith("Q-")]
    if not answers:
        return None
    answer = choose.one(answers)
    question = case.questionnaire.questions[answer.code]
    found = "10" if question.bands else question.options[-1].code
    return case.with_answer(replace(answer, assurance=Assurance.CONTRADICTED, found=found))


def claimed_and_bad(choose: Chooser, case: Case) -> tuple[Case, Case] | None:
    """Return the case with one question claimed N/A, and with 0 answered to it, or None."""
    open_to_it = [
        part.code
        for part in case.score().questions
        if case.questionnaire.questions[part.code].allow.not_applicable
    ]
    if not open_to_it:
        return None
    question = case.questionnaire.questions[choose.one(open_to_it)]
    nothing = [
        answer
        for value in values_of(question)
        if not credit_of(
            question,
            answer := Answer(code=question.code, state=AnswerState.ANSWERED, value=value),
            AS_OF,
        )
    ]
    claim = Answer(code=question.code, state=AnswerState.NOT_APPLICABLE)
    return case.with_answer(claim), case.with_answer(choose.one(nothing))


def figures_of(score: Score) -> Iterator[tuple[str, Figures]]:
    """Yield all pooled figures of a score by name."""
    yield "control", score.control
    yield from ((f"group {part.group}", part.figures) for part in score.groups)
    yield from ((f"theme {part.theme}", part.figures) for part in score.themes)
    for law in (*score.laws, *score.standards):
        yield f"law {law.id}", law.figures
        yield from ((f"obligation {part.id}", part.figures) for part in law.obligations)


def statuses_of(score: Score) -> Iterator[tuple[str, ObligationStatus | None]]:
    """Yield the status of every law and obligation by name."""
    for law in (*score.laws, *score.standards):
        yield f"law {law.id}", law.status
        yield from ((f"obligation {part.id}", part.status) for part in law.obligations)


def lowered(before: Score, after: Score) -> list[str]:
    """Return what a better case must not have made worse, and did."""
    faults = [
        f"{name} {before_figures} -> {after_figures}"
        for (name, before_figures), (_, after_figures) in zip(
            figures_of(before), figures_of(after), strict=True
        )
        if _fell(before_figures.declared, after_figures.declared)
        or _fell(before_figures.supported, after_figures.supported)
    ]
    faults += [
        f"{name} {old} -> {new}"
        for (name, old), (_, new) in zip(statuses_of(before), statuses_of(after), strict=True)
        if old is not None and new is not None and _worse(old, new)
    ]
    if after.residual.value > before.residual.value:
        faults.append(f"R {before.residual} -> {after.residual}")
    return faults


def _fell(before: Decimal | None, after: Decimal | None) -> bool:
    """Return whether a number fell; one whose questions all left the sum did not."""
    return before is not None and after is not None and after < before


def _worse(old: ObligationStatus, new: ObligationStatus) -> bool:
    apart = ObligationStatus.NOT_ANSWERED
    return apart not in {old, new} and WORST_FIRST.index(new) < WORST_FIRST.index(old)
