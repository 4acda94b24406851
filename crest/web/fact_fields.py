"""Form fields of facts: what is asked, why, and what was typed or is known."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crest.content.library import Library
from crest.domain.conditions import tests
from crest.domain.fact_input import (
    ACTIVITIES,
    CHANNELS,
    FORMS,
    YES_NO,
    FactFault,
    RawFact,
    ReadFacts,
    read_raw,
)
from crest.domain.facts import (
    CATALOGUE,
    MONEY_BY_YEAR,
    PEOPLE_BY_YEAR,
    FactType,
    FactValue,
)
from crest.domain.law_facts import LAW_FACTS, is_law_fact
from crest.services.kept_facts import fact_lists
from crest.web.context import library as current_library
from crest.web.fact_words import asked_words
from crest.web.faults import Fault
from crest.web.labels import OPTION
from crest.web.refusals import sentence
from crest.web.words import country_name, day_of_year, number, sector_name

_NONE = "none"
# Every company sells something somewhere, and hires somehow.
_NEVER_NONE = frozenset({"goods", "inputs", "recruitment.channels", "business_in", "present_in"})
# How many laws a hint names; a page about laws has them all.
_NAMED = 2


class FieldKind(StrEnum):
    """Which form control asks for a fact."""

    NUMBER = "number"
    AMOUNT = "amount"
    DAY_OF_YEAR = "day_of_year"
    YES_NO = "yes_no"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    TEXT = "text"
    SECTOR = "sector"
    COUNTRY = "country"
    COUNTRIES = "countries"


_RADIOS: Mapping[str, Sequence[str]] = {"form": FORMS, "activity": ACTIVITIES}
_GROUPS = frozenset({FieldKind.YES_NO, FieldKind.RADIOS, FieldKind.CHECKBOXES})
_KINDS: Mapping[str, FieldKind] = {
    "form": FieldKind.RADIOS,
    "activity": FieldKind.RADIOS,
    "sector": FieldKind.SECTOR,
    "country": FieldKind.COUNTRY,
    "incorporated_in": FieldKind.COUNTRY,
    "head_office_in": FieldKind.COUNTRY,
    "tax_resident_in": FieldKind.COUNTRY,
    "recruitment.channels": FieldKind.CHECKBOXES,
    "customers.bound_by": FieldKind.CHECKBOXES,
    "goods": FieldKind.TEXT,
    "inputs": FieldKind.TEXT,
}
_OF_TYPE: Mapping[FactType, FieldKind] = {
    FactType.NUMBER: FieldKind.NUMBER,
    FactType.PERCENT: FieldKind.NUMBER,
    FactType.AMOUNT: FieldKind.AMOUNT,
    FactType.DAY_OF_YEAR: FieldKind.DAY_OF_YEAR,
    FactType.YES_NO: FieldKind.YES_NO,
    FactType.LIST: FieldKind.COUNTRIES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The words of a label, where templates look for them."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactOption:
    """One radio or checkbox."""

    id: str
    data: str
    label: Label
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactField:
    """One fact as a form control; iterating gives its options."""

    key: str
    kind: FieldKind
    label: Label
    why: str
    data: str = ""
    options: tuple[FactOption, ...] = ()
    none: FactOption | None = None
    errors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the control."""
        return field_name(self.key)

    @property
    def name(self) -> str:
        """Return the name that is posted."""
        return field_name(self.key)

    @property
    def target(self) -> str:
        """Return the id that an error links to: the first option of a group."""
        return self.options[0].id if self.kind in _GROUPS else self.id

    def __iter__(self) -> Iterator[FactOption]:
        """Return the options in their order."""
        return iter(self.options)


_RATE_FIELD = "fact_rate_"


def field_name(key: str) -> str:
    """Return the name of a fact's form field."""
    return "fact_" + key.replace(".", "_")


_YEARLY_FIELDS = {field_name(key): key for key in (*MONEY_BY_YEAR, *PEOPLE_BY_YEAR)}


def kind_of(key: str) -> FieldKind:
    """Return which form control asks for the fact."""
    return _KINDS.get(key) or _OF_TYPE.get(CATALOGUE[key].type, FieldKind.TEXT)


