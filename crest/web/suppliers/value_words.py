"""What stands in the columns of a supplier, and why two may be one, in the reader's words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from crest.domain.register import Decision
from crest.domain.supplier_match import Reason
from crest.domain.supplier_ties import FACT
from crest.exports.register_words import DECISION
from crest.web.fact_fields import shown_fact
from crest.web.labels import FACT as FACT_WORDS
from crest.web.suppliers.forms import LABELS
from crest.web.words import country_name, day, number, percent, province_name, sector_name

COLUMN: Mapping[str, str] = {
    **dict(LABELS),
    "sector_text": _l("Sector as the list writes it"),
    "spend": _l("Spend"),
    "spend_currency": _l("Currency"),
    "owner": _l("Owner"),
    "decision": _l("Decision"),
    "next_review": _l("Next review"),
    "note": _l("Note"),
    "archived": _l("Archived"),
}
REASON: Mapping[str, str] = {
    Reason.SAME_CODE: _l("same code"),
    Reason.SAME_REGISTRATION: _l("same registration number"),
    Reason.SAME_NAME: _l("same name"),
    Reason.NAME_CLOSE: _l("names much alike"),
    Reason.TRANSLITERATED: _l("alike when written in Latin letters"),
    Reason.SAME_ADDRESS: _l("same address"),
    Reason.ADDRESS_CLOSE: _l("addresses much alike"),
    Reason.SAME_PHONE: _l("same phone"),
    Reason.SAME_EMAIL: _l("same e-mail"),
    Reason.SITES_DIFFER: _l("other places"),
    Reason.NUMBERS_DIFFER: _l("other numbers in the name"),
    Reason.COUNTRIES_DIFFER: _l("other countries"),
    Reason.REGISTRATIONS_DIFFER: _l("other registration numbers"),
}


def reason_words(reasons: Iterable[Reason]) -> str:
    """Return why two entries may be one, or are two places of one company."""
    return ", ".join(str(REASON[reason]) for reason in reasons)


def column_label(name: str) -> str:
    """Return what a column or a fact of a supplier is called."""
    if name.startswith(FACT):
        return str(FACT_WORDS[name.removeprefix(FACT)])
    return str(COLUMN[name])


def shown_value(name: str, value: Any) -> str:
    """Return what stands in a column or a fact of a supplier; nothing is a dash."""
    if value is None:
        return "\u2013"
    if name.startswith(FACT):
        return str(shown_fact(name.removeprefix(FACT), value))
    return str(_SHOWN.get(name, str)(value))


def _decision(value: str) -> str:
    return str(gettext(DECISION[Decision(value)])) if value in set(Decision) else value


def _spend(value: Decimal) -> str:
    return number(value, 2)


_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "country": country_name,
    "province": province_name,
    "sector": sector_name,
    "leverage": percent,
    "spend": _spend,
    "next_review": lambda value: day(value if isinstance(value, date) else None),
    "decision": _decision,
}
