"""Questions about what does not fit together: asked before submitting, kept for the reviewer.

Nothing here changes a number. A tenant is asked about its own rows alone: a supplier's answers are
held against that supplier's own line of the buyer's list, and never against what the buyer thinks
of it. Who answers for a workplace, and reads no company profile, learns that its company says
otherwise and not what it says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer
from crest.domain.bank import Kind, Question, Questionnaire, Section, SubjectKind
from crest.domain.contradictions import (
    Contradiction,
    ContradictionKind,
    Elsewhere,
    Look,
    Place,
    Told,
    find_contradictions,
    without_company,
)
from crest.domain.errors import NotFoundError, RefusedInputError, StaleVersionError
from crest.domain.given_facts import facts_from_answers
from crest.domain.permissions import Actor, Permission, Role, allows, require
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, check_answerable
from crest.persistence import answers as answer_rows
from crest.persistence import assessments, contradictions, workplaces
from crest.persistence.contradictions import KeptContradiction, Outcome
from crest.persistence.facts import read_facts, read_origins
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.subjects import AssessmentRecord, supplier_facts
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.opened import OpenedAssessment, open_assessment, open_to_answer

MAX_NOTE = 1_000
_RECORDED = {"profile": Place.PROFILE, "list": Place.LIST}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """Two things that do not fit together, with the questions to look at, and the note about it.

    `says` is the sentence of the questionnaire for two of its answers, else empty.
    """

    found: Contradiction
    says: str
    questions: tuple[tuple[Question, Section, Answer], ...]
    note: str = ""
    kept: KeptContradiction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionsPage:
    """What did not fit together when an assessment was submitted, and how each question stands."""

    head: AssessmentHead
    subject_name: str
    title: str
    lines: tuple[AskedAgain, ...]
    may_settle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Explanations by the code of what they are about, as one page sends them.

    `version` is that of the assessment which the page showed.
    """

    assessment_id: UUID
    version: int
    by_code: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a person settles one question about an assessment."""

    assessment_id: UUID
    contradiction_id: UUID
    version: int
    outcome: str


def asked_again(
    session: DatabaseSession, actor: Actor, opened: OpenedAssessment, *, library: Library
) -> tuple[AskedAgain, ...]:
    """Return what does not fit together in an opened assessment, with the notes left so far."""
    head = opened.head
    kept = contradictions.list_kept(session, head.id, tenant_id=head.tenant_id)
    notes = {one.found.code: one.note for one in kept}
    return tuple(
        replace(_line(one, opened, actor), note=notes.get(one.code, ""))
        for one in found_in(session, opened, library=library)
        if _may_ask(actor, one)
    )


def found_in(
    session: DatabaseSession, opened: OpenedAssessment, *, library: Library
) -> tuple[Contradiction, ...]:
    """Return what does not fit together in an opened assessment."""
    shown = {code: opened.answers[code] for code in opened.shown if code in opened.answers}
    subject = opened.record
    given = facts_from_answers(opened.questionnaire, opened.answers, subject.facts)
    look = Look(
        questionnaire=opened.questionnaire,
        answers=shown,
        facts=opened.facts,
        given=given,
        records=_records(subject),
        whole=_whole(subject),
        parts=_parts(session, subject),
        earlier=_earlier(session, subject, library),
        askers=_askers(opened.questionnaire, opened.shown),
    )
    return find_contradictions(look)


def keep(
    session: DatabaseSession, opened: OpenedAssessment, *, library: Library, now: datetime
) -> None:
    """Write what is found in an assessment that is being submitted, in the same transaction."""
    found = found_in(session, opened, library=library)
    contradictions.keep_found(session, opened.head.id, found, now=now)


def explain_all(
    session: DatabaseSession,
    actor: Actor,
    notes: Notes,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> None:
    """Keep explanations of what does not fit in a draft; one about nothing found is left out."""
    require(actor, Permission.ASSESSMENT_READ)
    _check_lengths(notes)
    act = f"contradiction.explain:{notes.assessment_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        opened = open_to_answer(session, actor, notes.assessment_id, library=library)
        check_answerable(opened.head)
        if notes.version != opened.head.version:
            raise StaleVersionError(current=opened.head.version, given=notes.version)
        changed = _write_notes(session, actor, opened, notes, library=library, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        record(
            session,
            by(actor),
            Act.CONTRADICTION_EXPLAIN,
            of=notes.assessment_id,
            told={"codes": changed},
            now=now,
        )


def settle(
    session: DatabaseSession,
    actor: Actor,
    wanted: Settlement,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> None:
    """Write how a person settled one question about a submitted assessment, once.

    It changes no number: what was said stays said, and only a reviewer's check of an answer counts.
    """
    require(actor, Permission.CONTRADICTION_SETTLE)
    if not wanted.outcome.strip():
        raise RefusedInputError("outcome_missing")
    if len(wanted.outcome) > MAX_NOTE:
        raise RefusedInputError("too_long", value=str(MAX_NOTE))
    act = f"contradiction.settle:{wanted.contradiction_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        opened = open_assessment(session, actor, wanted.assessment_id, library=library, lock=True)
        if opened.is_draft:
            raise NotFoundError
        contradictions.settle(
            session,
            wanted.contradiction_id,
            Outcome(text=wanted.outcome.strip(), by=actor.user_id, version=wanted.version),
            assessment_id=wanted.assessment_id,
            now=now,
        )
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"assessment": wanted.assessment_id}
        of = wanted.contradiction_id
        record(session, by(actor), Act.CONTRADICTION_SETTLE, of=of, told=told, now=now)


def contradictions_page(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library
) -> ContradictionsPage:
    """Return what did not fit together when an assessment was submitted; of a draft nothing."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        head = opened.head
        kept = contradictions.list_kept(session, assessment_id, tenant_id=head.tenant_id)
    lines = tuple(
        replace(_line(one.found, opened, actor), note=one.note, kept=one)
        for one in kept
        if not opened.is_draft and _may_ask(actor, one.found)
    )
    return ContradictionsPage(
        head=head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        lines=lines,
        may_settle=allows(actor, Permission.CONTRADICTION_SETTLE),
    )


