"""Which entries may mean one supplier: exact by code or number, else proposals that people decide.

A `Party` is an entry to compare, of the list of suppliers or of a file. `exact_matches` needs
equal signs; `judge` weighs what an outside comparison measured (`Likeness`) and says why. Nothing
here merges: a proposal is a question. Entries of different registration numbers, and names of
different numbers ("Plant 2", "#3"), are never proposed as one supplier, only as its sites.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from crest.domain.names import normalise

# From here on a proposal has never been wrong on the fixture; it is still asked.
TOP_SCORE = Decimal("0.90")
LEAST_SCORE = Decimal("0.50")
MOST_PROPOSALS = 3
_NO_SIGN = re.compile(r"[\W_]+")
_SURE, _LIKE, _FAR = 99, 65, 45
# Points out of a hundred: for how alike the names are (least percent, points) ...
_NAME_POINTS = ((98, 80), (90, 74), (82, 62), (70, 45))
# ... and the addresses.
_ADDRESS_POINTS = ((85, 18), (_LIKE, 12), (_FAR, 0))
_CONTACT_POINTS = 14
_REGISTRATION_POINTS = 30
_TRANSLITERATED_LOSS = 20
_CONTACT_ONLY = 40


class Reason(StrEnum):
    """Why two entries may be one supplier, or why they may not."""

    SAME_CODE = "same_code"
    SAME_REGISTRATION = "same_registration"
    SAME_NAME = "same_name"
    NAME_CLOSE = "name_close"
    TRANSLITERATED = "transliterated"
    SAME_ADDRESS = "same_address"
    ADDRESS_CLOSE = "address_close"
    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    SITES_DIFFER = "sites_differ"
    NUMBERS_DIFFER = "numbers_differ"
    COUNTRIES_DIFFER = "countries_differ"
    REGISTRATIONS_DIFFER = "registrations_differ"


class Kind(StrEnum):
    """What is proposed: one supplier entered twice, or two sites of one company kept apart."""

    SAME = "same"
    SITE = "site"


class Verdict(StrEnum):
    """What a person said of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    LATER = "later"


class Party(NamedTuple):
    """An entry to compare; `key` is the id of a supplier or the row of a file, as text.

    Long lists make very many of them, and this kind of object is the one that is made fastest.
    """

    key: str
    name: str
    name_local: str | None = None
    code: str | None = None
    registration_number: str | None = None
    country: str | None = None
    province: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def fingerprint(self) -> str:
        """Return what a decision about this entry is remembered under: the same for the same."""
        told = (self.name, self.country, self.address, self.registration_number)
        text = "|".join(normalise(part or "") for part in told)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What was measured of two entries; percents are 0-100, None where one side says nothing.

    `numbers_differ`: the names bear different numbers or letters of sites, or only one does.
    `transliterated`: the names were compared in another script than one of them is written in.
    """

    name: int
    address: int | None = None
    numbers_differ: bool = False
    transliterated: bool = False
    same_country: bool | None = None
    same_province: bool | None = None
    same_phone: bool | None = None
    same_email: bool | None = None
    same_registration: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What two entries may be, with a score from 0 to 1 and the reasons, the strongest first."""

    kind: Kind
    score: Decimal
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A question to a person: is the entry `left`, of the file, the same as `right`.

    `inside` says that `right` is another entry of the same file and not a supplier held.
    """

    left: str
    right: str
    inside: bool
    kind: Kind
    score: Decimal
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """Entries found by equal signs: `found` and `clashes` go from candidate to supplier held.

    A clash bears the code of a supplier that has another registration number.
    """

    found: Mapping[str, str]
    clashes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """All that was found: exact ones, clashes, and at most a few proposals per candidate."""

    exact: Mapping[str, str]
    clashes: Mapping[str, str]
    proposals: tuple[Proposal, ...]


def sign_of(number: str | None) -> str:
    """Return a registration number or code as it is compared: letters and digits alone."""
    return _NO_SIGN.sub("", normalise(number or ""))


def registrations(left: Party, right: Party) -> bool | None:
    """Return whether two registration numbers are the same, or None where one is not given.

    A number counts within its country: the same one in another country says nothing.
    """
    ours, theirs = sign_of(left.registration_number), sign_of(right.registration_number)
    if not ours or not theirs:
        return None
    if left.country and right.country and left.country != right.country:
        return None
    return ours == theirs


def exact_matches(held: Iterable[Party], candidates: Sequence[Party]) -> Exact:
    """Return the candidates that bear a held supplier's code or, failing that, its number.

    A number that several suppliers or several candidates bear decides nothing.
    """
    by_code, by_number = _indexed(held)
    if not by_code and not by_number:
        return Exact(found={}, clashes={})
    wanted = _by_number(candidates) if by_number else {}
    found: dict[str, str] = {}
    clashes: dict[str, str] = {}
    for candidate in candidates:
        same = by_code.get(candidate.code.casefold()) if candidate.code else None
        if same is not None:
            clash = registrations(candidate, same) is False
            (clashes if clash else found)[candidate.key] = same.key
            continue
        number = sign_of(candidate.registration_number) if by_number else ""
        bearers = by_number.get(number, []) if len(wanted.get(number, ())) == 1 else []
        if len(bearers) == 1 and registrations(candidate, bearers[0]):
            found[candidate.key] = bearers[0].key
    return Exact(found=found, clashes=clashes)


def judge(alike: Likeness) -> Judgement | None:
    """Return what two entries of this likeness may be, or None for nothing worth asking."""
    name = _points(_NAME_POINTS, alike.name)
    contact = (alike.same_phone is True) + (alike.same_email is True)
    if not name and not (contact and (alike.address or 0) >= _LIKE):
        return None
    apart = _what_keeps_apart(alike)
    score = (name or _CONTACT_ONLY) + _support(alike, contact)
    if alike.transliterated:
        score -= _TRANSLITERATED_LOSS
    if apart and alike.name < _NAME_POINTS[1][0]:
        return None
    kept = Decimal(min(score, _SURE)) / 100
    if kept < LEAST_SCORE:
        return None
    kind = Kind.SITE if apart else Kind.SAME
    return Judgement(kind=kind, score=kept, reasons=(*apart, *_reasons(alike)))


def best_of(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return at most a few proposals per candidate: those of one supplier first, by score."""
    by_left: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        by_left[proposal.left].append(proposal)
    kept = []
    for found in by_left.values():
        ranked = sorted(found, key=lambda one: (one.kind is Kind.SITE, -one.score, one.right))
        kept += ranked[:MOST_PROPOSALS]
    return tuple(kept)


