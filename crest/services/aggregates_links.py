"""Which families of cubes stand on the same answers, and whether they are safe side by side."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product

from crest.content.library import Library
from crest.disclosure.linked import Never, Pairs, Reading
from crest.disclosure.many import Together, safe_side_by_side
from crest.domain.instruments import Force
from crest.domain.member_details import (
    BEST,
    CHANGED,
    CONTRADICTION,
    DONT_KNOW,
    DUTY_STATUSES,
    IN_PLACE,
    LAW,
    LEFT_OPEN,
    LESS,
    NONE,
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_IN_PLACE,
    NOT_LISTED,
    OBLIGATION,
    OPEN,
    PARTLY_MET,
    QUESTION,
    REPLIES,
    SIGNS,
    SOME,
    TRIGGER,
)
from crest.domain.member_figures import STATUSES
from crest.domain.participation import (
    BEGINNING,
    NOT_BEGUN,
    NOT_STOPPED,
    PARTS,
    STOPPED,
    STOPPED_PART,
    part_of,
    sections_of,
)

Protections = Mapping[str, Reading]
Linked = tuple[str, str, Pairs]

# Outcomes of the first and second family that nobody has together.
_UNSURE: Pairs = {(NONE, DONT_KNOW)}
_FIRED: Pairs = {(NONE, SOME)}
_ABSENT: Pairs = {
    (first, second)
    for first, second in product(REPLIES, SIGNS)
    if (first == NOT_ASKED) != (second == NOT_ASKED)
}
_STOPPED: Pairs = _ABSENT | {
    (first, SOME) for first in (BEST, DONT_KNOW, LEFT_OPEN, NOT_APPLICABLE)
}
_NOT_LISTED: Pairs = {
    (first, second)
    for first, second in product(STATUSES, DUTY_STATUSES)
    if first == NOT_LISTED and second != NOT_LISTED
}
_BROKEN: Pairs = _NOT_LISTED | {
    (first, NOT_IN_PLACE) for first in STATUSES if first not in {"breach_indicated", "not_met"}
}
_WEIGHED: Pairs = {
    (IN_PLACE, DONT_KNOW),
    (IN_PLACE, LEFT_OPEN),
    (IN_PLACE, LESS),
    (PARTLY_MET, BEST),
    (NOT_IN_PLACE, BEST),
}
# What a duty that stands on one question alone can be after each reply to it.
_AFTER: Mapping[str, Collection[str]] = {
    BEST: {IN_PLACE},
    LESS: {IN_PLACE, PARTLY_MET, NOT_IN_PLACE},
    DONT_KNOW: {NOT_IN_PLACE, OPEN},
    NOT_APPLICABLE: {OPEN},
    LEFT_OPEN: {OPEN},
    NOT_ASKED: {OPEN},
}
_ALONE: Pairs = {
    (duty, reply)
    for duty, reply in product(DUTY_STATUSES, REPLIES)
    if duty != NOT_LISTED and duty not in _AFTER[reply]
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Families on the same answers, the finest last, and what excludes each other by place."""

    names: tuple[str, ...]
    never: Never

    def among(self, names: Collection[str]) -> "Group":
        """Return the group of those that are there."""
        kept = [at for at, name in enumerate(self.names) if name in names]
        place = {at: number for number, at in enumerate(kept)}
        never = {
            (place[one], place[other]): pairs
            for (one, other), pairs in self.never.items()
            if one in place and other in place
        }
        return Group(names=tuple(self.names[at] for at in kept), never=never)


def linked_families(names: Collection[str], library: Library) -> Iterator[Linked]:
    """Yield pairs of families on the same answers, and the outcomes that exclude each other.

    The finer one stands second: it waits where the two are not safe together.
    """
    known = set(names)
    links = (_laws(library), _weighed(library), _replies(known), _left(library))
    for one, other, never in chain.from_iterable(links):
        if one in known and other in known:
            yield one, other, never


