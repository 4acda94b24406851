"""A questionnaire to fill without a line: the workbook of an assessment, made by a worker."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from crest.adapters.files import FileStore
from crest.content.library import Library
from crest.domain.answer_copy import offered_states
from crest.domain.bank import Questionnaire
from crest.domain.conditions import holds
from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act
from crest.domain.workflow import AssessmentHead
from crest.exports.register_book import MEDIA_TYPE
from crest.i18n import Translator
from crest.persistence import jobs
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession, reading
from crest.services.asked_jobs import Order, ask_once
from crest.services.banks_offered import get_offered
from crest.services.jobs import (
    ANSWER_COPY,
    JobFile,
    JobTools,
    JobView,
    MadeFile,
    Progress,
    served_file,
    view_of,
)
from crest.services.opened import OpenedAssessment, is_answerable, open_assessment
from crest.services.translations import reviewed_library


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOrder:
    """Which workbook is wanted: of which assessment, in which language."""

    assessment_id: UUID
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPage:
    """What the page of copies shows: the assessment, and the newest workbook of this person."""

    head: AssessmentHead
    subject_name: str
    title: str
    audience: str
    answerable: bool
    job: JobView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """A whole questionnaire to print; `names` says sectors and countries by code."""

    head: AssessmentHead
    subject_name: str
    questionnaire: Questionnaire
    whole: Questionnaire
    names: Mapping[str, str]
    declines: frozenset[str]


def request_copy(
    session: DatabaseSession,
    actor: Actor,
    order: CopyOrder,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> UUID:
    """Ask for the workbook of an assessment and return the job."""
    assessment_id = order.assessment_id
    params = {"assessment_id": str(assessment_id), "language": order.language}
    asked = Order(
        kind=ANSWER_COPY,
        permission=Permission.ASSESSMENT_READ,
        act=Act.ANSWERS_ASK_COPY,
        params=params,
        about=str(assessment_id),
        of=assessment_id,
        told=params,
    )
    opens = partial(open_assessment, session, actor, assessment_id, library=library)
    return ask_once(session, actor, asked, key=key, now=now, check=opens)


def run_copy_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    """Return the workbook that the job names, with the answers as they stand when it is made."""
    require(actor, Permission.ASSESSMENT_READ)
    assessment_id, language = UUID(job.params["assessment_id"]), str(job.params["language"])
    with reading(session):
        library = reviewed_library(session, tools.library.speaking(language))
        opened = open_assessment(session, actor, assessment_id, library=library)
    content = _book(
        opened, library, language, demonstration=tools.settings.is_demonstration, now=now
    )
    progress(1, 1)
    name = f"{opened.head.bank}-{now:%Y-%m-%d}-{language}.xlsx"
    return MadeFile(file_name=name, content=content, media_type=MEDIA_TYPE)


def blank_copy(
    session: DatabaseSession, bank: str, *, language: str, tools: JobTools, now: datetime
) -> bytes:
    """Return the version of a bank that new assessments take, without answers, as a workbook."""
    # Web processes ask for workbooks and never write one, so they do without the writer.
    from crest.exports.answer_copy import AnswerCopy, write_copy  # noqa: PLC0415

    with reading(session):
        spoken = reviewed_library(session, tools.library.speaking(language))
        offered = get_offered(session, spoken, bank)
    written = spoken.questionnaire(offered.id, offered.version)
    copy = AnswerCopy(
        questionnaire=written,
        whole=written,
        made_at=now,
        declines=frozenset(written.questions),
        names=code_names(spoken),
        demonstration=tools.settings.is_demonstration,
    )
    stream = io.BytesIO()
    write_copy(stream, copy, translate=Translator(language=language))
    return stream.getvalue()


def copy_page(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library, now: datetime
) -> CopyPage:
    """Return the assessment and the newest workbook of it that this person asked for."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        job = _newest(session, actor, assessment_id)
    return CopyPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        audience=opened.questionnaire.audience,
        answerable=is_answerable(opened, actor),
        job=None if job is None else view_of(job, now=now),
    )


def copy_file(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    files: FileStore,
    library: Library,
    now: datetime,
) -> JobFile:
    """Return the newest workbook of the assessment that this person asked for."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        open_assessment(session, actor, assessment_id, library=library)
        job = _newest(session, actor, assessment_id)
    if job is None:
        raise NotFoundError
    return served_file(job, actor, files, now=now)


def paper_page(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library
) -> PaperPage:
    """Return the whole questionnaire of an assessment, to print."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
    return PaperPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        questionnaire=opened.questionnaire,
        whole=library.questionnaire(opened.head.bank, opened.head.bank_version),
        names=code_names(library),
        declines=_declines(opened),
    )


def paper_states(page: PaperPage) -> dict[str, list[str]]:
    """Return what may be said instead of an answer to each question, by code."""
    return {
        code: list(offered_states(question, may_decline=code in page.declines))
        for code, question in page.questionnaire.questions.items()
    }


def code_names(library: Library) -> dict[str, str]:
    """Return what sectors and countries are called, by code."""
    reference, language = library.reference, library.language
    countries = {
        code: country.names.get(language) or country.names.get("en", code)
        for code, country in reference.countries.items()
    }
    return {code: sector.title for code, sector in reference.sectors.items()} | countries


def _newest(session: DatabaseSession, actor: Actor, assessment_id: UUID) -> Job | None:
    found = jobs.list_newest(
        session, tenant_id=actor.tenant_id, user_id=actor.user_id, kind=ANSWER_COPY
    )
    wanted = str(assessment_id)
    return next((job for job in found if job.params["assessment_id"] == wanted), None)


def _book(
    opened: OpenedAssessment,
    library: Library,
    language: str,
    *,
    demonstration: bool,
    now: datetime,
) -> bytes:
    from crest.exports.answer_copy import AnswerCopy, write_copy  # noqa: PLC0415

    copy = AnswerCopy(
        questionnaire=opened.questionnaire,
        whole=library.questionnaire(opened.head.bank, opened.head.bank_version),
        made_at=now,
        answers=opened.answers,
        assessment=str(opened.head.id),
        subject=opened.record.subject_name,
        declines=_declines(opened),
        names=code_names(library),
        demonstration=demonstration,
    )
    stream = io.BytesIO()
    write_copy(stream, copy, translate=Translator(language=language))
    return stream.getvalue()


def _declines(opened: OpenedAssessment) -> frozenset[str]:
    """Return the questions that may be declined by what is known; what is not known stays open.

    Answers of the same workbook may give the facts, so that only what is surely closed is left out.
    """
    return frozenset(
        code
        for code, question in opened.questionnaire.questions.items()
        if question.decline is not None and holds(question.decline, opened.facts) is not False
    )
