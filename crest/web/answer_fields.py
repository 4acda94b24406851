"""Questions as form fields: what was posted is read, what stands recorded is shown again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crest.domain.answer_input import RawAnswer, render_value
from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Question
from crest.domain.errors import CrestError, StaleVersionError
from crest.domain.facts import FactValue
from crest.domain.names import showable
from crest.persistence.facts import FactOrigin
from crest.services.answering import GivenAnswer
from crest.services.sections import QuestionPart
from crest.web import labels
from crest.web.answer_words import fault_sentence
from crest.web.words import day

Posted = MultiDict[str, str]

_MIN_ROWS = 3
_MAX_VERSION_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What the person typed beside what somebody else saved meanwhile."""

    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerField:
    """One question as it stands on a page."""

    number: int
    part: QuestionPart
    raw: RawAnswer
    version: int
    origin: FactOrigin | None = None
    error: str = ""
    conflict: Conflict | None = None

    @property
    def question(self) -> Question:
        """Return the question."""
        return self.part.question

    @property
    def name(self) -> str:
        """Return the name of the field, which is also the beginning of all its ids."""
        return f"q_{self.question.code}"

    @property
    def target(self) -> str:
        """Return the id of the control that a link to a fault goes to."""
        return f"{self.name}-0" if self._has_options else self.name

    @property
    def described(self) -> str:
        """Return the ids of hint and error, for the group's description."""
        ids = [f"{self.name}-hint"] if self.question.help else []
        return " ".join([*ids, f"{self.name}-error"] if self.error else ids)

    @property
    def value(self) -> str:
        """Return the one text of a question that takes one."""
        return self.raw.values[0] if self.raw.values else ""

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows of a table, with empty ones to write in."""
        width = len(self.question.columns)
        filled = [row + ("",) * (width - len(row)) for row in self.raw.rows]
        spare = max(_MIN_ROWS - len(filled), 1)
        return (*filled, *[("",) * width] * spare)

    @property
    def states(self) -> tuple[str, ...]:
        """Return what may be said instead of an answer."""
        allow, is_stop = self.question.allow, self.question.is_stop
        offered = {
            AnswerState.DONT_KNOW: allow.dont_know,
            AnswerState.PLANNED: allow.planned and not is_stop,
            AnswerState.NOT_APPLICABLE: allow.not_applicable and not is_stop,
            AnswerState.DECLINED: self.part.may_decline,
        }
        return tuple(state.value for state, is_open in offered.items() if is_open)

    @property
    def has_extras(self) -> bool:
        """Return whether a note stands there, so that its box is shown open."""
        return bool(self.raw.note)

    @property
    def _has_options(self) -> bool:
        return self.question.type in {AnswerType.SINGLE, AnswerType.MULTI}


def read_posted(question: Question, posted: Posted) -> GivenAnswer:
    """Return what was posted for the question, unchecked, and the version that the page showed."""
    name = f"q_{question.code}"
    raw = RawAnswer(
        code=question.code,
        values=tuple(posted.getlist(name)),
        state=posted.get(f"{name}__state", ""),
        reason=posted.get(f"{name}__reason", ""),
        note=posted.get(f"{name}__note", ""),
        planned_by=posted.get(f"{name}__planned_by", ""),
        currency=posted.get(f"{name}__currency", ""),
        rows=_posted_rows(question, posted),
    )
    return GivenAnswer(raw=raw, version=_version(posted.get(f"v_{question.code}", "")))


def was_posted(question: Question, posted: Posted) -> bool:
    """Return whether the page that was posted showed the question."""
    name = f"q_{question.code}"
    return any(key in (name, f"v_{question.code}") or key.startswith(f"{name}__") for key in posted)


def raw_of(question: Question, answer: Answer) -> RawAnswer:
    """Return a recorded answer as its fields show it."""
    write = WRITERS.get(question.type, _write_words)
    fields = {} if answer.value is None else write(answer.value)
    is_plain = answer.state in {AnswerState.ANSWERED, AnswerState.BLANK}
    return RawAnswer(
        code=question.code,
        state="" if is_plain else answer.state.value,
        reason=answer.reason or "",
        note=answer.note,
        planned_by="" if answer.planned_by is None else answer.planned_by.isoformat(),
        values=fields.get("values", ()),
        currency=_single(fields.get("currency", ())) or question.unit or "",
        rows=_written_rows(answer.value) if question.type is AnswerType.TABLE else (),
    )


def raw_of_fact(question: Question, value: FactValue) -> RawAnswer:
    """Return a known fact as the fields of the question that asks for it show it."""
    words = value if isinstance(value, tuple) else (_text(value),)
    if question.options:
        given = {option.fact_value or option.code: option.code for option in question.options}
        words = tuple(given[word] for word in words if word in given)
    elif len(words) > 1:
        words = (", ".join(words),)
    return RawAnswer(code=question.code, values=words, currency=question.unit or "")


def fields_of(
    parts: Sequence[QuestionPart],
    *,
    posted: Mapping[str, GivenAnswer] | None = None,
    faults: Mapping[str, CrestError] | None = None,
) -> tuple[AnswerField, ...]:
    """Return the questions as fields; what was posted and refused stands as it was typed."""
    given, refused = posted or {}, faults or {}
    return tuple(
        _refused_field(place, part, given[part.question.code], refused[part.question.code])
        if part.question.code in refused and part.question.code in given
        else _field(place, part)
        for place, part in enumerate(parts, 1)
    )


def _field(number: int, part: QuestionPart) -> AnswerField:
    question, known = part.question, part.known
    return AnswerField(
        number=number,
        part=part,
        raw=raw_of(question, part.answer) if known is None else raw_of_fact(question, known.value),
        version=part.answer.version,
        origin=None if known is None else known.origin,
    )


def _refused_field(
    number: int, part: QuestionPart, given: GivenAnswer, error: CrestError
) -> AnswerField:
    conflict = None
    if isinstance(error, StaleVersionError):
        conflict = Conflict(
            ours=str(error.params.get("ours", "")), theirs=str(error.params.get("theirs", ""))
        )
    return AnswerField(
        number=number,
        part=part,
        raw=_showable(given.raw),
        # after a conflict the person has seen the newer answer, so the next save is about that one
        version=part.answer.version,
        error=fault_sentence(error, part.question),
        conflict=conflict,
    )


def _showable(raw: RawAnswer) -> RawAnswer:
    """Return what was typed without the control characters that no page can hold."""
    return replace(
        raw,
        values=tuple(showable(value) for value in raw.values),
        reason=showable(raw.reason),
        note=showable(raw.note),
        planned_by=showable(raw.planned_by),
        currency=showable(raw.currency),
        rows=tuple(tuple(showable(cell) for cell in row) for row in raw.rows),
    )


def _posted_rows(question: Question, posted: Posted) -> tuple[tuple[str, ...], ...]:
    if question.type is not AnswerType.TABLE:
        return ()
    start = f"q_{question.code}__"
    places = {
        int(parts[0])
        for key in posted
        if key.startswith(start)
        and len(parts := key.removeprefix(start).split("__")) == 2
        and parts[0].isascii()
        and parts[0].isdigit()
        and len(parts[0]) < 4
    }
    return tuple(
        tuple(posted.get(f"{start}{place}__{column.code}", "") for column in question.columns)
        for place in sorted(places)
    )


def _version(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_VERSION_DIGITS
    return int(text) if is_number else 0


def _text(value: str | Decimal) -> str:
    return value if isinstance(value, str) else format(value, "f")


def _single(words: tuple[str, ...]) -> str:
    return words[0] if words else ""


def _write_words(value: AnswerValue) -> dict[str, tuple[str, ...]]:
    return {"values": (str(value),)}


def _write_options(value: AnswerValue) -> dict[str, tuple[str, ...]]:
    words = value if isinstance(value, tuple) else (value,)
    return {"values": tuple(str(word) for word in words)}


def _write_number(value: AnswerValue) -> dict[str, tuple[str, ...]]:
    return {"values": (format(value, "f") if isinstance(value, Decimal) else str(value),)}


def _write_money(value: AnswerValue) -> dict[str, tuple[str, ...]]:
    if isinstance(value, Money):
        return {"values": (format(value.amount, "f"),), "currency": (value.currency,)}
    return _write_words(value)


def _write_date(value: AnswerValue) -> dict[str, tuple[str, ...]]:
    return {"values": (value.isoformat() if isinstance(value, date) else str(value),)}


def _write_rows(_: AnswerValue) -> dict[str, tuple[str, ...]]:
    return {}


def _written_rows(value: AnswerValue | None) -> tuple[tuple[str, ...], ...]:
    rows = value if isinstance(value, tuple) else ()
    return tuple(row for row in rows if isinstance(row, tuple))


WRITERS: Mapping[AnswerType, Callable[[AnswerValue], dict[str, tuple[str, ...]]]] = {
    AnswerType.SINGLE: _write_options,
    AnswerType.MULTI: _write_options,
    AnswerType.NUMBER: _write_number,
    AnswerType.MONEY: _write_money,
    AnswerType.PERCENT: _write_number,
    AnswerType.DATE: _write_date,
    AnswerType.TEXT: _write_words,
    AnswerType.FILE: _write_rows,
    AnswerType.TABLE: _write_rows,
}


def answer_text(question: Question, answer: Answer | None) -> str:
    """Return an answer in the reader's words, for pages that show and do not ask."""
    if answer is None or answer.state is AnswerState.BLANK:
        return str(labels.STATE["blank"])
    if answer.state is AnswerState.ANSWERED:
        return render_value(question, answer)
    if answer.state is AnswerState.PLANNED:
        return str(_("Planned by %(day)s", day=day(answer.planned_by)))
    if answer.state is AnswerState.NOT_APPLICABLE:
        reasons = {known.code: known.label for known in question.na_reasons}
        given = answer.reason or ""
        return str(_("Not applicable: %(reason)s", reason=reasons.get(given, given)))
    return str(labels.STATE[answer.state.value])
