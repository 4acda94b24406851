"""Form fields of facts: what is asked, why, and what was typed or is known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crest.content.library import Library
from crest.domain.conditions import facts_named
from crest.domain.fact_input import CHANNELS, FORMS, YES_NO, FactFault, RawFact, ReadFacts, read_raw
from crest.domain.facts import CATALOGUE, FactType, FactValue
from crest.services.kept_facts import fact_lists
from crest.web.context import library as current_library
from crest.web.fact_words import ASKED
from crest.web.faults import Fault
from crest.web.labels import OPTION
from crest.web.refusals import sentence
from crest.web.words import country_name, sector_name

_NONE = "none"
# Every company sells something somewhere, and hires somehow.
_NEVER_NONE = frozenset({"goods", "recruitment.channels", "business_in"})


class FieldKind(StrEnum):
    """Which form control asks for a fact."""

    NUMBER = "number"
    YES_NO = "yes_no"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    TEXT = "text"
    SECTOR = "sector"
    COUNTRY = "country"
    COUNTRIES = "countries"


_GROUPS = frozenset({FieldKind.YES_NO, FieldKind.RADIOS, FieldKind.CHECKBOXES})
_KINDS: Mapping[str, FieldKind] = {
    "form": FieldKind.RADIOS,
    "sector": FieldKind.SECTOR,
    "country": FieldKind.COUNTRY,
    "recruitment.channels": FieldKind.CHECKBOXES,
    "customers.bound_by": FieldKind.CHECKBOXES,
    "goods": FieldKind.TEXT,
}
_OF_TYPE: Mapping[FactType, FieldKind] = {
    FactType.NUMBER: FieldKind.NUMBER,
    FactType.PERCENT: FieldKind.NUMBER,
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


def field_name(key: str) -> str:
    """Return the name of a fact's form field."""
    return "fact_" + key.replace(".", "_")


def kind_of(key: str) -> FieldKind:
    """Return which form control asks for the fact."""
    return _KINDS.get(key) or _OF_TYPE.get(CATALOGUE[key].type, FieldKind.TEXT)


def typed_facts(posted: MultiDict[str, str], keys: Sequence[str]) -> dict[str, RawFact]:
    """Return what was posted for these facts."""
    return {key: _typed(posted, field_name(key)) for key in keys}


def read_typed(raw: Mapping[str, RawFact], library: Library) -> ReadFacts:
    """Return the posted facts as values, with every fault among them."""
    return read_raw(raw, fact_lists(library))


def known_fields(
    keys: Sequence[str], facts: Mapping[str, FactValue], library: Library
) -> list[FactField]:
    """Return the fields of these facts, filled with what is known."""
    return [_field(key, _as_raw(key, facts.get(key)), library) for key in keys]


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
    label = str(ASKED[fault.key].label)
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
    if kind in {FieldKind.COUNTRY, FieldKind.COUNTRIES}:
        return country_name(value)
    return sector_name(value) if kind is FieldKind.SECTOR else str(OPTION.get(value, value))


def _field(key: str, typed: RawFact, library: Library) -> FactField:
    asked, kind = ASKED[key], kind_of(key)
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
        case FieldKind.YES_NO:
            return [*((code, str(OPTION[code])) for code in YES_NO), unknown]
        case FieldKind.RADIOS:
            return [*((code, str(OPTION[code])) for code in FORMS), unknown]
        case FieldKind.COUNTRY:
            return [unknown, *countries(library)]
        case FieldKind.CHECKBOXES:
            return _channels() if key == "recruitment.channels" else _customer_laws(library)
        case _:
            return []


def countries(library: Library) -> list[tuple[str, str]]:
    """Return all countries by name."""
    found = ((code, country_name(code)) for code in library.reference.countries)
    return sorted(found, key=lambda pair: pair[1].casefold())


def _channels() -> list[tuple[str, str]]:
    return [(code, str(OPTION[code])) for code in CHANNELS]


def _customer_laws(library: Library) -> list[tuple[str, str]]:
    # Laws that reach a company only because they bind its customers.
    return [
        (instrument.id, f"{instrument.name} ({country_name(instrument.jurisdiction)})")
        for instrument in library.instruments
        if instrument.reaches_when is not None
        and "customers.bound_by" in facts_named(instrument.reaches_when)
    ]