def typed_facts(posted: MultiDict[str, str], keys: Sequence[str]) -> dict[str, RawFact]:
    """Return what was posted for these facts."""
    return {key: _typed(posted, field_name(key)) for key in keys}


def posted_law_facts(posted: Iterable[str]) -> list[str]:
    """Return the facts that only laws need among these field names, whatever their year."""
    fixed = {field_name(key): key for key in LAW_FACTS}
    found = {fixed.get(name.removesuffix(f"_{_NONE}")) or _dated(name) for name in posted}
    return sorted(key for key in found if key is not None and is_law_fact(key))


def _dated(name: str) -> str | None:
    base, _sign, year = name.rpartition("_")
    if name.startswith(_RATE_FIELD):
        return name.removeprefix("fact_").replace("_", ".")
    return f"{_YEARLY_FIELDS[base]}.{year}" if base in _YEARLY_FIELDS else None


def read_typed(raw: Mapping[str, RawFact], library: Library) -> ReadFacts:
    """Return the posted facts as values, with every fault among them."""
    return read_raw(raw, fact_lists(library))


def known_fields(
    keys: Sequence[str], facts: Mapping[str, FactValue], library: Library
) -> list[FactField]:
    """Return the fields of these facts, filled with what is known."""
    return [_field(key, _as_raw(key, facts.get(key)), library) for key in keys]


def with_laws(
    fields: Sequence[FactField], because: Mapping[str, Sequence[str]], library: Library
) -> list[FactField]:
    """Return the fields, each that only laws need with the names of these laws."""
    return [
        replace(field, why=f"{field.why} {_law_words(because[field.key], library)}")
        if field.key in because
        else field
        for field in fields
    ]


def _law_words(ids: Sequence[str], library: Library) -> str:
    named = [library.instrument(one).name for one in ids[:_NAMED]]
    laws = "; ".join(named)
    if len(ids) == len(named):
        return str(_("Asked because of: %(laws)s.", laws=laws))
    more = len(ids) - len(named)
    return str(_("Asked because of: %(laws)s; and %(more)s more.", laws=laws, more=more))


def typed_fields(
    raw: Mapping[str, RawFact], faults: Sequence[FactFault], library: Library
) -> list[FactField]:
    """Return the fields as they were typed, each with its errors."""
    return [
        replace(
            _field(key, typed, library),
            errors=tuple(fault_words(fault) for fault in faults if fault.key == key),
        )
        for key, typed in raw.items()
    ]


def field_faults(fields: Sequence[FactField]) -> list[Fault]:
    """Return the faults of the fields for the list at the top of the page."""
    return [Fault(id=field.target, text=error) for field in fields for error in field.errors]


def fault_words(fault: FactFault) -> str:
    """Return what is wrong with a fact, and how to mend it."""
    label = str(asked_words(fault.key).label)
    return sentence(fault.reason) % {
        "value": fault.value,
        "character": fault.value,
        "label": label,
    }


def shown_fact(key: str, value: FactValue | None) -> str:
    """Return a fact in words; what is not known says so."""
    if value is None:
        return str(_("Not known yet"))
    if isinstance(value, tuple):
        return ", ".join(_word(key, part) for part in value) or str(_("None"))
    return f"{value:,f}" if isinstance(value, Decimal) else _word(key, value)


def _typed(posted: MultiDict[str, str], name: str) -> RawFact:
    return RawFact(texts=tuple(posted.getlist(name)), none=posted.get(f"{name}_{_NONE}") == _NONE)


def _as_raw(key: str, value: FactValue | None) -> RawFact:
    if value is None:
        return RawFact()
    if isinstance(value, Decimal):
        return RawFact(texts=(format(value.normalize(), "f"),))
    if isinstance(value, str):
        return RawFact(texts=(_typed_form(key, value),))
    if kind_of(key) is FieldKind.CHECKBOXES:
        return RawFact(texts=value, none=not value)
    return RawFact(texts=(", ".join(_typed_form(key, part) for part in value),), none=not value)