def _may_ask(actor: Actor, found: Contradiction) -> bool:
    """Return whether it is the person's to know: not what a buyer keeps of whom it invited."""
    return actor.role is not Role.RESP or found.kind is ContradictionKind.ANSWERS


def _check_lengths(notes: Notes) -> None:
    for code, note in notes.by_code.items():
        if len(note) > MAX_NOTE:
            raise RefusedInputError("too_long", value=str(MAX_NOTE), code=code)


def _write_notes(
    session: DatabaseSession,
    actor: Actor,
    opened: OpenedAssessment,
    notes: Notes,
    *,
    library: Library,
    now: datetime,
) -> list[str]:
    """Write the notes that say something else than before, and return what they are about."""
    head = opened.head
    kept = contradictions.list_kept(session, head.id, tenant_id=head.tenant_id)
    before = {one.found.code: one.note for one in kept}
    found = {one.code: one for one in found_in(session, opened, library=library)}
    changed = [
        code
        for code, note in notes.by_code.items()
        if code in found and note.strip() != before.get(code, "")
    ]
    for code in changed:
        note = notes.by_code[code].strip()
        contradictions.write_note(
            session, opened.head.id, found[code], note=note, by=actor.user_id, now=now
        )
    return changed


def _line(found: Contradiction, opened: OpenedAssessment, actor: Actor) -> AskedAgain:
    asked = opened.questionnaire
    may_read = allows(actor, Permission.PROFILE_READ)
    return AskedAgain(
        found=found if may_read else without_company(found),
        says=next((one.says for one in asked.checks if one.code == found.code), ""),
        questions=tuple(
            (asked.questions[code], asked.section_of[code], opened.answer(code))
            for code in found.asks
            if code in asked.questions
        ),
    )


# What is known elsewhere -------------------------------------------------------------------------


def _records(subject: AssessmentRecord) -> tuple[Elsewhere, ...]:
    """Return what the profile, or a buyer's own line about this supplier, says of the subject."""
    row = subject.subject_row
    values, origins = read_facts(row.facts), read_origins(row.facts)
    is_supplier = subject.supplier is not None
    found: dict[Place, dict[str, Told]] = {Place.PROFILE: {}, Place.LIST: {}}
    for key, value in values.items():
        origin = origins.get(key)
        if origin is None or origin.source not in _RECORDED:
            continue
        place = Place.LIST if is_supplier else _RECORDED[origin.source]
        found[place][key] = Told(value=value, on=origin.on)
    if subject.supplier is not None:
        columns = supplier_facts(subject.supplier).items()
        listed = {key: Told(value=value) for key, value in columns if key not in values}
        found[Place.LIST] = {**listed, **found[Place.LIST]}
    return tuple(Elsewhere(place=place, facts=facts) for place, facts in found.items() if facts)


def _whole(subject: AssessmentRecord) -> Elsewhere | None:
    """Return what the company of a workplace says of itself."""
    if subject.workplace is None:
        return None
    return Elsewhere(place=Place.COMPANY, facts=_told(subject.tenant.facts))


def _parts(session: DatabaseSession, subject: AssessmentRecord) -> tuple[Elsewhere, ...]:
    """Return what the workplaces of a company say of themselves."""
    head = subject.head
    if head.subject_kind is not SubjectKind.COMPANY:
        return ()
    return tuple(
        Elsewhere(place=Place.SITE, facts=_told(row.facts), name=row.name, id=row.id)
        for row in workplaces.list_all(session, tenant_id=head.tenant_id)
    )


def _earlier(
    session: DatabaseSession, subject: AssessmentRecord, library: Library
) -> Elsewhere | None:
    """Return the facts that the last submitted assessment of the subject set by its answers."""
    last = assessments.find_earlier(session, subject)
    head = None if last is None else last.head
    if head is None or head.submitted_at is None:
        return None
    questionnaire = library.questionnaire(head.bank, head.bank_version)
    given = facts_from_answers(questionnaire, answer_rows.list_answers(session, head.id))
    on = head.submitted_at.date()
    return Elsewhere(
        place=Place.EARLIER,
        facts={key: Told(value=value, on=on) for key, value in given.items()},
        id=head.id,
    )


def _told(stored: Mapping[str, object]) -> dict[str, Told]:
    origins = read_origins(stored)
    days: dict[str, date] = {key: origin.on for key, origin in origins.items()}
    return {key: Told(value=value, on=days.get(key)) for key, value in read_facts(stored).items()}


def _askers(questionnaire: Questionnaire, shown: tuple[str, ...]) -> dict[str, str]:
    """Return which asked question sets each fact; of several the first."""
    found: dict[str, str] = {}
    for code in shown:
        question = questionnaire.questions[code]
        if question.kind is Kind.FACT and question.fact:
            found.setdefault(question.fact, code)
    return found
