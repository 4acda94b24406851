"""Answers as they are posted: a whole section by a form, or one by one while the page is open."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import CrestError, RefusedInputError, StaleVersionError
from crest.services.answering import (
    AnswerPost,
    GivenAnswer,
    SavedAnswer,
    SavedSection,
    SectionPost,
)
from crest.services.sections import SectionPage
from crest.web.answer_fields import AnswerField, Posted, read_posted, was_posted
from crest.web.answer_words import fault_sentence
from crest.web.faults import Fault


class PostedSection:
    """The form of one section as posted."""

    def __init__(self, asked: SectionPage, posted: Posted) -> None:
        self._asked = asked
        self._posted = posted
        self.key = posted.get("key", "")
        # chosen by the button that sent the form: what was typed is saved, and the page stays
        self.language = posted.get("language", "")
        self.given: dict[str, GivenAnswer] = {
            question.code: read_posted(question, posted)
            for question in asked.section.questions
            if was_posted(question, posted)
        }

    @property
    def section(self) -> SectionPost:
        """Return the answers as the service saves them."""
        return SectionPost(
            assessment_id=self._asked.head.id,
            code=self._asked.section.code,
            answers=tuple(self.given.values()),
        )

    def faults_of(self, result: SavedSection) -> dict[str, CrestError]:
        """Return what was refused, by question code."""
        return {fault.code: fault.error for fault in result.faults}

    def list_of(self, fields: Sequence[AnswerField]) -> list[Fault]:
        """Return the faults for the list at the top of the page, in the order of the page."""
        return [
            Fault(
                id=field.target,
                text=_("Question %(number)s: %(text)s", number=field.number, text=field.error),
            )
            for field in fields
            if field.error
        ]

    def onward(self, result: SavedSection) -> str:
        """Return where the person goes next: to a file, the list, what opened, or further on."""
        assessment_id, section = self._asked.head.id, self._asked.section
        attach = self._posted.get("attach", "")
        if attach in {question.code for question in section.questions}:
            return url_for("evidence.form", assessment_id=assessment_id, code=attach)
        if self.language:
            return url_for("assessments.section", assessment_id=assessment_id, code=section.code)
        if self._posted.get("go") == "list":
            return url_for("assessments.show", assessment_id=assessment_id)
        after = section.code if result.opened else self._asked.after
        if after is None:
            return url_for("assessments.check", assessment_id=assessment_id)
        return url_for("assessments.section", assessment_id=assessment_id, code=after)


def posted_answer(assessment_id: UUID, code: str, posted: Posted) -> AnswerPost:
    """Return one posted answer as the service saves it."""
    return AnswerPost(
        assessment_id=assessment_id, code=code, read=partial(read_posted, posted=posted)
    )


def saved_reply(save: Callable[[], SavedAnswer]) -> ResponseReturnValue:
    """Return what became of one answer as JSON; a conflict shows both values."""
    try:
        saved = save()
    except StaleVersionError as error:
        return jsonify(saved=False, message=fault_sentence(error), **_both(error)), 409
    except RefusedInputError as error:
        return jsonify(saved=False, message=fault_sentence(error)), 422
    return jsonify(
        saved=True,
        code=saved.code,
        version=saved.version,
        state=saved.state,
        opened=saved.opened,
        closed=saved.closed,
    )


def _both(error: StaleVersionError) -> dict[str, object]:
    return {name: error.params.get(name) for name in ("ours", "theirs", "current")}
