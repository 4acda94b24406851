"""Earlier answers of a supplier, offered to it alone: each is confirmed or answered anew.

What is not confirmed is no answer and is not submitted. A confirmed one is written as any other
answer of the invited person, so that the buyer learns neither that nor where it was given before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answer_text import render_value
from crest.domain.answers import ScoredState
from crest.domain.bank import Section
from crest.domain.loaded import answered_part
from crest.domain.permissions import Actor, Permission, require
from crest.domain.sharing import EarlierAnswer, offered_again
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentState, check_answerable, next_version
from crest.i18n import answer_words
from crest.persistence import answers as answer_rows
from crest.persistence import assessments, respondents, spaces
from crest.persistence.answers import AnswerChange
from crest.persistence.assessments import Reach
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.spaces import AskedLine
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.opened import OpenedAssessment, open_to_answer

_CONFIRM = "space.confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedAnswer:
    """One earlier answer in words, to be confirmed or changed."""

    earlier: EarlierAnswer
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReusePage:
    """What may be taken over into what a buyer asks, and from which answers it comes.

    `source` is None where nothing was submitted before by the same questionnaire.
    """

    asked: AskedLine
    title: str
    source: AskedLine | None
    sections: tuple[tuple[Section, tuple[OfferedAnswer, ...]], ...]

    @property
    def count(self) -> int:
        """Return how many answers are offered."""
        return sum(len(lines) for _, lines in self.sections)


def reuse_page(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library
) -> ReusePage:
    """Return the earlier answers that still fit and stand open, or raise NotFoundError."""
    require(actor, Permission.SPACE_MANAGE)
    with reading(session):
        asked = spaces.get_asked(session, assessment_id, tenant_id=actor.tenant_id)
        source = _source(session, actor, asked)
        opened = _opened(session, asked, library=library)
        found = _offered(session, opened, source, library=library)
    questionnaire = opened.questionnaire
    words = answer_words(questionnaire.language)
    told = tuple(
        (
            section,
            tuple(
                OfferedAnswer(earlier=one, text=render_value(one.question, one.answer, words))
                for one in found
                if questionnaire.section_of[one.question.code] is section
            ),
        )
        for section in questionnaire.sections
    )
    return ReusePage(
        asked=asked,
        title=questionnaire.title,
        source=source,
        sections=tuple(part for part in told if part[1]),
    )


def confirm(  # noqa: PLR0913 - who, what of which questions, and the three of every write
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    codes: Sequence[str],
    *,
    key: str,
    library: Library,
    now: datetime,
) -> int:
    """Answer these questions as before and return how many that are; others stay open.

    A code that is no longer offered is passed over: somebody answered it meanwhile.
    """
    require(actor, Permission.SPACE_MANAGE)
    act = f"{_CONFIRM}:{assessment_id}"
    with writing(session):
        reply = replayed(session, actor.tenant_id, key, act)
        if reply is not None:
            return int(reply["saved"])
        asked = spaces.get_asked(session, assessment_id, tenant_id=actor.tenant_id)
        person = respondents.get_of_assessment(session, assessment_id, tenant_id=asked.buyer_id)
        opened = open_to_answer(session, person, assessment_id, library=library)
        check_answerable(opened.head)
        offered = _offered(session, opened, _source(session, actor, asked), library=library)
        changes = [_change(opened, one) for one in offered if one.question.code in set(codes)]
        remember(session, actor.tenant_id, key, act, {"saved": len(changes)}, now)
        if changes:
            answer_rows.save(session, assessment_id, changes, by=person.user_id, now=now)
        told = {"answers": [change.after for change in changes]}
        record(session, by(person), Act.ASSESSMENT_ANSWER, of=assessment_id, told=told, now=now)
    return len(changes)


def _source(session: DatabaseSession, actor: Actor, asked: AskedLine) -> AskedLine | None:
    """Return the newest submitted answers of this space by the same questionnaire, if any."""
    submitted = (
        one
        for one in spaces.list_asked(session, tenant_id=actor.tenant_id)
        if one.submitted_at is not None
        and one.bank == asked.bank
        and one.assessment_id != asked.assessment_id
    )
    return max(submitted, key=lambda one: (one.submitted_at, one.assessment_id), default=None)


def _opened(session: DatabaseSession, asked: AskedLine, *, library: Library) -> OpenedAssessment:
    reach = Reach(tenant_id=asked.buyer_id, assessment_id=asked.assessment_id)
    found = assessments.get(session, asked.assessment_id, reach=reach)
    questionnaire = library.questionnaire(asked.bank, asked.bank_version)
    return OpenedAssessment(
        record=found,
        questionnaire=answered_part(questionnaire, found.head.subject_kind),
        answers=answer_rows.list_answers(session, asked.assessment_id),
    )


def _offered(
    session: DatabaseSession,
    opened: OpenedAssessment,
    source: AskedLine | None,
    *,
    library: Library,
) -> tuple[EarlierAnswer, ...]:
    if source is None or opened.head.state is not AssessmentState.DRAFT:
        return ()
    waiting = tuple(code for code in opened.shown if opened.states[code] is ScoredState.BLANK)
    return offered_again(
        answer_rows.list_answers(session, source.assessment_id),
        then=library.questionnaire(source.bank, source.bank_version),
        now=opened.questionnaire,
        open_codes=waiting,
    )


def _change(opened: OpenedAssessment, earlier: EarlierAnswer) -> AnswerChange:
    code = earlier.question.code
    before = opened.answers.get(code)
    version = 0 if before is None else before.version
    after = earlier.answer
    return AnswerChange(
        question=earlier.question,
        before=before,
        after=replace(after, version=next_version(version, version)),
    )
