"""A question bank as data: questionnaire, sections, questions, options and bands."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property

from crest.domain.conditions import Condition


class Kind(StrEnum):
    """What a question is for; see `Question.is_stop` for the stop questions among the controls."""

    FACT = "fact"
    CONTROL = "control"
    REPAIR = "repair"


class Rung(StrEnum):
    """Steps of the ladder that each theme climbs."""

    RULE = "rule"
    TOLD = "told"
    PRACTICE = "practice"
    REMEDY = "remedy"


class AnswerType(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTI = "multi"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TEXT = "text"
    FILE = "file"
    TABLE = "table"


class WeightClass(StrEnum):
    """How much a control weighs; the method says the figure."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Basis(StrEnum):
    """Whether a control stands on law or on good practice."""

    LAW = "law"
    GOOD_PRACTICE = "good_practice"


class BankState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class SubjectKind(StrEnum):
    """Whom an assessment is about."""

    COMPANY = "company"
    WORKPLACE = "workplace"
    SUPPLIER = "supplier"


class SectionSubject(StrEnum):
    """Company sections are answered once per company; site sections per workplace."""

    COMPANY = "company"
    SITE = "site"


class Theme(StrEnum):
    """The 25 themes, in order; `profile` holds the facts."""

    PROFILE = "profile"
    GOVERNANCE = "governance"
    POLICY = "policy"
    MAPPING = "mapping"
    RISK_ASSESSMENT = "risk_assessment"
    RECRUITMENT = "recruitment"
    RECRUITMENT_FEES = "recruitment_fees"
    DOCUMENTS_MOVEMENT = "documents_movement"
    CONTRACTS = "contracts"
    WAGES = "wages"
    WORKING_TIME = "working_time"
    COERCION = "coercion"
    CHILD_LABOUR = "child_labour"
    ACCOMMODATION = "accommodation"
    HEALTH_SAFETY = "health_safety"
    WORKER_VOICE = "worker_voice"
    DISCRIMINATION = "discrimination"
    GRIEVANCE = "grievance"
    REMEDY = "remedy"
    DUE_DILIGENCE = "due_diligence"
    TRAINING = "training"
    MONITORING = "monitoring"
    DATA_PROTECTION = "data_protection"
    DISCLOSURE = "disclosure"
    TERMINATION = "termination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a single or multi question."""

    code: str
    label: str
    credit: Decimal | None = None
    cap: Decimal | None = None
    trigger: bool = False
    exclusive: bool = False
    fact_value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Values from `start` (included) to `below` (not included) and what they earn."""

    start: Decimal | None
    below: Decimal | None
    credit: Decimal
    trigger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """Which states besides an answer a question takes."""

    not_applicable: bool = False
    dont_know: bool = True
    planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceHint:
    """What proof is wanted, what serves and what does not."""

    expected: str = "none"
    kinds: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    not_enough: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationLink:
    """An obligation that the question asks about; `weight` overrides the class there."""

    id: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """The gate of a ladder step, or of a repair question: asked after these options of it."""

    question: str
    op: str
    value: tuple[str, ...]

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """Return the values that are numbers, in order."""
        found = []
        for text in self.value:
            with suppress(InvalidOperation):
                found.append(Decimal(text))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason that may be given for not applicable."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table question."""

    code: str
    label: str
    type: AnswerType


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with all that a page, a score and a finding need to know of it."""

    code: str
    theme: Theme
    kind: Kind
    type: AnswerType
    text: str
    help: str = ""
    purpose: str = ""
    unit: str | None = None
    rung: Rung | None = None
    weight_class: WeightClass | None = None
    basis: Basis | None = None
    evidence: EvidenceHint = EvidenceHint()
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    columns: tuple[Column, ...] = ()
    allow: Allow = Allow()
    na_reasons: tuple[Reason, ...] = ()
    scope: Condition | None = None
    follows: Follows | None = None
    asked_when: Follows | None = None
    decline: Condition | None = None
    obligations: tuple[ObligationLink, ...] = ()
    fact: str | None = None
    recommendation: str = ""
    glossary: tuple[str, ...] = ()

    @property
    def is_stop(self) -> bool:
        """Return whether an option or band of this control fires a trigger."""
        return any(option.trigger for option in self.options) or any(
            band.trigger for band in self.bands
        )

    def option(self, code: str) -> Option | None:
        """Return the option with this code, or None."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page or more of questions about one subject."""

    code: str
    title: str
    subject: SectionSubject
    questions: tuple[Question, ...]
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A contradiction that is asked about before submitting, never an accusation."""

    code: str
    when: Condition
    says: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """How many questions most companies of a size are shown: from `least` to `most`."""

    size: str
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """One version of a bank; `asks` is what it promises companies of a size to be shown."""

    id: str
    version: str
    state: BankState
    title: str
    about: str
    minutes: int
    audience: str
    subjects: tuple[SubjectKind, ...]
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()
    asks: tuple[Asks, ...] = ()
    digest: str = field(default="", compare=False)
    # the language of the texts, and how many of them no native speaker has reviewed or are missing
    language: str = "en"
    drafts: int = 0
    untranslated: int = 0

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Return all questions by code, in the order of the sections."""
        return {question.code: question for part in self.sections for question in part.questions}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """Return the section of each question by question code."""
        return {question.code: part for part in self.sections for question in part.questions}

    def section(self, code: str) -> Section | None:
        """Return the section with this code, or None."""
        return next((part for part in self.sections if part.code == code), None)

    def asks_of(self, size: str) -> Asks | None:
        """Return what is promised to companies of this size, or None."""
        return next((one for one in self.asks if one.size == size), None)

    def for_subject(self, subject: SubjectKind) -> tuple[Section, ...]:
        """Return the sections asked about this subject: a supplier is asked all of them."""
        if subject is SubjectKind.SUPPLIER:
            return self.sections
        wanted = SectionSubject.COMPANY if subject is SubjectKind.COMPANY else SectionSubject.SITE
        return tuple(part for part in self.sections if part.subject is wanted)
