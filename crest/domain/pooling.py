"""Weighted means, exact: sums of decimals and one division at the end."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from crest.domain.method import Group, Method
from crest.domain.rounding import kept_or_none
from crest.domain.scores import Figures, QuestionScore

Pick = Callable[[QuestionScore], Decimal | None]

HUNDRED = 100


def declared(score: QuestionScore) -> Decimal | None:
    """Return what the question says (0-1)."""
    return score.declared


def supported(score: QuestionScore) -> Decimal | None:
    """Return what the question shows (0-1)."""
    return score.supported


def high(score: QuestionScore) -> Decimal | None:
    """Return what the question could still say (0-1)."""
    return score.high


PICKS: Mapping[str, Pick] = {"declared": declared, "supported": supported, "high": high}

Weighted = tuple[Decimal, Decimal]


def weighted(parts: Iterable[tuple[Decimal, QuestionScore]], pick: Pick) -> tuple[Weighted, ...]:
    """Return weight and value of the questions that stay in this sum."""
    values = ((weight, pick(score)) for weight, score in parts)
    return tuple((weight, value) for weight, value in values if value is not None)


def mean(parts: Sequence[Weighted]) -> Fraction | None:
    """Return the weighted mean (0-1), or None where no weight is left."""
    total = sum(weight for weight, _ in parts)
    if not total:
        return None
    return Fraction(sum(weight * value for weight, value in parts)) / Fraction(total)


def pooled(parts: Iterable[tuple[Decimal, QuestionScore]], pick: Pick) -> Fraction | None:
    """Return 100 x the weighted mean over the questions that stay, or None."""
    found = mean(weighted(parts, pick))
    return None if found is None else HUNDRED * found


def by_class(scores: Iterable[QuestionScore]) -> tuple[tuple[Decimal, QuestionScore], ...]:
    """Return the questions with the weight of their class, for groups and themes."""
    return tuple((score.weight, score) for score in scores)


def mean_of_means(parts: Iterable[tuple[Decimal, Fraction | None]]) -> Fraction | None:
    """Return the weighted mean of the means that are not empty."""
    found = [(Fraction(weight), value) for weight, value in parts if value is not None]
    total = sum((weight for weight, _ in found), Fraction())
    if not total:
        return None
    return sum((weight * value for weight, value in found), Fraction()) / total


def control(
    groups: Mapping[Group, Sequence[QuestionScore]], method: Method, pick: Pick
) -> Fraction | None:
    """Return the mean of the groups by group weight, over the groups that are not empty."""
    return mean_of_means(
        (method.groups[group], pooled(by_class(scores), pick)) for group, scores in groups.items()
    )


def figures(number: Callable[[Pick], Fraction | None]) -> Figures:
    """Return the three kept numbers of something pooled."""
    return Figures(**{name: kept_or_none(number(pick)) for name, pick in PICKS.items()})
