"""The result of a supplier's own answers, for the supplier alone, in a page and a file.

It is computed from what the supplier said and what was seen of it: neither the buyer's view of the
risk nor its notes have a part in it.
"""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from crest.content.library import Library
from crest.domain.bank import Questionnaire
from crest.domain.findings import Finding, FindingKind, find_findings, next_steps
from crest.domain.loaded import LoadedAssessment
from crest.domain.permissions import Actor, Permission, require
from crest.domain.plain_result import (
    OwnFigures,
    OwnResult,
    OwnResultPage,
    OwnStep,
    good_points,
)
from crest.domain.scores import Score
from crest.domain.trail import Act
from crest.domain.workflow import AssessmentState
from crest.i18n import answer_words
from crest.persistence import own_answers
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.subjects import AssessmentRecord
from crest.services.asked_jobs import Order, ask_once
from crest.services.asked_of import get_asked
from crest.services.jobs import OWN_RESULT, JobTools, MadeFile, Progress
from crest.services.loading import load_assessment
from crest.services.reference_data import read_chosen_library
from crest.services.scored import score_loaded
from crest.services.translations import read_reviewed_library

_STEPS = 3


def own_result(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    now: datetime,
) -> OwnResultPage:
    """Return the result of the supplier's own answers as of today, or raise NotFoundError."""
    require(actor, Permission.OWN_RESULT_READ)
    with reading(session):
        found = get_asked(session, actor, assessment_id)
        head = found.head
        result = None
        if head.state is not AssessmentState.DRAFT:
            result = _result(session, found, library=library, as_of=now.date())
        return OwnResultPage(
            head=head,
            buyer=own_answers.buyer_name(session, head.tenant_id),
            asker=own_answers.find_asker(session, assessment_id),
            subject_name=found.subject_name,
            as_of=now.date(),
            questionnaire=library.questionnaire(head.bank, head.bank_version),
            result=result,
            bodies=library.law_data.referral_bodies,
        )


def ask_for_file(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    language: str,
    key: str,
    now: datetime,
) -> UUID:
    """Ask for the result as a PDF in a language and return the job."""
    order = Order(
        kind=OWN_RESULT,
        permission=Permission.OWN_RESULT_READ,
        act=Act.OWN_RESULT_ASK,
        params={"assessment_id": str(assessment_id), "language": language},
        about=str(assessment_id),
        told={"assessment": assessment_id},
    )
    asked = partial(get_asked, session, actor, assessment_id)
    return ask_once(session, actor, order, key=key, now=now, check=asked)


def run_result_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    """Return the result as a PDF; the asker's right to it is checked again."""
    # Only the worker sets pages.
    from crest.exports.own_result import print_own_result  # noqa: PLC0415

    progress(0, 1)
    language = job.params["language"]
    spoken = read_chosen_library(session, tools.library).speaking(language)
    spoken = read_reviewed_library(session, spoken)
    assessment_id = UUID(job.params["assessment_id"])
    page = own_result(session, actor, assessment_id, library=spoken, now=now)
    made = print_own_result(
        page, language=language, is_demonstration=tools.settings.is_demonstration
    )
    progress(1, 1)
    return MadeFile(
        file_name=f"result-{page.as_of.isoformat()}.pdf",
        content=made,
        media_type="application/pdf",
    )


def own_score(
    session: DatabaseSession, found: AssessmentRecord, *, library: Library, as_of: date
) -> tuple[Score, LoadedAssessment]:
    """Return the score of a supplier's own answers, without laws, and what it was made from.

    The transaction is the caller's.
    """
    loaded = load_assessment(session, found, library=library, as_of=as_of)
    loaded = replace(loaded, triggers=own_answers.list_triggers(session, found.head.id))
    score = score_loaded(loaded, library=library, buyer_facts={}, as_of=as_of, with_laws=False)
    return score, loaded


def _result(
    session: DatabaseSession, found: AssessmentRecord, *, library: Library, as_of: date
) -> OwnResult:
    score, loaded = own_score(session, found, library=library, as_of=as_of)
    asked = library.questionnaire(found.head.bank, found.head.bank_version)
    submitted = found.head.submitted_at
    words = answer_words(asked.language)
    findings = find_findings(
        score,
        questionnaire=asked,
        answers=loaded.answers,
        opened_on=as_of if submitted is None else submitted.date(),
        words=words,
    )
    urgent = tuple(one for one in findings if one.kind is FindingKind.TRIGGER)
    return OwnResult(
        figures=OwnFigures(said=score.control.declared, shown=score.control.supported),
        urgent=urgent,
        # The questions promise that the result says of each what to do now.
        steps=_steps(findings, asked, limit=max(_STEPS, len(urgent))),
        good=good_points(score.questions, asked, answers=loaded.answers, words=words),
    )


def _steps(
    findings: tuple[Finding, ...], asked: Questionnaire, *, limit: int
) -> tuple[OwnStep, ...]:
    return tuple(
        OwnStep(
            question=asked.questions[step.question],
            text=step.text,
            proof=asked.questions[step.question].evidence.good,
        )
        for step in next_steps(findings, asked, limit=limit)
    )
