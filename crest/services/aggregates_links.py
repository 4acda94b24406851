"""Which families of cubes stand on the same answers, and whether they are safe side by side."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from crest.content.library import Library
from crest.disclosure.linked import is_safe_together
from crest.disclosure.release import Protected
from crest.disclosure.tables import Contribution
from crest.domain.member_details import LADDER, LAW, OBLIGATION, QUESTION, THEME, TRIGGER

Protections = Mapping[str, tuple[Protected, Sequence[Contribution]]]


def linked_families(names: Collection[str], library: Library) -> Iterator[tuple[str, str]]:
    """Yield the pairs of families that stand on the same answers, the finer one second."""
    for one, other in _pairs(names, library):
        if one in names and other in names:
            yield one, other


def unsafe_together(protections: Protections, library: Library, *, seed: int) -> Mapping[str, str]:
    """Return the families that must not be told beside another one, with that one's name.

    What is withheld already is not held against the rest.
    """
    withheld: dict[str, str] = {}
    for one, other in linked_families(tuple(protections), library):
        if one in withheld or other in withheld:
            continue
        (first, rows), (second, others) = protections[one], protections[other]
        if not is_safe_together(first, rows, second, others, seed=seed):
            withheld[other] = one
    return withheld


def _pairs(names: Collection[str], library: Library) -> Iterator[tuple[str, str]]:
    codes = sorted(name.removeprefix(QUESTION) for name in names if name.startswith(QUESTION))
    for instrument in library.instruments:
        for duty in instrument.obligations:
            yield LAW + instrument.id, OBLIGATION + duty.id
    asked = {code: _obligations(code, library) for code in codes}
    for code in codes:
        yield "dont_know", QUESTION + code
        yield "triggers", TRIGGER + code
        yield TRIGGER + code, QUESTION + code
        for duty_id in asked[code]:
            yield OBLIGATION + duty_id, QUESTION + code
    for name in sorted(names):
        if name.startswith(THEME):
            yield name, LADDER + name.removeprefix(THEME)


def _obligations(code: str, library: Library) -> tuple[str, ...]:
    banks = [one for one in library.questionnaires if code in one.questions]
    found = {link.id for bank in banks for link in bank.questions[code].obligations}
    return tuple(sorted(found))
