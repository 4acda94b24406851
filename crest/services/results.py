"""The result of a submitted assessment, what each number is made of, and the findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer
from crest.domain.bank import Question, Questionnaire, SubjectKind
from crest.domain.errors import NotFoundError
from crest.domain.explain import explain
from crest.domain.findings import Finding, NextStep, find_findings, next_steps
from crest.domain.instruments import Instrument, Obligation
from crest.domain.loaded import LoadedAssessment
from crest.domain.permissions import Actor, Permission, require
from crest.domain.scores import (
    Explanation,
    InstrumentScore,
    ObligationStatus,
    QuestionScore,
    Score,
    Ternary,
)
from crest.domain.scoring import is_unclean
from crest.domain.voices import Voice, voices_of
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.i18n import answer_words
from crest.persistence import assessments, contradictions, evidence, scores
from crest.persistence.contradictions import KeptContradiction
from crest.persistence.evidence import EvidenceFile, EvidenceUse, Review
from crest.persistence.scores import KeptScore
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.subjects import AssessmentRecord
from crest.services.changes import ScoredNow, SinceLast, since_last
from crest.services.loading import load_assessment
from crest.services.reach import check_readable, reach_of, tenant_reach
from crest.services.register_rows import speaking_head
from crest.services.scored import ScoringCase, scoring_case


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredAssessment:
    """A submitted assessment with its score as of a day and the findings that it shows."""

    head: AssessmentHead
    subject_name: str
    questionnaire: Questionnaire
    case: ScoringCase
    score: Score
    answers: Mapping[str, Answer]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawLine:
    """One law or standard of a result, as scored."""

    instrument: Instrument
    score: InstrumentScore


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """All that a result page shows; without `scored` the assessment is not submitted yet.

    `counts_instead` is the assessment that the register counts today where it is another one;
    `since` says what moved since the last one, or since submitting where there was none; `doubts`
    are what did not fit together on submitting.
    """

    head: AssessmentHead
    subject_name: str
    title: str
    as_of: date
    scored: ScoredAssessment | None
    kept: KeptScore | None = None
    counts_instead: UUID | None = None
    since: SinceLast | None = None
    doubts: tuple[KeptContradiction, ...] = ()
    steps: tuple[NextStep, ...] = ()
    laws: tuple[LawLine, ...] = ()
    standards: tuple[LawLine, ...] = ()
    library_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedQuestion:
    """A question behind a number: what was answered, how it is scored, what shows it, who saw."""

    question: Question
    section: str
    answer: Answer | None
    score: QuestionScore
    files: tuple[EvidenceFile, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainPage:
    """One number with its contributions, down to questions, obligations and sources of data.

    `stops` are the codes of the stop questions that lack a clean answer, where these lower it.
    """

    scored: ScoredAssessment
    explanation: Explanation
    questions: Mapping[str, ExplainedQuestion]
    obligations: Mapping[str, tuple[Obligation, Instrument]]
    duty: tuple[Obligation, Instrument] | None = None
    status: tuple[InstrumentScore, ObligationStatus] | None = None
    voices: tuple[Voice, ...] = ()
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """The findings of one page of submitted assessments, and how many of these there are."""

    assessments: tuple[ScoredAssessment, ...]
    total: int


def result_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    now: datetime,
) -> ResultPage:
    """Return the result of an assessment as of today, beside what it was when submitted."""
    require(actor, Permission.SCORE_READ)
    as_of = now.date()
    with reading(session):
        record = readable(session, actor, assessment_id)
        scored, since = None, None
        if record.head.state is not AssessmentState.DRAFT:
            scored = scored_of(session, record, library=library, as_of=as_of)
            told = ScoredNow(record=record, case=scored.case, answers=scored.answers)
            since = since_last(session, told, library=library)
        kept = scores.find(session, assessment_id, reach=tenant_reach(actor))
        counting = _counting(session, record, library=library, as_of=as_of)
        doubts = contradictions.list_kept(session, assessment_id, tenant_id=actor.tenant_id)
    head = record.head
    page = ResultPage(
        head=head,
        subject_name=record.subject_name,
        title=library.questionnaire(head.bank, head.bank_version).title,
        as_of=as_of,
        scored=None,
        counts_instead=None if counting in {None, head.id} else counting,
        since=since,
        doubts=doubts,
    )
    return page if scored is None else _filled(page, scored, kept, library=library)


def explain_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    number: str,
    *,
    library: Library,
    now: datetime,
) -> ExplainPage:
    """Return what a number of a submitted assessment is made of, or raise NotFoundError."""
    require(actor, Permission.SCORE_READ)
    with reading(session):
        record = readable(session, actor, assessment_id)
        if record.head.state is AssessmentState.DRAFT:
            raise NotFoundError(number=number)
        scored = scored_of(session, record, library=library, as_of=now.date())
        uses = evidence.list_uses(session, [assessment_id], tenant_id=actor.tenant_id)
        reviews = evidence.list_reviews(session, [assessment_id])
    case = scored.case
    explanation = explain(
        scored.score,
        number,
        questionnaire=case.questionnaire,
        method=case.method,
        laws=case.laws,
    )
    obligations = _obligations(scored)
    named = number.removeprefix("obligation.").rpartition(".")[0]
    return ExplainPage(
        scored=scored,
        explanation=explanation,
        questions=_explained(scored, _files(uses), reviews),
        obligations=obligations,
        duty=obligations.get(named),
        status=_status_of(scored, named),
        voices=_voices(explanation, case, library),
        stops=_stops(explanation, scored),
    )


def _files(uses: Sequence[EvidenceUse]) -> dict[str, tuple[EvidenceFile, ...]]:
    """Return the files at each question, by its code."""
    files: dict[str, tuple[EvidenceFile, ...]] = {}
    for use in uses:
        files[use.code] = (*files.get(use.code, ()), use.file)
    return files


def _stops(explanation: Explanation, scored: ScoredAssessment) -> tuple[str, ...]:
    """Return the stop questions behind a number that they lower; none for any other."""
    if not any(part.kind == "stop_open" for part in explanation.parts):
        return ()
    asked = scored.case.questionnaire.questions
    return tuple(one.code for one in scored.score.questions if is_unclean(one, asked))


def _voices(explanation: Explanation, case: ScoringCase, library: Library) -> tuple[Voice, ...]:
    """Return the sources behind a number that is made of factors; none for any other."""
    if not any(part.kind == "factor" for part in explanation.parts):
        return ()
    return voices_of(case.known.facts, reference=library.reference, method=case.method)


def scored_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    now: datetime,
) -> ScoredAssessment:
    """Return a submitted assessment as scored today; NotFoundError for a draft."""
    require(actor, Permission.SCORE_READ)
    with reading(session):
        record = readable(session, actor, assessment_id)
        if record.head.state is AssessmentState.DRAFT:
            raise NotFoundError
        return scored_of(session, record, library=library, as_of=now.date())


def findings_page(
    session: DatabaseSession,
    actor: Actor,
    *,
    library: Library,
    now: datetime,
    limit: int,
    offset: int,
) -> FindingsPage:
    """Return the findings of a page of submitted assessments, the newest of each subject."""
    require(actor, Permission.FINDING_READ)
    with reading(session):
        ids, total = assessments.list_submitted(
            session, reach=reach_of(actor), limit=limit, offset=offset
        )
        scored = tuple(
            scored_of(
                session,
                assessments.get(session, assessment_id, reach=reach_of(actor)),
                library=library,
                as_of=now.date(),
            )
            for assessment_id in ids
        )
    return FindingsPage(assessments=scored, total=total)


def readable(session: DatabaseSession, actor: Actor, assessment_id: UUID) -> AssessmentRecord:
    """Return an assessment that the person reads; NotFoundError or NotAllowedError otherwise."""
    record = assessments.get(session, assessment_id, reach=tenant_reach(actor))
    check_readable(actor, record.head)
    return record


def _counting(
    session: DatabaseSession, record: AssessmentRecord, *, library: Library, as_of: date
) -> UUID | None:
    """Return which assessment of the same supplier the register counts on that day."""
    head = record.head
    if head.subject_kind is not SubjectKind.SUPPLIER:
        return None
    heads = assessments.list_heads_about(
        session, tenant_id=head.tenant_id, supplier_id=head.subject_id
    )
    speaking = speaking_head(heads, library=library, as_of=as_of)
    return None if speaking is None else speaking.id


def scored_of(
    session: DatabaseSession, record: AssessmentRecord, *, library: Library, as_of: date
) -> ScoredAssessment:
    """Return a submitted assessment as scored on that day; the transaction is the caller's."""
    loaded = load_assessment(session, record, library=library, as_of=as_of)
    case = scoring_case(loaded, library=library, buyer_facts=record.company_facts, as_of=as_of)
    score = case.score()
    return ScoredAssessment(
        head=record.head,
        subject_name=record.subject_name,
        questionnaire=case.questionnaire,
        case=case,
        score=score,
        answers=loaded.answers,
        findings=find_findings(
            score,
            questionnaire=case.questionnaire,
            answers=loaded.answers,
            opened_on=_submitted_on(loaded, as_of=as_of),
            words=answer_words(case.questionnaire.language),
        ),
    )