def _typed_form(key: str, value: str) -> str:
    kind = kind_of(key)
    if kind is FieldKind.SECTOR:
        return sector_name(value)
    return _country_as_typed(value) if kind is FieldKind.COUNTRIES else value


def _country_as_typed(code: str) -> str:
    # The name only where it is read back as the same country; commas separate the names.
    name = country_name(code)
    same = code == "EU" or current_library().reference.find_country(name) == code
    return name if same and "," not in name else code


def _word(key: str, value: str) -> str:
    kind = kind_of(key)
    if kind is FieldKind.DAY_OF_YEAR:
        return day_of_year(value)
    if kind is FieldKind.AMOUNT:
        return _band(value)
    if kind in {FieldKind.COUNTRY, FieldKind.COUNTRIES}:
        return country_name(value)
    return sector_name(value) if kind is FieldKind.SECTOR else str(OPTION.get(value, value))


def _band(value: str) -> str:
    low, _sign, high = value.partition("-")
    least = number(Decimal(low))
    if not high:
        return str(_("%(amount)s or more", amount=least))
    return str(_("%(low)s to %(high)s", low=least, high=number(Decimal(high))))


def _field(key: str, typed: RawFact, library: Library) -> FactField:
    asked, kind = asked_words(key), kind_of(key)
    takes_none = CATALOGUE[key].type is FactType.LIST and key not in _NEVER_NONE
    none = FactOption(
        id=f"{field_name(key)}_{_NONE}",
        data=_NONE,
        label=Label(text=str(asked.none)),
        checked=typed.none,
    )
    return FactField(
        key=key,
        kind=kind,
        label=Label(text=str(asked.label)),
        why=str(asked.why),
        data=", ".join(typed.texts),
        options=_options(key, kind, typed, library),
        none=none if takes_none else None,
    )


def _options(key: str, kind: FieldKind, typed: RawFact, library: Library) -> tuple[FactOption, ...]:
    choices = _choices(key, kind, library)
    chosen = set(typed.texts) or {""}
    return tuple(
        FactOption(
            id=f"{field_name(key)}-{place}",
            data=code,
            label=Label(text=words),
            checked=code in chosen,
        )
        for place, (code, words) in enumerate(choices)
    )


def _choices(key: str, kind: FieldKind, library: Library) -> list[tuple[str, str]]:
    unknown = ("", str(_("Not known yet")))
    match kind:
        case FieldKind.YES_NO | FieldKind.RADIOS:
            codes = YES_NO if kind is FieldKind.YES_NO else _RADIOS[key]
            return [*((code, str(OPTION[code])) for code in codes), unknown]
        case FieldKind.COUNTRY:
            return [unknown, *countries(library)]
        case FieldKind.DAY_OF_YEAR:
            return [unknown, *_month_ends()]
        case FieldKind.CHECKBOXES:
            return _channels() if key == "recruitment.channels" else _customer_laws(library)
        case _:
            return []


def countries(library: Library) -> list[tuple[str, str]]:
    """Return all countries by name."""
    found = ((code, country_name(code)) for code in library.reference.countries)
    return sorted(found, key=lambda pair: pair[1].casefold())


def _month_ends() -> list[tuple[str, str]]:
    # The 29 February stands for the last day of February in every year.
    days = (date(2028, month, monthrange(2028, month)[1]) for month in range(1, 13))
    return [(day.strftime("%m-%d"), day_of_year(day.strftime("%m-%d"))) for day in days]


def _channels() -> list[tuple[str, str]]:
    return [(code, str(OPTION[code])) for code in CHANNELS]


def _customer_laws(library: Library) -> list[tuple[str, str]]:
    # Laws that reach a company only because they bind its customers.
    named = {
        str(test.value)
        for instrument in library.instruments
        if instrument.reaches_when is not None
        for test in tests(instrument.reaches_when)
        if test.fact == "customers.bound_by"
    }
    return [
        (instrument.id, f"{instrument.name} ({country_name(instrument.jurisdiction)})")
        for instrument in library.instruments
        if instrument.id in named
    ]
