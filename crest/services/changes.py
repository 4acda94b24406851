"""What a score came from: the assessment before it, and what moved the figures since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from uuid import UUID

from crest.content.library import Library
from crest.domain.answer_text import AnswerWords, render_value
from crest.domain.answers import Answer
from crest.domain.bank import Question, Questionnaire, SubjectKind
from crest.domain.case import ScoringCase
from crest.domain.change import (
    ChangedFigure,
    Numbers,
    QuestionChange,
    QuestionMove,
    ScoreChange,
    change_between,
)
from crest.domain.errors import NotFoundError
from crest.domain.kept_parts import parts_from_json
from crest.domain.loaded import scored_part
from crest.domain.method import Method
from crest.domain.rounding import EXACT, round6
from crest.domain.scores import QuestionScore
from crest.domain.scoring import assess
from crest.domain.spans import Assessed
from crest.i18n import answer_words
from crest.persistence import answers as answer_rows
from crest.persistence import assessments, scores
from crest.persistence.scores import WholeScore
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import AssessmentRecord
from crest.services.loading import load_assessment
from crest.services.scored import scoring_case


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedQuestion:
    """A question that is answered, shown or asked otherwise than before.

    The answers are texts in the reader's language, empty where nothing was said; the scores are
    None where it was not scored: facts are not.
    """

    question: Question
    move: QuestionMove
    said_then: str
    said_now: str
    then: QuestionScore | None
    now: QuestionScore | None

    @property
    def is_said_otherwise(self) -> bool:
        """Return whether the answer itself is another one."""
        return self.said_then != self.said_now


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLast:
    """How a result came from the last one of the same subject.

    `own`: there was none before, so that it is compared with itself on the day of submitting.
    `exact`: the parts of that day were kept; else they are read anew from its answers.
    """

    assessment_id: UUID
    since: date
    title: str
    version: str
    method: str
    own: bool
    exact: bool
    change: ScoreChange
    questions: tuple[ChangedQuestion, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing moved at all."""
        moved = any(one.difference for one in self.change.figures)
        return not (moved or self.questions or self.change.factors)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredNow:
    """The result that is looked at: its rows, its case and its answers."""

    record: AssessmentRecord
    case: ScoringCase
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Then:
    record: AssessmentRecord
    kept: WholeScore
    assessed: Assessed
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    exact: bool


def since_last(
    session: DatabaseSession, scored: ScoredNow, *, library: Library
) -> SinceLast | None:
    """Return what moved since the last submitted assessment of the same subject.

    Without one it is compared with itself when submitted; None where no score was kept, or where
    nothing moved since. The caller has read the assessment within reach of the person.
    """
    earlier = assessments.find_earlier(session, scored.record) or scored.record
    then = _then(session, earlier, scored, library=library)
    if then is None:
        return None
    change = change_between(then.assessed, _assessed(scored.case), kept=_figures(then.kept))
    own = earlier is scored.record
    found = SinceLast(
        assessment_id=earlier.head.id,
        since=then.kept.as_of,
        title=then.questionnaire.title,
        version=earlier.head.bank_version,
        method=then.kept.method,
        own=own,
        exact=then.exact,
        change=change,
        questions=_lines(change, then, scored),
    )
    return None if own and found.is_empty else found


def _then(
    session: DatabaseSession, earlier: AssessmentRecord, scored: ScoredNow, *, library: Library
) -> _Then | None:
    head = earlier.head
    kept = scores.find_whole(session, head.id, tenant_id=head.tenant_id)
    if kept is None:
        return None
    questionnaire = scored_part(
        library.questionnaire(head.bank, head.bank_version), head.subject_kind
    )
    method, parts = _method(library, kept.method), parts_from_json(kept.body)
    answers = scored.answers
    if earlier is not scored.record:
        answers = _answers(session, earlier)
    if parts is None:
        case = _read_anew(session, earlier, library=library, as_of=kept.as_of)
        assessed = _assessed(case, method)
    else:
        assessed = parts.assessed(questionnaire.questions, method)
    return _Then(
        record=earlier,
        kept=kept,
        assessed=assessed,
        questionnaire=questionnaire,
        answers=answers,
        exact=parts is not None,
    )


def _method(library: Library, version: str) -> Method:
    try:
        return library.method(version)
    except NotFoundError:
        return library.method()


def _read_anew(
    session: DatabaseSession, earlier: AssessmentRecord, *, library: Library, as_of: date
) -> ScoringCase:
    """Return the earlier assessment from its rows, as of the day of its score."""
    loaded = load_assessment(session, earlier, library=library, as_of=as_of)
    return scoring_case(loaded, library=library, buyer_facts=earlier.company_facts, as_of=as_of)


def _assessed(case: ScoringCase, method: Method | None = None) -> Assessed:
    with localcontext(EXACT):
        return assess(
            case.response,
            questionnaire=case.questionnaire,
            method=method or case.method,
            facts=case.facts,
            factors=case.factors,
        )


def _answers(session: DatabaseSession, earlier: AssessmentRecord) -> dict[str, Answer]:
    """Return the answers of then: of a workplace with those of its company on that day."""
    head = earlier.head
    own = answer_rows.list_answers(session, head.id)
    if head.subject_kind is not SubjectKind.WORKPLACE:
        return own
    company = assessments.find_company_assessment(
        session, tenant_id=head.tenant_id, bank=head.bank, submitted=True, until=head.submitted_at
    )
    return own if company is None else answer_rows.list_answers(session, company.id) | own


def _figures(kept: WholeScore) -> Numbers:
    found: dict[ChangedFigure, Decimal | None] = {
        ChangedFigure.RESIDUAL: kept.residual,
        ChangedFigure.DECLARED: kept.declared,
        ChangedFigure.SUPPORTED: kept.supported,
    }
    inherent = kept.body.get("inherent")
    if inherent is not None:
        found[ChangedFigure.INHERENT] = round6(Decimal(str(inherent)))
    return found


# Questions ---------------------------------------------------------------------------------------


def _lines(change: ScoreChange, then: _Then, scored: ScoredNow) -> tuple[ChangedQuestion, ...]:
    """Return what changed, in the order of the questionnaire; what it no longer has comes last."""
    moved = {one.code: one for one in change.questions}
    asked = {**scored.case.questionnaire.questions}
    gone = {code: one for code, one in then.questionnaire.questions.items() if code not in asked}
    found = (
        _line(question, moved.get(code), then, scored)
        for code, question in {**asked, **gone}.items()
    )
    return tuple(one for one in found if one is not None)


def _line(
    question: Question, moved: QuestionChange | None, then: _Then, scored: ScoredNow
) -> ChangedQuestion | None:
    words = answer_words(scored.case.questionnaire.language)
    said_then = _said(question, then.answers, words)
    said_now = _said(question, scored.answers, words)
    if moved is None and said_then == said_now:
        return None
    return ChangedQuestion(
        question=question,
        move=QuestionMove.CHANGED if moved is None else moved.move,
        said_then=said_then,
        said_now=said_now,
        then=None if moved is None else moved.then,
        now=None if moved is None else moved.now,
    )


def _said(question: Question, answers: Mapping[str, Answer], words: AnswerWords) -> str:
    answer = answers.get(question.code)
    return "" if answer is None else render_value(question, answer, words)