def _submitted_on(loaded: LoadedAssessment, *, as_of: date) -> date:
    submitted = loaded.head.submitted_at
    return as_of if submitted is None else submitted.date()


def _filled(
    page: ResultPage, scored: ScoredAssessment, kept: KeptScore | None, *, library: Library
) -> ResultPage:
    return replace(
        page,
        scored=scored,
        kept=kept,
        steps=next_steps(scored.findings, scored.questionnaire),
        laws=law_lines(scored.score.laws, library),
        standards=law_lines(scored.score.standards, library),
        library_digest=library.digest,
    )


def law_lines(found: Sequence[InstrumentScore], library: Library) -> tuple[LawLine, ...]:
    """Return the laws as lines: what binds first, then what reaches, then what may do so."""
    ordered = sorted(found, key=_nearness)
    return tuple(LawLine(instrument=library.instrument(one.id), score=one) for one in ordered)


def _nearness(score: InstrumentScore) -> int:
    if score.applies.binds is Ternary.YES:
        return 0
    return 1 if score.applies.reaches is Ternary.YES else 2


def _explained(
    scored: ScoredAssessment,
    files: Mapping[str, tuple[EvidenceFile, ...]],
    reviews: Sequence[Review],
) -> dict[str, ExplainedQuestion]:
    questionnaire = scored.questionnaire
    return {
        one.code: ExplainedQuestion(
            question=questionnaire.questions[one.code],
            section=questionnaire.section_of[one.code].code,
            answer=scored.answers.get(one.code),
            score=one,
            files=files.get(one.code, ()),
            reviews=tuple(review for review in reviews if review.code == one.code),
        )
        for one in scored.score.questions
        if one.code in questionnaire.questions
    }


def _obligations(scored: ScoredAssessment) -> dict[str, tuple[Obligation, Instrument]]:
    return {
        obligation.id: (obligation, instrument)
        for instrument, _ in scored.case.laws
        for obligation in instrument.obligations
    }


def _status_of(
    scored: ScoredAssessment, obligation_id: str
) -> tuple[InstrumentScore, ObligationStatus] | None:
    found = (
        (law, part.status)
        for law in (*scored.score.laws, *scored.score.standards)
        for part in law.obligations
        if part.id == obligation_id
    )
    return next(found, None)
