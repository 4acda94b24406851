"""A trial as its pages post it: facts and answers travel in the form, so that none is stored."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from flask_babel import gettext as _

from crest.domain.answers import Assurance
from crest.domain.bank import Questionnaire, SubjectKind
from crest.domain.fact_input import ReadFacts
from crest.services.banks_trial import LEVELS, Trial, TrialWanted
from crest.web.answer_fields import AnswerField, Posted, read_posted, was_posted
from crest.web.context import library
from crest.web.fact_fields import FactField, field_name, read_typed, typed_facts, typed_fields
from crest.web.faults import Fault

_GO_FACTS, _GO_RESULT, _GO_NEXT = "facts", "result", "next"
_OWN = ("kind", "assurance")


class PostedTrial:
    """The form of a trial: the company that is played, the answers so far, and where it goes."""

    def __init__(self, bank: Questionnaire, keys: Sequence[str], posted: Posted) -> None:
        self.bank = bank
        self._posted = posted
        self.raw_facts = typed_facts(posted, keys)
        self.here = posted.get("here", "")
        self.go = posted.get("go", _GO_NEXT)
        self.given = {
            code: read_posted(question, posted)
            for code, question in bank.questions.items()
            if was_posted(question, posted)
        }

    @cached_property
    def read_facts(self) -> ReadFacts:
        """Return the facts of the company that is played, and what cannot be read of them."""
        return read_typed(self.raw_facts, library())

    @property
    def kind(self) -> SubjectKind:
        """Return what the trial is about; the last subject of the bank unless one is named."""
        named = self._posted.get("kind", "")
        return next((one for one in self.bank.subjects if one == named), self.bank.subjects[-1])

    @property
    def assurance(self) -> Assurance:
        """Return how far the answers are taken to be shown."""
        named = self._posted.get("assurance", "")
        return next((one for one in LEVELS if one == named), LEVELS[0])

    @property
    def levels(self) -> Sequence[Assurance]:
        """Return what can be chosen there."""
        return LEVELS

    @property
    def goes_to_facts(self) -> bool:
        """Return whether the person goes back to change the company."""
        return self.go == _GO_FACTS

    def wanted(self) -> TrialWanted:
        """Return the trial as the service opens it."""
        known = {key: value for key, value in self.read_facts.values.items() if value is not None}
        return TrialWanted(
            bank=self.bank.id,
            version=self.bank.version,
            kind=self.kind,
            facts=known,
            given={code: one.raw for code, one in self.given.items()},
            assurance=self.assurance,
        )

    def fact_fields(self) -> list[FactField]:
        """Return the facts as they were typed, each with its errors."""
        return typed_fields(self.raw_facts, self.read_facts.faults, library())

    def faults_here(self, trial: Trial) -> bool:
        """Return whether the section that was posted has an answer that cannot be taken."""
        codes = [one.section.code for one in trial.sections]
        if self.here not in codes or self.go not in {_GO_NEXT, _GO_RESULT}:
            return False
        asked = trial.section(self.here).section.questions
        return any(one.code in trial.faults for one in asked)

    def next_section(self, trial: Trial) -> str:
        """Return the section to show; nothing where the result comes next."""
        if self.go == _GO_RESULT:
            return ""
        if self.go == _GO_NEXT:
            return trial.after(self.here)
        return trial.section(self.go).section.code

    def carried(self, section: str) -> list[tuple[str, str]]:
        """Return all fields of the form but those that the page of the section shows itself."""
        shown = self.bank.section(section)
        inside = {f"q_{one.code}" for one in shown.questions} if shown else set()
        return [
            (name, value)
            for name, value in self._posted.items(multi=True)
            if self._travels(name) and name.partition("__")[0] not in inside and value
        ]

    def carried_answers(self) -> list[tuple[str, str]]:
        """Return the answers alone, for the page that shows the facts themselves."""
        return [pair for pair in self.carried("") if pair[0].startswith("q_")]

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

    def _travels(self, name: str) -> bool:
        return name in _OWN or name in self._fact_names or name.partition("__")[0] in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(f"q_{code}" for code in self.bank.questions)

    @cached_property
    def _fact_names(self) -> Mapping[str, str]:
        names = {field_name(key): key for key in self.raw_facts}
        return names | {f"{name}_none": key for name, key in names.items()}
