"""Families that stand on the same answers, read side by side."""

from collections.abc import Sequence

import numpy as np

from crest.disclosure.linked import is_safe_together
from crest.disclosure.release import Protected, protect_all
from crest.disclosure.suppression import Effort
from crest.disclosure.tables import Contribution, Dimension, Family
from crest.domain.disclosure import LIMITS, Unit
from crest.services.aggregates_links import linked_families
from tests.library import shipped_library

QUICK = Effort(rounds=4, seconds=8)
NEVER = {("met", "less"), ("met", "unknown"), ("short", "best")}
_FINE, _COARSE = ("best", "less", "unknown"), ("met", "short")


def family(name: str, values: tuple[str, ...]) -> Family:
    return Family(
        name=name,
        dimensions=(
            Dimension(name="sector", values=("s0", "s1")),
            Dimension(name="outcome", values=values),
        ),
        cubes=(("sector", "outcome"),),
        limit=LIMITS[Unit.COMPANIES],
        outcome="outcome",
    )


def rows(stands: Sequence[tuple[str, str]]) -> list[Contribution]:
    return [Contribution(member=f"m{n}", at=at) for n, at in enumerate(stands)]


def protected(of: Family, members: list[Contribution]) -> Protected:
    return protect_all(of, members, before=None, effort=QUICK)


def pair(counts: dict[tuple[str, str], int]) -> tuple[list[Contribution], list[Contribution]]:
    """Return the members of a fine outcome and of the coarse one that stands on it."""
    stands = [at for at, count in counts.items() for _ in range(count)]
    coarse = [(sector, "met" if value == "best" else "short") for sector, value in stands]
    return rows(stands), rows(coarse)


def test_a_union_that_the_other_family_tells_gives_a_hidden_cell_away() -> None:
    counts = {(s, "best"): 8 for s in ("s0", "s1")} | {(s, "less"): 7 for s in ("s0", "s1")}
    fine, coarse = pair({**counts, ("s0", "unknown"): 2, ("s1", "unknown"): 2})
    one = protected(family("duty", _COARSE), coarse)
    other = protected(family("question", _FINE), fine)
    # alone, hiding `best` protects `unknown`; beside the duty, 8 are known to be `best`
    careless = np.array([key[1] not in {"best", "unknown"} for key in other.table.cells])
    told = Protected(
        table=other.table, told=careless, low=other.low, high=other.high, report=other.report
    )

    assert one.figures["s0", "met"] == 8
    assert not is_safe_together((one, coarse), (told, fine), never=NEVER, seed=1)
    assert is_safe_together((one, coarse), (told, fine), never=set(), seed=1)


def test_families_that_hide_the_same_are_safe_side_by_side() -> None:
    counts = {(s, v): 12 for s in ("s0", "s1") for v in _FINE}
    fine, coarse = pair(counts)
    one = protected(family("duty", _COARSE), coarse)
    other = protected(family("question", _FINE), fine)

    assert is_safe_together((one, coarse), (other, fine), never=NEVER, seed=1)
    assert is_safe_together((one, coarse), (other, []), never=NEVER, seed=1)


def test_what_stands_on_the_same_answers_is_known_from_the_library() -> None:
    library = shipped_library()
    bank = library.questionnaire("workplace")
    stop = next(one for one in bank.questions.values() if one.obligations and one.is_stop)
    duty = stop.obligations[0].id
    law, code = library.obligations[duty].instrument_id, stop.code
    names = [f"law.{law}", f"obligation.{duty}", "dont_know", "triggers", "theme.wages"]
    names += [f"{sort}.{code}" for sort in ("question", "trigger", "changed")]

    found = {(one, other): never for one, other, never in linked_families(names, library)}

    assert set(found) == {
        (f"law.{law}", f"obligation.{duty}"),
        (f"obligation.{duty}", f"question.{code}"),
        ("dont_know", f"question.{code}"),
        ("triggers", f"trigger.{code}"),
        (f"question.{code}", f"trigger.{code}"),
        (f"question.{code}", f"changed.{code}"),
    }
    assert ("none", "dont_know") in found["dont_know", f"question.{code}"]
    assert ("in_place", "dont_know") in found[f"obligation.{duty}", f"question.{code}"]
    assert ("met", "not_in_place") in found[f"law.{law}", f"obligation.{duty}"]
