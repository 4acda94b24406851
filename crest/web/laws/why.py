"""Why a law applies, in words: each test, what is known, who said so, and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.amounts import Span
from crest.domain.conditions import Condition
from crest.domain.errors import NotFoundError
from crest.domain.facts import CATALOGUE, FactValue
from crest.domain.reasoning import Reason, reasons_of
from crest.domain.scores import Ternary
from crest.services.law_page import LawPage
from crest.services.law_standing import CompanyFacts
from crest.web.context import library
from crest.web.fact_fields import FieldKind, field_name, kind_of, shown_fact
from crest.web.labels import FACT, FACT_SOURCE
from crest.web.words import day, number

_DEEPEST = 4
# Their options have ids of their own; the first one is where the field begins.
_GROUPED = frozenset({FieldKind.YES_NO, FieldKind.RADIOS, FieldKind.CHECKBOXES})
_YEAR_SIGNS = len(".2026")
# Conditions that are only read need no day: none of their lines is decided.
_ANY_DAY = date(2026, 1, 1)

_TESTS: Mapping[str, str] = {
    "eq": _l("%(fact)s: is %(value)s"),
    "ne": _l("%(fact)s: is not %(value)s"),
    "in": _l("%(fact)s: is %(value)s"),
    "contains": _l("%(fact)s: includes %(value)s"),
    "gt": _l("%(fact)s: more than %(value)s"),
    "ge": _l("%(fact)s: at least %(value)s"),
    "lt": _l("%(fact)s: less than %(value)s"),
    "le": _l("%(fact)s: at most %(value)s"),
    "answered": _l("%(fact)s: is known"),
}
_GROUPS: Mapping[str, str] = {
    "all": _l("All of these:"),
    "any": _l("At least one of these:"),
    "not": _l("Not this:"),
    "count": _l("At least %(value)s of these:"),
    "each_year": _l("In each of the last %(value)s financial years:"),
    "any_year": _l("In at least one of the last %(value)s financial years:"),
    "from": _l("From %(value)s on"),
    "disputed": _l("The sources differ here, so it stays open where this is true:"),
}


class Question(StrEnum):
    """What a reason answers."""

    BINDS = "binds"
    REACHES = "reaches"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """One line of a reason: `known` and `source` are empty where nothing is known."""

    depth: int
    holds: bool | None
    words: str
    key: str
    known: str
    source: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionLine:
    """One line of a condition that is only read, `depth` deep in its groups."""

    depth: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Whether a law binds, reaches or would bind the company, and why."""

    asks: Question
    found: Ternary
    lines: tuple[ReasonLine, ...]


def law_reasons(page: LawPage) -> tuple[Why, ...]:
    """Return why the law binds and why it reaches, what decides first; none without a company."""
    reasons, company, found = page.reasons, page.company, page.line.applies
    if reasons is None or company is None or found is None:
        return ()
    answers = [
        Why(asks=Question.BINDS, found=found.binds, lines=_lines(reasons.binds, company)),
        Why(asks=Question.REACHES, found=found.reaches, lines=_lines(reasons.reaches, company)),
    ]
    if page.preview is not None:
        lines = _lines(page.preview.reasons, company)
        answers.append(Why(asks=Question.PREVIEW, found=page.preview.binds, lines=lines))
    order = (Ternary.YES, Ternary.UNKNOWN, Ternary.NO)
    told = (answer for answer in answers if answer.lines)
    return tuple(sorted(told, key=lambda answer: order.index(answer.found)))


def condition_words(condition: Condition | None) -> tuple[ConditionLine, ...]:
    """Return a condition in words, line by line; none where there is no condition."""
    return tuple(
        ConditionLine(depth=min(reason.depth, _DEEPEST), words=_words(reason))
        for reason in reasons_of(condition, {}, as_of=_ANY_DAY)
    )


def test_words(what: str, op: str, value: str) -> str:
    """Return one test in words: what it looks at, and the value that it wants."""
    return str(_TESTS[op]) % {"fact": what, "value": value}


def fact_name(key: str) -> str:
    """Return a fact in words, with the year or the currencies that it is about."""
    if key in FACT:
        return str(FACT[key])
    if key.startswith("rate."):
        source, target, year = key.split(".")[1:]
        return str(
            _(
                "Average rate from %(source)s to %(target)s in %(year)s",
                source=source,
                target=target,
                year=year,
            )
        )
    base, year = key[:-_YEAR_SIGNS], key[1 - _YEAR_SIGNS :]
    return str(_("%(fact)s in %(year)s", fact=FACT[base], year=year)) if base in FACT else key


def fact_target(key: str) -> str:
    """Return the id of the control that asks for the fact on the page of the profile."""
    grouped = key in CATALOGUE and kind_of(key) in _GROUPED
    return f"{field_name(key)}-0" if grouped else field_name(key)


def _lines(reasons: Sequence[Reason], company: CompanyFacts) -> tuple[ReasonLine, ...]:
    return tuple(_line(one, company) for one in reasons)


def _line(reason: Reason, company: CompanyFacts) -> ReasonLine:
    origin = company.origins.get(reason.key)
    source = "" if origin is None else f"{FACT_SOURCE.get(origin.source, '')}, {day(origin.on)}"
    return ReasonLine(
        depth=min(reason.depth, _DEEPEST),
        holds=reason.holds,
        words=_words(reason),
        key=reason.key,
        known=_known(reason),
        source=source,
        needs=reason.needs,
    )


def _words(reason: Reason) -> str:
    if not reason.key:
        value = day(reason.wanted) if isinstance(reason.wanted, date) else str(reason.wanted)
        return str(_GROUPS[reason.op]) % {"value": value}
    return str(_TESTS[reason.op]) % {"fact": fact_name(reason.key), "value": _wanted(reason)}


def _wanted(reason: Reason) -> str:
    wanted = reason.wanted
    if isinstance(wanted, Decimal):
        return _amount(wanted, reason.currency)
    if isinstance(wanted, tuple):
        return str(_(" or ")).join(_value(reason.key, (one,)) for one in wanted)
    return _value(reason.key, str(wanted))


def _known(reason: Reason) -> str:
    known = reason.known
    if known is None:
        return ""
    if isinstance(known, Span):
        return _span(known, reason.currency)
    return _value(reason.key, known)


def _span(span: Span, currency: str | None) -> str:
    low = _amount(span.low, currency)
    if span.low == span.high:
        return low
    if span.high.is_infinite():
        return str(_("%(amount)s or more", amount=low))
    return str(_("%(low)s to %(high)s", low=low, high=_amount(span.high, currency)))


def _amount(amount: Decimal, currency: str | None) -> str:
    return number(amount) if currency is None else f"{currency} {number(amount)}"


def _value(key: str, value: FactValue) -> str:
    if key == "customers.bound_by":
        return _laws((value,) if isinstance(value, str) else value)
    return shown_fact(key, value) if key in CATALOGUE else str(value)


def _laws(ids: Sequence[str] | Decimal) -> str:
    if isinstance(ids, Decimal):
        return str(ids)
    return ", ".join(_law_name(one) for one in ids) or str(_("None"))


def _law_name(instrument_id: str) -> str:
    try:
        return library().instrument(instrument_id).name
    except NotFoundError:
        return instrument_id
