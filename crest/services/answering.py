"""Saving one answer, or all of a section; nothing that was typed or saved is lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from crest.content.library import Library
from crest.domain.answer_input import RawAnswer, parse_answer, render_value
from crest.domain.answer_text import AnswerWords
from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import Question, Section
from crest.domain.errors import CrestError, RefusedInputError, StaleVersionError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.domain.workflow import check_answerable, next_version
from crest.i18n import answer_words
from crest.persistence import answers as answer_rows
from crest.persistence.answers import AnswerChange
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.opened import OpenedAssessment, open_to_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer as posted, and the version that the page showed."""

    raw: RawAnswer
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPost:
    """One answer to be saved; `read` reads the posted fields once the question is known."""

    assessment_id: UUID
    code: str
    read: Callable[[Question], GivenAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPost:
    """The answers of one section to be saved."""

    assessment_id: UUID
    code: str
    answers: tuple[GivenAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """An answer as saved, with how many questions of its section it opened and closed."""

    code: str
    version: int
    state: str
    opened: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFault:
    """Why one answer of a section was not saved."""

    code: str
    error: CrestError


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSection:
    """What became of a posted section: what was saved, what was not and why, what opened."""

    saved: int
    faults: tuple[AnswerFault, ...]
    opened: int
    closed: int


def record_answer(
    session: DatabaseSession,
    actor: Actor,
    post: AnswerPost,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> SavedAnswer:
    """Save one answer; StaleVersionError with both values where somebody saved a newer one."""
    require(actor, Permission.ASSESSMENT_READ)
    act = f"answer:{post.assessment_id}:{post.code}"
    with writing(session):
        opened = open_to_answer(session, actor, post.assessment_id, library=library)
        first = replayed(session, actor.tenant_id, key, act)
        if first is not None:
            return SavedAnswer(**first)
        check_answerable(opened.head)
        question = opened.question(post.code)
        given = post.read(question)
        answer = parse_answer(question, given.raw, facts=opened.facts)
        change = _change(opened, question, answer, given=given.version)
        changes = [] if change is None else [change]
        after = _saved(session, opened, changes, by=actor.user_id, now=now)
        result = SavedAnswer(
            code=question.code,
            version=after.answer(question.code).version,
            state=answer.state.value,
            **_moved(opened, after, opened.questionnaire.section_of[question.code]),
        )
        remember(session, actor.tenant_id, key, act, asdict(result), now)
        told = {"answers": [change.after for change in changes]}
        record(session, by(actor), Act.ASSESSMENT_ANSWER, of=post.assessment_id, told=told, now=now)
    return result


def record_section(
    session: DatabaseSession,
    actor: Actor,
    post: SectionPost,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> SavedSection:
    """Save the answers of a section that can be taken; say for each of the others why not."""
    require(actor, Permission.ASSESSMENT_READ)
    act = f"section:{post.assessment_id}:{post.code}"
    with writing(session):
        opened = open_to_answer(session, actor, post.assessment_id, library=library)
        first = replayed(session, actor.tenant_id, key, act)
        if first is not None:
            return _read_reply(first)
        check_answerable(opened.head)
        section = opened.section(post.code)
        changes, faults = _sorted_out(session, opened, section, post.answers)
        after = _saved(session, opened, changes, by=actor.user_id, now=now)
        result = SavedSection(
            saved=len(changes), faults=tuple(faults), **_moved(opened, after, section)
        )
        remember(session, actor.tenant_id, key, act, _write_reply(result), now)
        told = {"section": post.code, "answers": [change.after for change in changes]}
        answered = Act.ASSESSMENT_ANSWER_SECTION
        record(session, by(actor), answered, of=post.assessment_id, told=told, now=now)
    return result


def stale(
    question: Question, *, ours: Answer, theirs: Answer, words: AnswerWords
) -> StaleVersionError:
    """Return the refusal that shows what the person typed beside what somebody else saved."""
    return StaleVersionError(
        code=question.code,
        ours=render_value(question, ours, words),
        theirs=render_value(question, theirs, words),
        current=theirs.version,
    )


def _change(
    opened: OpenedAssessment, question: Question, answer: Answer, *, given: int
) -> AnswerChange | None:
    """Return what is to be written; None where the record already says the same."""
    before = opened.answer(question.code)
    if answer_rows.same_content(before, answer):
        return None
    opened.check_changeable(question.code)
    try:
        version = next_version(before.version, given)
    except StaleVersionError:
        words = answer_words(opened.questionnaire.language)
        raise stale(question, ours=answer, theirs=before, words=words) from None
    return AnswerChange(
        question=question,
        before=opened.answers.get(question.code),
        after=replace(answer, version=version),
    )


def _sorted_out(
    session: DatabaseSession,
    opened: OpenedAssessment,
    section: Section,
    given: Sequence[GivenAnswer],
) -> tuple[list[AnswerChange], list[AnswerFault]]:
    changes: list[AnswerChange] = []
    faults: list[AnswerFault] = []
    known = {question.code for question in section.questions}
    stale_ones: list[tuple[GivenAnswer, Answer, StaleVersionError]] = []
    # who may decline hangs on facts, which other answers of the same page may give
    for one in sorted(given, key=lambda part: part.raw.state == AnswerState.DECLINED.value):
        if one.raw.code not in known:
            continue
        question = opened.question(one.raw.code)
        facts = opened.with_answers([change.after for change in changes]).facts
        try:
            answer = parse_answer(question, one.raw, facts=facts)
        except RefusedInputError as error:
            faults.append(AnswerFault(code=question.code, error=error))
            continue
        try:
            change = _change(opened, question, answer, given=one.version)
        except StaleVersionError as error:
            stale_ones.append((one, answer, error))
            continue
        except RefusedInputError as error:
            faults.append(AnswerFault(code=question.code, error=error))
            continue
        if change is not None:
            changes.append(change)
    faults += _conflicts(session, opened, stale_ones)
    return changes, faults


def _conflicts(
    session: DatabaseSession,
    opened: OpenedAssessment,
    stale_ones: Sequence[tuple[GivenAnswer, Answer, StaleVersionError]],
) -> list[AnswerFault]:
    """Return the conflicts; an answer left as the page showed it gives way to the newer one."""
    if not stale_ones:
        return []
    codes = [one.raw.code for one, _, _ in stale_ones]
    earlier = answer_rows.list_revisions(session, opened.head.id, codes)
    return [
        AnswerFault(code=one.raw.code, error=error)
        for one, answer, error in stale_ones
        if not answer_rows.same_content(
            answer,
            earlier.get(
                (one.raw.code, one.version), Answer(code=answer.code, state=AnswerState.BLANK)
            ),
        )
    ]


def _saved(
    session: DatabaseSession,
    opened: OpenedAssessment,
    changes: Sequence[AnswerChange],
    *,
    by: UUID,
    now: datetime,
) -> OpenedAssessment:
    answer_rows.save(session, opened.head.id, changes, by=by, now=now)
    return opened.with_answers([change.after for change in changes])


def _moved(before: OpenedAssessment, after: OpenedAssessment, section: Section) -> dict[str, int]:
    shown_before = {question.code for question in before.shown_in(section)}
    shown_after = {question.code for question in after.shown_in(section)}
    return {
        "opened": len(shown_after - shown_before),
        "closed": len(shown_before - shown_after),
    }


_ERRORS: Mapping[str, type[RefusedInputError] | type[StaleVersionError]] = {
    RefusedInputError.code: RefusedInputError,
    StaleVersionError.code: StaleVersionError,
}


def _write_reply(result: SavedSection) -> dict[str, Any]:
    faults = [
        {"code": fault.code, "error": fault.error.code, "params": dict(fault.error.params)}
        for fault in result.faults
    ]
    return {
        "saved": result.saved,
        "opened": result.opened,
        "closed": result.closed,
        "faults": faults,
    }


def _read_reply(reply: Mapping[str, Any]) -> SavedSection:
    return SavedSection(
        saved=reply["saved"],
        opened=reply["opened"],
        closed=reply["closed"],
        faults=tuple(
            AnswerFault(code=fault["code"], error=_ERRORS[fault["error"]](**fault["params"]))
            for fault in reply["faults"]
        ),
    )
