"""What a form supposes of a result: answers, how far they are shown, and triggers, by question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crest.domain.answers import Answer, AnswerState, AnswerValue, Assurance, TriggerState
from crest.domain.bank import AnswerType, Band, Question
from crest.domain.best_answers import value_in_band
from crest.domain.crediting import LIVE, band_of_answer
from crest.domain.errors import NotFoundError
from crest.domain.given import chosen
from crest.domain.next_best import single_step
from crest.domain.what_if import Change
from crest.services.results import ScoredAssessment
from crest.services.what_if import Supposable
from crest.web import labels
from crest.web.words import number

Posted = MultiDict[str, str]
Word = TypeVar("Word", Assurance, TriggerState)

_AS_IT_IS = ""
_LEVELS = (Assurance.STATED, Assurance.ATTACHED, Assurance.DOCUMENTED, Assurance.VERIFIED)
_BAND = "band-"
_STATE = "state-"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedField:
    """One question of the form: what may be chosen, and what is chosen now.

    `answer` of a multi question is among `ticked`; else it is one of `choices`.
    """

    asked: Supposable
    now: str
    choices: tuple[tuple[str, str], ...]
    answer: str
    ticked: tuple[str, ...]
    level: str
    trigger: str
    is_changed: bool

    @property
    def code(self) -> str:
        """Return the code of the question."""
        return self.asked.question.code

    @property
    def is_multi(self) -> bool:
        """Return whether several options may be ticked."""
        return self.asked.question.type is AnswerType.MULTI

    @property
    def has_live_trigger(self) -> bool:
        """Return whether a trigger of the question is open or under remedy."""
        return self.asked.score.trigger in LIVE


class SupposeForm:
    """Reads what is supposed from the posted fields or from the address."""

    def __init__(self, posted: Posted, address: Mapping[str, str]) -> None:
        self._posted = posted
        self._address = address

    def changes(
        self, scored: ScoredAssessment, questions: Sequence[Supposable]
    ) -> tuple[Change, ...]:
        """Return the changes; NotFoundError for what the form does not offer."""
        if not self._posted:
            return self._of_address(scored, questions)
        found = (self._change(scored, one) for one in questions)
        return tuple(one for one in found if one is not None)

    def _of_address(
        self, scored: ScoredAssessment, questions: Sequence[Supposable]
    ) -> tuple[Change, ...]:
        """Return the one change that a link proposes: the proof or the step of a question."""
        codes = {one.question.code for one in questions}
        proof, step = self._address.get("proof"), self._address.get("step")
        if proof in codes:
            return (Change(code=str(proof), assurance=Assurance.DOCUMENTED),)
        change = single_step(scored.case, scored.score, str(step)) if step in codes else None
        return () if change is None else (change,)

    def _change(self, scored: ScoredAssessment, asked: Supposable) -> Change | None:
        code = asked.question.code
        before = scored.answers.get(code) or Answer(code=code, state=AnswerState.BLANK)
        state, value = self._answer(scored, asked.question, before)
        level = self._one_of(f"e_{code}", _LEVELS)
        trigger = self._one_of(f"t_{code}", (TriggerState.REMEDY, TriggerState.CLOSED))
        if (state, value, level, trigger) == (None, None, None, None):
            return None
        return Change(code=code, state=state, value=value, assurance=level, trigger=trigger)

    def _answer(
        self, scored: ScoredAssessment, question: Question, before: Answer
    ) -> tuple[AnswerState | None, AnswerValue | None]:
        if question.type is AnswerType.MULTI:
            return None, self._ticked(question, before)
        posted = self._posted.get(f"q_{question.code}", _AS_IT_IS)
        if posted == _AS_IT_IS or posted == _key(question, before, scored):
            return None, None
        if posted not in dict(_choices(question)):
            raise NotFoundError(question=question.code)
        if posted.startswith(_STATE):
            return AnswerState(posted.removeprefix(_STATE)), None
        return None, _value(question, posted, scored)

    def _ticked(self, question: Question, before: Answer) -> AnswerValue | None:
        posted = set(self._posted.getlist(f"q_{question.code}"))
        if posted - {option.code for option in question.options}:
            raise NotFoundError(question=question.code)
        ticked = tuple(option.code for option in question.options if option.code in posted)
        return ticked if ticked and ticked != _codes(question, before) else None

    def _one_of(self, name: str, words: Sequence[Word]) -> Word | None:
        posted = self._posted.get(name, _AS_IT_IS)
        found = next((word for word in words if word.value == posted), None)
        if posted != _AS_IT_IS and found is None:
            raise NotFoundError(field=name)
        return found


def fields_of(
    scored: ScoredAssessment, questions: Sequence[Supposable], changes: Sequence[Change]
) -> tuple[SupposedField, ...]:
    """Return the form as it stands with these changes."""
    supposed = {one.code: one for one in changes}
    return tuple(_field(scored, one, supposed.get(one.question.code)) for one in questions)


def _field(scored: ScoredAssessment, asked: Supposable, change: Change | None) -> SupposedField:
    question = asked.question
    before = scored.answers.get(question.code) or Answer(
        code=question.code, state=AnswerState.BLANK
    )
    now = _key(question, before, scored)
    return SupposedField(
        asked=asked,
        now=now,
        choices=() if question.type is AnswerType.MULTI else _choices(question),
        answer=_supposed_key(question, change, scored) or now,
        ticked=_supposed_codes(question, change) or _codes(question, before),
        level="" if change is None or change.assurance is None else change.assurance.value,
        trigger="" if change is None or change.trigger is None else change.trigger.value,
        is_changed=change is not None,
    )


def _choices(question: Question) -> tuple[tuple[str, str], ...]:
    """Return what may be supposed of a question that takes one answer, with its words."""
    states = [AnswerState.BLANK]
    states += [AnswerState.DONT_KNOW] if question.allow.dont_know else []
    harmless = not question.is_stop
    states += [AnswerState.PLANNED] if question.allow.planned and harmless else []
    states += [AnswerState.NOT_APPLICABLE] if question.allow.not_applicable and harmless else []
    return (
        *((option.code, option.label) for option in question.options),
        *((f"{_BAND}{place}", _band_words(band)) for place, band in enumerate(question.bands)),
        *((f"{_STATE}{state.value}", str(labels.STATE[state.value])) for state in states),
    )


def _band_words(band: Band) -> str:
    start = None if band.start is None else number(band.start)
    below = None if band.below is None else number(band.below)
    if start is None and below is None:
        return str(_("Any value"))
    if start is None:
        return str(_("Below %(below)s", below=below))
    if below is None:
        return str(_("%(start)s or more", start=start))
    return str(_("%(start)s to below %(below)s", start=start, below=below))


def _key(question: Question, answer: Answer, scored: ScoredAssessment) -> str:
    """Return the choice that an answer is; nothing for one that none of them says."""
    if answer.state is not AnswerState.ANSWERED:
        return f"{_STATE}{answer.state.value}"
    if question.bands:
        band = band_of_answer(question, answer, scored.score.as_of)
        return "" if band is None else f"{_BAND}{question.bands.index(band)}"
    codes = _codes(question, answer)
    return codes[0] if codes else ""


def _supposed_key(question: Question, change: Change | None, scored: ScoredAssessment) -> str:
    if change is None or (change.state is None and change.value is None):
        return ""
    state = change.state or AnswerState.ANSWERED
    return _key(question, Answer(code=question.code, state=state, value=change.value), scored)


def _codes(question: Question, answer: Answer) -> tuple[str, ...]:
    return tuple(option.code for option in chosen(question, answer))


def _supposed_codes(question: Question, change: Change | None) -> tuple[str, ...]:
    if change is None or change.value is None:
        return ()
    return _codes(
        question, Answer(code=question.code, state=AnswerState.ANSWERED, value=change.value)
    )


def _value(question: Question, posted: str, scored: ScoredAssessment) -> AnswerValue:
    if not posted.startswith(_BAND) or question.options:
        return posted
    band = question.bands[int(posted.removeprefix(_BAND))]
    return value_in_band(question, band, scored.score.as_of)
