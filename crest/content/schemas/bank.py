"""The format of a bank: `banks/<id>/<version>.yaml`."""

from typing import Annotated, Literal

from pydantic import Field

from crest.content.schemas.common import (
    Code,
    ConditionModel,
    Number,
    Share,
    Strict,
    Text,
    Texts,
    Word,
)
from crest.domain.bank import (
    AnswerType,
    BankState,
    Basis,
    Kind,
    Rung,
    SectionSubject,
    SubjectKind,
    Theme,
    WeightClass,
)

EvidenceKind = Literal[
    "policy",
    "contract",
    "payslip",
    "receipt",
    "register",
    "photo",
    "certificate",
    "report",
    "letter",
    "other",
]


class OptionModel(Strict):
    """One option of a single or multi question."""

    code: Code
    label: Text
    credit: Share | None = None
    cap: Share | None = None
    trigger: bool = False
    exclusive: bool = False
    fact_value: Text | None = None


class BandModel(Strict):
    """Values from `from` (included) to `below` (not included)."""

    start: Number | None = Field(default=None, alias="from")
    below: Number | None = None
    credit: Share
    trigger: bool = False


class AllowModel(Strict):
    """Which states besides an answer the question takes; absent ones have defaults."""

    not_applicable: bool | None = None
    dont_know: bool | None = None
    planned: bool | None = None


class EvidenceModel(Strict):
    """What proof is wanted, what serves and what does not."""

    expected: Literal["none", "optional", "required"]
    kinds: list[EvidenceKind] = []
    good: list[Text] = []
    not_enough: list[Text] = []


class LinkModel(Strict):
    """An obligation that the question asks about."""

    id: Code
    weight: Number | None = None


class FollowsModel(Strict):
    """The gate, and the options of it that open the question."""

    question: Code
    op: Literal["in", "contains", "eq"]
    value: Texts


class ReasonModel(Strict):
    """A reason that may be given for not applicable."""

    code: Code
    label: Text


class ColumnModel(Strict):
    """One column of a table question."""

    code: Code
    label: Text
    type: Annotated[AnswerType, Word]


class QuestionModel(Strict):
    """One question."""

    code: Code
    theme: Annotated[Theme, Word]
    kind: Annotated[Kind, Word]
    type: Annotated[AnswerType, Word]
    text: Text
    help: Text | None = None
    purpose: Text | None = None
    unit: Text | None = None
    rung: Annotated[Rung, Word] | None = None
    weight_class: Annotated[WeightClass, Word] | None = None
    basis: Annotated[Basis, Word] | None = None
    evidence: EvidenceModel | None = None
    options: list[OptionModel] = []
    bands: list[BandModel] = []
    columns: list[ColumnModel] = []
    allow: AllowModel = AllowModel()
    na_reasons: list[ReasonModel] = []
    scope: ConditionModel | None = None
    follows: FollowsModel | None = None
    asked_when: FollowsModel | None = None
    decline: ConditionModel | None = None
    obligations: list[LinkModel] = []
    fact: str | None = None
    recommendation: Text | None = None
    glossary: list[Code] = []


class SectionModel(Strict):
    """A page or more of questions about one subject."""

    code: Code
    title: Text
    subject: Annotated[SectionSubject, Word]
    about: Text | None = None
    questions: Annotated[list[QuestionModel], Field(min_length=1)]


class CheckModel(Strict):
    """A contradiction between answers and facts."""

    code: Code
    when: ConditionModel = Field(alias="if")
    says: Text
    asks: Annotated[list[Code], Field(min_length=1)]


class AsksModel(Strict):
    """How many questions most companies of a size are shown; both ends included."""

    size: Literal["micro", "small", "medium", "large"]
    least: Annotated[int, Field(ge=1)]
    most: Annotated[int, Field(ge=1)]


class BankModel(Strict):
    """One version of a bank."""

    id: Code
    version: Code
    state: Annotated[BankState, Word]
    title: Text
    about: Text
    minutes: Annotated[int, Field(ge=1, le=600)]
    audience: Text
    subjects: Annotated[list[Annotated[SubjectKind, Word]], Field(min_length=1)]
    sections: Annotated[list[SectionModel], Field(min_length=1)]
    checks: list[CheckModel] = []
    asks: list[AsksModel] = []
