"""Parts that the formats share: strict base, exact numbers, dates, texts and conditions."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from crest.domain.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    Disputed,
    FromDay,
    Not,
    Operator,
    Test,
    Years,
)
from crest.domain.facts import FactValue

# Enum fields take the word itself; everything else is strict.
Word = Field(strict=False)

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY_OF_YEAR = "[0-9]{2}-[0-9]{2}"
_SINCE = "[0-9]{4}(-[0-9]{2}){0,2}"
_ALLOWED_KEYS = (
    "write one of: all, any, not, count, any_year, each_year, from_day, disputed, "
    "or a test with fact (or question), op and value"
)
_GROUPS = frozenset(
    {"all", "any", "not_", "count", "any_year", "each_year", "from_day", "disputed"}
)


class Strict(BaseModel):
    """A part of a file: no unknown key, no silent conversion."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def refusal(words: str) -> PydanticCustomError:
    """Return the error that says why a part is refused, in these words."""
    return PydanticCustomError("value_error", "{words}", {"words": words})


def _exact(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refusal("must be a number, without quotes")
    return Decimal(value)


def _short(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -3:
        raise refusal("has more than 3 decimals; round it")
    return value


def _share(value: Decimal) -> Decimal:
    if not 0 <= value <= 1:
        raise refusal("must lie between 0 and 1")
    return value


def _in_calendar(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = f"is {text}, a day that is in no calendar; correct it"
        raise refusal(words) from None


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(_DAY, value):
        return _in_calendar(value)
    raise refusal("must be a day written as 2026-01-31")


def _since(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(_SINCE, value):
        return _in_calendar(value + "0001-01-01"[len(value) :])
    raise refusal('must be "2026", "2026-01" or "2026-01-31", in quotes')


def _day_of_year(value: object) -> str:
    # 2028 is a leap year, so that the 29 February may stand.
    if isinstance(value, str) and re.fullmatch(_DAY_OF_YEAR, value):
        return _in_calendar(f"2028-{value}").isoformat()[5:]
    raise refusal('must be a day of the year written as "05-31"')


def _said(value: str) -> str:
    if not value.strip():
        raise refusal("is empty; write the text")
    return value.strip()


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _fact_value(value: object) -> FactValue:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refusal("must be a text, a number or a list of texts (yes and no are texts)")
    return Decimal(value)


_NUMBER_SCHEMA = WithJsonSchema({"type": "number"})
_DAY_SCHEMA = WithJsonSchema({"type": "string", "pattern": f"^{_DAY}$"})
_SINCE_SCHEMA = WithJsonSchema({"type": "string", "pattern": f"^{_SINCE}$"})
_DAY_OF_YEAR_SCHEMA = WithJsonSchema({"type": "string", "pattern": f"^{_DAY_OF_YEAR}$"})
_LIST_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
)
_VALUE_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": ["string", "number"]},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
        ]
    }
)

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$", max_length=60)]
Text = Annotated[str, AfterValidator(_said), Field(max_length=4000)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Number = Annotated[Decimal, BeforeValidator(_exact), AfterValidator(_short), _NUMBER_SCHEMA]
Share = Annotated[Number, AfterValidator(_share)]
Day = Annotated[date, BeforeValidator(_day), _DAY_SCHEMA]
Since = Annotated[date, BeforeValidator(_since), _SINCE_SCHEMA]
DayOfYear = Annotated[str, BeforeValidator(_day_of_year), _DAY_OF_YEAR_SCHEMA]
Texts = Annotated[list[Text], BeforeValidator(_listed), _LIST_SCHEMA]
Value = Annotated[FactValue, BeforeValidator(_fact_value), _VALUE_SCHEMA]


class CountModel(Strict):
    """At least so many of these."""

    at_least: Annotated[int, Field(ge=1)]
    of: "Annotated[list[ConditionModel], Field(min_length=1)]"

    @model_validator(mode="after")
    def _can_be_reached(self) -> "CountModel":
        if self.at_least > len(self.of):
            words = f"asks for {self.at_least} of {len(self.of)}; it is never true"
            raise refusal(words)
        return self


class YearsModel(Strict):
    """A look back over so many closed financial years."""

    last: Annotated[int, Field(ge=2, le=5)]
    of: "ConditionModel"


class ConditionModel(Strict):
    """A condition: a group, or one test."""

    all: "list[ConditionModel] | None" = None
    any: "list[ConditionModel] | None" = None
    not_: "ConditionModel | None" = Field(default=None, alias="not")
    count: CountModel | None = None
    any_year: YearsModel | None = None
    each_year: YearsModel | None = None
    from_day: Day | None = None
    disputed: "ConditionModel | None" = None
    fact: str | None = None
    question: Code | None = None
    op: Annotated[Operator, Word] | None = None
    value: Value | None = None
    currency: Currency | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "ConditionModel":
        given = self.model_fields_set
        if len(given & _GROUPS) == 1 and len(given) == 1:
            return self
        if len(given & {"fact", "question"}) == 1 and given - {
            "fact",
            "question",
            "currency",
        } == {"op", "value"}:
            return self
        raise refusal(_ALLOWED_KEYS)

    def domain(self) -> Condition:
        """Return the condition as the domain has it."""
        if self.all is not None:
            return AllOf(tuple(part.domain() for part in self.all))
        if self.any is not None:
            return AnyOf(tuple(part.domain() for part in self.any))
        if self.count is not None:
            parts = tuple(part.domain() for part in self.count.of)
            return Count(self.count.at_least, parts)
        return self._around() or self._test()

    def _around(self) -> Condition | None:
        if self.not_ is not None:
            return Not(self.not_.domain())
        if self.disputed is not None:
            return Disputed(self.disputed.domain())
        if self.from_day is not None:
            return FromDay(self.from_day)
        years = self.any_year or self.each_year
        if years is None:
            return None
        return Years(years.last, self.each_year is not None, years.of.domain())

    def _test(self) -> Condition:
        if self.op is None or self.value is None:
            raise refusal(_ALLOWED_KEYS)
        return Test(
            op=self.op,
            value=self.value,
            fact=self.fact,
            question=self.question,
            currency=self.currency,
        )


def condition(model: ConditionModel | None) -> Condition | None:
    """Return the domain's condition, or None where there is none."""
    return None if model is None else model.domain()
