"""Which column of a supplier list means what: headings as lists use them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crest.imports.heading_words import WORDS
from crest.imports.table import header_word


class Field(StrEnum):
    """What a column of a supplier list can give."""

    CODE = "code"
    NAME = "name"
    NAME_LOCAL = "name_local"
    COUNTRY = "country"
    PROVINCE = "province"
    ADDRESS = "address"
    CITY = "city"
    POSTCODE = "postcode"
    SECTOR = "sector"
    GOODS = "goods"
    INPUTS = "inputs"
    TIER = "tier"
    REGISTRATION_NUMBER = "registration_number"
    CONTACT_NAME = "contact_name"
    CONTACT_EMAIL = "contact_email"
    CONTACT_PHONE = "contact_phone"
    SPEND = "spend"
    SPEND_CURRENCY = "spend_currency"
    LEVERAGE = "leverage"
    WORKERS = "workforce.total"
    WOMEN = "workforce.women"
    MEN = "workforce.men"
    MIGRANTS = "workforce.migrants"
    AGENCY = "workforce.agency"
    UNDER_18 = "workforce.under_18"
    MIGRANT_SHARE = "workforce.migrant_share"
    AGENCY_SHARE = "workforce.agency_share"
    UNDER_18_SHARE = "workforce.under_18_share"
    NOTE = "note"


# A column headed as a count whose cells carry a percent sign gives the share instead.
SHARE_OF: Mapping[Field, Field] = {
    Field.MIGRANTS: Field.MIGRANT_SHARE,
    Field.AGENCY: Field.AGENCY_SHARE,
    Field.UNDER_18: Field.UNDER_18_SHARE,
}

# The fields whose numbers are shares in percent, so that a unit must be declared.
SHARES = frozenset({*SHARE_OF.values(), Field.LEVERAGE})
# The fields that several columns may give together: their texts stand one after the other.
JOINED = frozenset({Field.ADDRESS, Field.GOODS, Field.NOTE})

# Most telling heading first: where two columns mean the same, the earlier one here is taken.
_HEADINGS: Mapping[Field, str] = {
    Field.CODE: (
        "supplier code; supplier id; supplier number; supplier no; supplier no.; supplier ref; "
        "supplier reference; code; factory number; factory no; factory no.; "
        "factory id; factory code; site code; site id; "
        "vendor code; vendor id; vendor number; vendor no; vendor no.; vendor #; supplier #; "
        "os id; oar id; open supply hub id; id"
    ),
    Field.NAME: (
        "supplier name; name; supplier; company name; company; factory name; factory; "
        "facility name; facility; facility name (english); factory name (english); "
        "name (english); english name; name in english; name of supplier; name of factory; "
        "business name; vendor name; vendor; legal name; site name; empregador; legal entity name"
    ),
    Field.NAME_LOCAL: (
        "local name; name local; name (local); name in local language; native name; khmer name; "
        "name (khmer); name in khmer; facility name (native language); name (native language); "
        "factory name (native language)"
    ),
    Field.COUNTRY: (
        "country; country/region; country / region; country or region; country code; "
        "country name; reference area; supplier country; factory country; location country; nation"
    ),
    Field.PROVINCE: (
        "province; state, province; state/province; state / province; state or province; state; "
        "region; uf; province/state; supplier province"
    ),
    Field.ADDRESS: (
        "address; supplier address; factory address; facility address; full address; "
        "street address; street; address line 1; address 1; estabelecimento; headquarters; "
        "location address"
    ),
    Field.CITY: "city; town; city / town; city/town; supplier city; city / state, province",
    Field.POSTCODE: (
        "postcode; post code; postal code; zip; zip code; zip/postal code; postal / zip code"
    ),
    Field.SECTOR: (
        "sector; isic; isic code; sector (isic); industry; industry code; sector code; "
        "business sector; activity"
    ),
    Field.GOODS: (
        "goods; goods or services; product; products; product type; product type type; "
        "product category; products or services; main products; materials; material; commodity"
    ),
    Field.INPUTS: (
        "inputs; input; inputs (origin); inputs and origins; inputs and their origin; "
        "raw materials; raw material; raw materials (origin); main raw materials; "
        "materials used; main inputs; made of"
    ),
    Field.TIER: "tier; supplier tier; tier level; supply chain tier",
    Field.REGISTRATION_NUMBER: (
        "registration number; registration no; registration no.; company registration number; "
        "business registration number; tax id; tax number; tin; vat number; cnpj; sec cik"
    ),
    Field.CONTACT_NAME: "contact name; contact; contact person; name of contact; supplier contact",
    Field.CONTACT_EMAIL: "email; e-mail; contact email; contact e-mail; email address; mail",
    Field.CONTACT_PHONE: (
        "phone; telephone; phone number; contact phone; contact number; tel; mobile; "
        "telephone number"
    ),
    Field.SPEND: (
        "spend; annual spend; yearly spend; spend per year; purchases; purchase value; "
        "order value; annual purchases"
    ),
    Field.SPEND_CURRENCY: "currency; spend currency; currency code",
    Field.LEVERAGE: (
        "share of supplier's sales; our share of the supplier's sales; our share of sales; "
        "share of sales; share of supplier sales; leverage; share of output; "
        "share of supplier's output; share of capacity"
    ),
    Field.WORKERS: (
        "total workers; workers; number of workers; workforce; employees; "
        "number of employees; total employees; total workforce; headcount; head count; "
        "line workers; trabalhadores envolvidos"
    ),
    Field.WOMEN: (
        "female workers; women workers; women; number of women; female employees; "
        "number of female workers"
    ),
    Field.MEN: (
        "male workers; men workers; men; number of men; male employees; number of male workers"
    ),
    Field.MIGRANTS: (
        "migrant workers; foreign migrant workers; migrants; number of migrant workers; "
        "foreign workers; number of migrants"
    ),
    Field.AGENCY: (
        "agency workers; agency-hired workers; contract workers; agency hired workers; "
        "number of agency workers; temporary agency workers; labour contractor workers"
    ),
    Field.UNDER_18: (
        "young workers; workers under 18; under 18; under-18 workers; juvenile workers; "
        "number of young workers"
    ),
    Field.MIGRANT_SHARE: "migrant share; share of migrants; share of migrant workers",
    Field.AGENCY_SHARE: (
        "agency share; agency-hired share; share of agency workers; share of agency-hired workers"
    ),
    Field.UNDER_18_SHARE: (
        "under-18 share; under 18 share; share under 18; share of workers under 18; "
        "share of young workers"
    ),
}
_PERCENT = re.compile(
    r"%|\b(?:percent|percentage|per cent|pct|porcentagem|porcentaje|pourcentage|prozent|persen"
    r"|peratus|phần trăm)\b|ភាគរយ|ร้อยละ|เปอร์เซ็นต์|百分比|パーセント|퍼센트"
)
# Above and below of a heading of two rows; halves that say one thing in two languages.
TWO_ROWS = ": "
_HALVES = re.compile("[/|\n()\\[\\]\uff08\uff09\uff0f]")
_CURRENCY = re.compile(r"\(([a-z]{3})\)|\b([a-z]{3})$")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)")
_BLANKS = re.compile(r"\s+")

_SEPARATORS = re.compile(r"[;\n]")


def _by_word() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for table in (_HEADINGS, WORDS):
        for field, words in table.items():
            for word in filter(None, map(str.strip, _SEPARATORS.split(words))):
                found.setdefault(word, Field(field))
    return found


FIELD_OF: Mapping[str, Field] = _by_word()
_PLACE = {word: place for place, word in enumerate(FIELD_OF)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMeaning:
    """One column understood: its field, where it stands, and the unit its heading declares."""

    field: Field
    index: int
    heading: str
    percent: bool = False
    currency: str | None = None
    # How telling the heading is for its field: the lower, the more.
    telling: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """The columns of a list: those understood by field, and the headings that are left out."""

    columns: Mapping[Field, ColumnMeaning]
    ignored: tuple[str, ...]


def known_words() -> frozenset[str]:
    """Return every heading that is understood, in the form in which headings are compared."""
    return frozenset(FIELD_OF)


def read_headings(header: Sequence[str]) -> Meanings:
    """Return what the columns mean; of two that mean the same the more telling one is taken."""
    found: dict[Field, ColumnMeaning] = {}
    for index, heading in enumerate(header):
        meaning = read_heading(heading, index)
        if meaning is None or meaning.field is Field.NOTE:
            continue
        held = found.get(meaning.field)
        if held is None or meaning.telling < held.telling:
            found[meaning.field] = meaning
    taken = {meaning.index for meaning in found.values()}
    left = [heading for index, heading in enumerate(header) if heading and index not in taken]
    return Meanings(columns=found, ignored=tuple(left))


def read_heading(heading: str, index: int) -> ColumnMeaning | None:
    """Return what one heading means, or None where it is not known.

    A heading of two rows is read as a whole, then by its lower row; one in two languages is known
    where a half is known and the other half is written in another script.
    """
    above, _, below = heading.partition(TWO_ROWS)
    wholes = (heading, f"{below} {above}", below) if below else (heading,)
    halves = [half for half in _HALVES.split(heading) if half.strip()]
    if len(halves) > 1 and len({half.isascii() for half in halves}) > 1:
        wholes = (*wholes, *halves)
    found = (_read(whole) for whole in wholes)
    meaning = next((one for one in found if one is not None), None)
    return None if meaning is None else replace(meaning, index=index, heading=heading)


def _read(heading: str) -> ColumnMeaning | None:
    word = header_word(heading)
    percent = bool(_PERCENT.search(word))
    bare = _bare(_PERCENT.sub(" ", word)) if percent else word
    currency = None
    field, place = FIELD_OF.get(bare), _PLACE.get(bare, len(_PLACE))
    if field is None and (code := _CURRENCY.search(bare)):
        field = FIELD_OF.get(_bare(_CURRENCY.sub(" ", bare)))
        currency = (code[1] or code[2]).upper()
        if field is not Field.SPEND:
            return None
    if field is not None and percent:
        field = _in_percent(field)
    if field is None:
        return None
    return ColumnMeaning(
        field=field,
        index=0,
        heading=heading,
        percent=percent,
        currency=currency,
        telling=place,
    )


def _in_percent(field: Field) -> Field | None:
    # "% Migrant Workers" is a share; "% Female Workers" has no place but among the notes.
    if field in SHARE_OF:
        return SHARE_OF[field]
    if field in {Field.WOMEN, Field.MEN}:
        return Field.NOTE
    return field if field in SHARES else None


def _bare(word: str) -> str:
    without = _BLANKS.sub(" ", _EMPTY_BRACKETS.sub(" ", word)).strip(" ,-")
    return without.removeprefix("of ")
