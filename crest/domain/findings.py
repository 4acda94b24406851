"""What a score shows to be wrong: fired triggers, duties not met, good practice missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crest.domain.answer_text import ENGLISH, AnswerWords, render_value
from crest.domain.answers import Answer, AnswerState, Assurance, ScoredState, TriggerState
from crest.domain.bank import Basis, Kind, Question, Questionnaire, WeightClass
from crest.domain.scores import QuestionScore, Score


class Severity(StrEnum):
    """How grave a finding is, gravest first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class FindingKind(StrEnum):
    """What sort of finding it is, in the order in which they are listed."""

    TRIGGER = "trigger"
    NON_COMPLIANCE = "non_compliance"
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question whose answer falls short, with the steps hidden behind it.

    `weight_lost` is the weight that earns nothing, of the question and of those steps.
    """

    question: str
    kind: FindingKind
    severity: Severity
    answer_text: str
    obligations: tuple[str, ...]
    trigger: TriggerState | None
    assurance: Assurance
    opened_on: date
    weight_lost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to do first about a finding."""

    question: str
    text: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A question as asked and as scored."""

    question: Question
    score: QuestionScore


_LIVE = frozenset({TriggerState.OPEN, TriggerState.REMEDY})
_KINDS = tuple(FindingKind)
_SEVERITIES = tuple(Severity)
_TRIGGERS = (TriggerState.OPEN, TriggerState.REMEDY)
_SEVERITY: Mapping[WeightClass, Severity] = {
    WeightClass.CRITICAL: Severity.CRITICAL,
    WeightClass.MAJOR: Severity.MAJOR,
    WeightClass.MINOR: Severity.MINOR,
}


def find_findings(
    score: Score,
    *,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    opened_on: date,
    words: AnswerWords = ENGLISH,
) -> tuple[Finding, ...]:
    """Return the findings: live triggers, then duties not met, then good practice missed.

    Within a kind the more severe come first, and equals keep the order of the questions. A blank
    and a don't know are none; a step hidden by its gate's answer counts under that gate.
    """
    parts = _parts(score, questionnaire)
    found = [
        _finding(
            part,
            _hidden_behind(part, parts),
            answer_text=_said(part.question, answers, words),
            opened_on=opened_on,
        )
        for part in parts.values()
        if _is_live(part) or _falls_short(part)
    ]
    return tuple(sorted(found, key=_listed))


def _listed(finding: Finding) -> tuple[int, int]:
    return _KINDS.index(finding.kind), _SEVERITIES.index(finding.severity)


def next_steps(
    findings: Sequence[Finding], questionnaire: Questionnaire, limit: int = 3
) -> tuple[NextStep, ...]:
    """Return what to do first: triggers (open ones before those under remedy), then by weight."""
    steps = (
        NextStep(
            question=finding.question,
            text=questionnaire.questions[finding.question].recommendation,
            severity=finding.severity,
        )
        for finding in sorted(findings, key=_urgency)
    )
    return tuple(step for step in steps if step.text)[:limit]


def _urgency(finding: Finding) -> tuple[int, Decimal]:
    rank = len(_TRIGGERS) if finding.trigger not in _TRIGGERS else _TRIGGERS.index(finding.trigger)
    return rank, -finding.weight_lost


def _parts(score: Score, questionnaire: Questionnaire) -> dict[str, _Part]:
    scores = {scored.code: scored for scored in score.questions}
    return {
        code: _Part(question=question, score=scores[code])
        for code, question in questionnaire.questions.items()
        if question.kind is Kind.CONTROL and code in scores
    }


def _is_live(part: _Part) -> bool:
    return part.score.trigger in _LIVE


def _falls_short(part: _Part) -> bool:
    scored = part.score
    if scored.state is not ScoredState.ANSWERED or scored.declared is None:
        return False
    return scored.declared < 1 or scored.assurance is Assurance.CONTRADICTED


def _hidden_behind(part: _Part, parts: Mapping[str, _Part]) -> tuple[_Part, ...]:
    return tuple(
        other
        for other in parts.values()
        if other.score.state is ScoredState.IMPLIED
        and _first_gate(other, parts) == part.question.code
    )


def _first_gate(part: _Part, parts: Mapping[str, _Part]) -> str:
    """Return the code of the question at the foot of the ladder whose answer hides this step."""
    passed = {part.question.code}
    while part.score.state is ScoredState.IMPLIED and part.question.follows:
        gate = parts.get(part.question.follows.question)
        if gate is None or gate.question.code in passed:
            break
        part = gate
        passed.add(part.question.code)
    return part.question.code


def _finding(
    part: _Part, hidden: tuple[_Part, ...], *, answer_text: str, opened_on: date
) -> Finding:
    together = (part, *hidden)
    return Finding(
        question=part.question.code,
        kind=_kind(part, together),
        severity=_severity(part, together),
        answer_text=answer_text,
        obligations=_obligations(together),
        trigger=part.score.trigger,
        assurance=part.score.assurance,
        opened_on=opened_on,
        weight_lost=sum((_weight_lost(one) for one in together), Decimal(0)),
    )


def _said(question: Question, answers: Mapping[str, Answer], words: AnswerWords) -> str:
    blank = Answer(code=question.code, state=AnswerState.BLANK)
    return render_value(question, answers.get(question.code, blank), words)


def _kind(part: _Part, together: Sequence[_Part]) -> FindingKind:
    if _is_live(part):
        return FindingKind.TRIGGER
    if any(one.question.basis is Basis.LAW for one in together):
        return FindingKind.NON_COMPLIANCE
    return FindingKind.OBSERVATION


def _severity(part: _Part, together: Sequence[_Part]) -> Severity:
    if _is_live(part):
        return Severity.CRITICAL
    classes = [one.question.weight_class for one in together]
    found = [_SEVERITY[weight_class] for weight_class in classes if weight_class]
    return min(found, key=_SEVERITIES.index, default=Severity.MINOR)


def _obligations(together: Sequence[_Part]) -> tuple[str, ...]:
    links = (link.id for part in together for link in part.question.obligations)
    return tuple(dict.fromkeys(links))


def _weight_lost(part: _Part) -> Decimal:
    if part.score.assurance is Assurance.CONTRADICTED:
        return part.score.weight
    return part.score.weight * (1 - (part.score.declared or Decimal(0)))