def linked_groups(names: Collection[str], library: Library) -> tuple[Group, ...]:
    """Return the families that are read together: pairs, and all four about a stop question."""
    pairs = {(one, other): never for one, other, never in linked_families(names, library)}
    groups = []
    for name in sorted(names):
        if name.startswith(TRIGGER):
            about = ("dont_know", "triggers", QUESTION + name.removeprefix(TRIGGER), name)
            places = combinations(range(len(about)), 2)
            never = {
                (one, other): pairs.pop((about[one], about[other]))
                for one, other in places
                if (about[one], about[other]) in pairs
            }
            groups.append(Group(names=about, never=never))
    groups += [Group(names=two, never={(0, 1): never}) for two, never in pairs.items()]
    return tuple(group.among(names) for group in groups)


def unsafe_together(
    told: Protections, earlier: Protections, library: Library, *, seed: int, processes: int
) -> Mapping[str, str]:
    """Return the families that must not be told beside others, with the name of one of these.

    What is not told now stays as an `earlier` release told it, if one did: that one is read in
    its place, and so is that of each family that is withheld here.
    """
    groups = linked_groups({*earlier, *told}, library)
    read = {**earlier, **told}
    withheld: dict[str, str] = {}
    touched = set(read)
    while touched:
        asked = [one.among(read) for one in groups if touched & set(one.names)]
        asked = [one for one in asked if one.never and any(read[n].is_new for n in one.names)]
        together = [
            Together(readings=tuple(read[name] for name in one.names), never=one.never, seed=seed)
            for one in asked
        ]
        safe = safe_side_by_side(together, processes=processes, progress=lambda _done, _all: None)
        touched = set()
        for group, is_safe in zip(asked, safe, strict=True):
            if not is_safe and not touched & set(group.names):
                finest = [name for name in group.names if read[name].is_new][-1]
                withheld[finest] = next(name for name in group.names if name != finest)
                touched.add(finest)
        for name in touched:
            read.pop(name)
            read |= {name: earlier[name]} if name in earlier else {}
    return withheld


def _weighed(library: Library) -> Iterator[Linked]:
    """Yield each duty with the questions that it is weighed from.

    The best reply to a question and a duty that is not in place, or the other way about, come
    together where other questions weigh in. The reader is granted that they do not, unless a
    member has them; and of a duty that stands on one question alone every pair that nobody has.
    """
    found: dict[tuple[str, str], Pairs] = {}
    for bank in library.questionnaires:
        asked = [(duty.id, one.code) for one in bank.questions.values() for duty in one.obligations]
        times = Counter(duty for duty, _ in asked)
        for duty, code in asked:
            pairs = _ALONE if times[duty] == 1 else _WEIGHED
            found[duty, code] = found.get((duty, code), frozenset()) | pairs
    for (duty, code), pairs in sorted(found.items()):
        yield OBLIGATION + duty, QUESTION + code, pairs


def _laws(library: Library) -> Iterator[Linked]:
    for instrument in library.instruments:
        for duty in instrument.obligations:
            decides = duty.force in {Force.MUST, Force.BAN}
            never = _BROKEN if decides else _NOT_LISTED
            yield LAW + instrument.id, OBLIGATION + duty.id, never


def _replies(names: Collection[str]) -> Iterator[Linked]:
    for name in sorted(names):
        if name.startswith(QUESTION):
            code = name.removeprefix(QUESTION)
            yield "dont_know", name, _UNSURE
            yield "triggers", TRIGGER + code, _FIRED
            yield name, TRIGGER + code, _STOPPED
            yield name, CHANGED + code, _ABSENT
            yield name, CONTRADICTION + code, _ABSENT


def _left(library: Library) -> Iterator[Linked]:
    """Yield what says where self-assessments rest: nobody left one that has begun none."""
    for bank, order in sections_of(library.questionnaires).items():
        yield BEGINNING, STOPPED_PART + bank, set(product([NOT_BEGUN], PARTS))
        yield BEGINNING, STOPPED + bank, set(product([NOT_BEGUN], order))
        parts = {NOT_STOPPED: NOT_STOPPED, **{one: part_of(one, order) for one in order}}
        apart = {
            (part, section)
            for part, section in product((*PARTS, NOT_STOPPED), parts)
            if parts[section] != part
        }
        yield STOPPED_PART + bank, STOPPED + bank, apart