def _indexed(held: Iterable[Party]) -> tuple[dict[str, Party], dict[str, list[Party]]]:
    parties = list(held)
    by_code = {party.code.casefold(): party for party in parties if party.code}
    return by_code, _by_number(parties)


def _by_number(parties: Iterable[Party]) -> dict[str, list[Party]]:
    found: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        if number := sign_of(party.registration_number):
            found[number].append(party)
    return found


def _points(steps: tuple[tuple[int, int], ...], percent: int | None) -> int:
    return next((points for least, points in steps if percent is not None and percent >= least), 0)


def _support(alike: Likeness, contact: int) -> int:
    registered = _REGISTRATION_POINTS if alike.same_registration else 0
    return _points(_ADDRESS_POINTS, alike.address) + contact * _CONTACT_POINTS + registered


def _what_keeps_apart(alike: Likeness) -> tuple[Reason, ...]:
    elsewhere = (alike.address is not None and alike.address < _FAR) or (
        alike.address is None and alike.same_province is False
    )
    against = {
        Reason.REGISTRATIONS_DIFFER: alike.same_registration is False,
        Reason.NUMBERS_DIFFER: alike.numbers_differ,
        Reason.COUNTRIES_DIFFER: alike.same_country is False,
        # One number is one company, wherever its list says that it sits.
        Reason.SITES_DIFFER: elsewhere and alike.same_registration is None,
    }
    return tuple(reason for reason, holds in against.items() if holds)


def _reasons(alike: Likeness) -> tuple[Reason, ...]:
    address = alike.address or 0
    told = {
        Reason.SAME_REGISTRATION: alike.same_registration is True,
        Reason.SAME_NAME: alike.name >= _NAME_POINTS[0][0] and not alike.transliterated,
        Reason.NAME_CLOSE: _NAME_POINTS[-1][0] <= alike.name < _NAME_POINTS[0][0],
        Reason.TRANSLITERATED: alike.transliterated,
        Reason.SAME_ADDRESS: address >= _ADDRESS_POINTS[0][0],
        Reason.ADDRESS_CLOSE: _LIKE <= address < _ADDRESS_POINTS[0][0],
        Reason.SAME_PHONE: alike.same_phone is True,
        Reason.SAME_EMAIL: alike.same_email is True,
    }
    return tuple(reason for reason, holds in told.items() if holds)
