"""How alike two entries are: the measure that `domain.supplier_match.judge` weighs."""

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from crest.domain.names import normalise
from crest.domain.supplier_match import Likeness, Party, registrations
from crest.matching.folding import FoldedAddress, FoldedName, fold_address, fold_name
from crest.matching.phones import email_sign, phone_sign

_SAME, _CLOSE, _NEAR, _PART, _LEAST = 100, 94, 89, 84, 70
_WORD_LIKE = 70
# Under this no order of letters or spaces makes two names alike.
_HOPELESS = 50
_SHORT = 4
_FEW_WORDS = 3
_POSTCODE = 5
_OTHER_NUMBERS, _SOME_NUMBERS = 40, 60
_TRANSLITERATED = 20
_MAKES = """
garment garments apparel apparels textile textiles clothing clothes fashion fashions knit knits
knitting knitwear wear sportswear sports sport goods factory factories industry industries
industrial manufacturing manufacture manufactory manufacturer mfg products production
international trading trade import export exports imports enterprise enterprises group holdings
company technology tech shoe shoes footwear leather bag bags plastic plastics printing print
embroidery washing dyeing spinning weaving mill mills fabric fabrics accessories packaging
services service supply supplies new global world asia
"""
# What a company makes, not which one it is.
_TRADES = frozenset(_MAKES.split())


@dataclass(frozen=True, slots=True)
class Folded:
    """An entry with all that is compared of it, folded once."""

    party: Party
    names: tuple[FoldedName, ...]
    address: FoldedAddress | None
    phone: str
    email: str
    province: str


def folded(party: Party) -> Folded:
    """Return an entry in the form in which it is compared."""
    names = [party.name]
    if party.name_local and party.name_local != party.name:
        names.append(party.name_local)
    return Folded(
        party=party,
        names=tuple(fold_name(name) for name in names),
        address=fold_address(party.address) if party.address else None,
        phone=phone_sign(party.phone, party.country),
        email=email_sign(party.email),
        province=normalise(party.province or ""),
    )


def likeness(left: Folded, right: Folded) -> Likeness | None:
    """Return how alike two entries are, or None where neither name nor contact is."""
    name, transliterated = _names(left, right)
    phone = _same(left.phone, right.phone)
    email = _same(left.email, right.email)
    if name < _LEAST and not phone and not email:
        return None
    return Likeness(
        name=name,
        address=_addresses(left.address, right.address),
        numbers_differ=left.names[0].numbers != right.names[0].numbers,
        transliterated=transliterated,
        same_country=_same(left.party.country, right.party.country),
        same_province=_same(left.province, right.province),
        same_phone=phone,
        same_email=email,
        same_registration=registrations(left.party, right.party),
    )


def _same(left: str | None, right: str | None) -> bool | None:
    return left == right if left and right else None


def _names(left: Folded, right: Folded) -> tuple[int, bool]:
    """Return how alike the names are at best, and whether that is by transliteration."""
    if len(left.names) == len(right.names) == 1:
        one, other = left.names[0], right.names[0]
        if not (one.foreign or other.foreign):
            # So it is for nearly all pairs, of which a long list has very many.
            return _latin(one, other), False
    best = (0, False)
    for ours in left.names:
        for theirs in right.names:
            across = ours.foreign != theirs.foreign
            percent = (
                _native(ours, theirs) if ours.foreign and theirs.foreign else _latin(ours, theirs)
            )
            if percent - across * _TRANSLITERATED > best[0] - best[1] * _TRANSLITERATED:
                best = (percent, across)
    return best


def _native(ours: FoldedName, theirs: FoldedName) -> int:
    if ours.native == theirs.native:
        return _SAME
    # One sign is a whole word in some scripts, so that nothing but the same is sure.
    return min(int(fuzz.ratio(ours.native, theirs.native)), _NEAR)


def _latin(ours: FoldedName, theirs: FoldedName) -> int:
    if ours.text == theirs.text or ours.joined == theirs.joined:
        # A name of signs alone folds to nothing, and nothing is like nothing.
        return _SAME if ours.text else 0
    one, other = ours.kinds, theirs.kinds
    if one <= other or other <= one:
        return _PART if (one & other) - _TRADES else 0
    whole = fuzz.ratio(ours.text, theirs.text)
    if whole < _HOPELESS:
        return 0
    whole = max(whole, fuzz.ratio(ours.joined, theirs.joined))
    if whole < _LEAST:
        return 0
    apart = _words_apart(sorted(one - other), sorted(other - one))
    # Spaces stand where somebody heard them: then the words cannot be paired.
    if len(ours.words) != len(theirs.words) and _is_slip(ours.joined, theirs.joined):
        apart = _CLOSE
    return min(int(whole), apart)


def _words_apart(ours: list[str], theirs: list[str]) -> int:
    """Return the most that two names can be alike, of whose words these are not shared."""
    fewer, more = sorted((ours, theirs), key=len)
    most = _CLOSE if len(fewer) == len(more) else _PART
    left = list(more)
    for word in fewer:
        nearest = max(left, key=lambda other: fuzz.ratio(word, other))
        left.remove(nearest)
        most = min(most, _spelled(word, nearest))
    return most


def _spelled(word: str, other: str) -> int:
    """Return how surely two words are one, mistyped: by a slip in a long one almost surely."""
    if fuzz.ratio(word, other) < _WORD_LIKE:
        return 0
    long_enough = min(len(word), len(other)) > _SHORT
    return _CLOSE if long_enough and _is_slip(word, other) else _NEAR


def _is_slip(word: str, other: str) -> bool:
    """Return whether a letter is lost, doubled or swapped; another letter may be another name.

    So may one put before or after a whole word (Challenge, Challenger), unless it makes a plural.
    """
    if OSA.distance(word, other, score_cutoff=1) > 1:
        return False
    if len(word) == len(other):
        return sorted(word) == sorted(other)
    long, short = max(word, other, key=len), min(word, other, key=len)
    if _has_one_more(long, short):
        return False
    # Many names in Latin letters differ by this alone: Xin and Xing.
    return long.replace("ng", "n") != short.replace("ng", "n")


def _has_one_more(long: str, short: str) -> bool:
    """Return whether a letter stands before or after the short word, and is not one said twice."""
    if long.startswith(short):
        return long[-1] not in {"s", long[-2]}
    return long.endswith(short) and long[0] != long[1]


def _addresses(left: FoldedAddress | None, right: FoldedAddress | None) -> int | None:
    """Return how alike two addresses are; None where one has no more than a town."""
    if left is None or right is None:
        return None
    fewer = min(len(left.words), len(right.words))
    shared = len(left.words & right.words)
    if fewer < _FEW_WORDS and shared == fewer:
        return None
    percent = max(100 * shared / fewer, fuzz.ratio(left.text, right.text))
    return int(min(percent, _by_numbers(left.numbers, right.numbers)))


def _by_numbers(left: frozenset[str], right: frozenset[str]) -> int:
    """Return the most that two addresses with these numbers can be alike."""
    ours, theirs = _of_houses(left), _of_houses(right)
    fewer = min(len(ours), len(theirs))
    shared = len(ours & theirs)
    if not fewer or 2 * shared > fewer:
        return _SAME
    return _SOME_NUMBERS if 2 * shared == fewer else _OTHER_NUMBERS


def _of_houses(numbers: frozenset[str]) -> frozenset[str]:
    # A postcode is the town's; it speaks only where nothing nearer is told.
    return frozenset(one for one in numbers if len(one) < _POSTCODE) or numbers
