"""What a number is made of: contributions that sum to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from crest.domain.bank import Questionnaire
from crest.domain.errors import NotFoundError
from crest.domain.instruments import Instrument
from crest.domain.method import Method
from crest.domain.pooling import PICKS, Pick, by_class, pooled, weighted
from crest.domain.risk import highest_of, in_order, lift, mean_of, trigger_floor
from crest.domain.rounding import EXACT, apportion, kept
from crest.domain.scores import (
    Applicability,
    Contribution,
    Explanation,
    FactorState,
    QuestionScore,
    Score,
)
from crest.domain.spans import Assessed, Holding, RiskCase, base_case, best_case, worst_case
from crest.domain.statuses import counting, obligation_mean
from crest.domain.sums import by_group, by_theme, covered, evidenced, links_of

Laws = Sequence[tuple[Instrument, Applicability]]

_CASES: Mapping[str, Callable[[Assessed], RiskCase]] = {
    "residual": base_case,
    "span.from": best_case,
    "span.to": worst_case,
}
_SHARES = {"coverage": covered, "evidence_coverage": evidenced}


def explain(
    score: Score, number: str, *, questionnaire: Questionnaire, method: Method, laws: Laws
) -> Explanation:
    """Return the contributions that sum to the number; NotFoundError for a name that is none.

    They have six decimals as the number has, and sum to it exactly: where rounding them leaves a
    rest, single units of the last place are shared out. An empty number (None) has none.
    """
    if number not in numbers_of(score):
        raise NotFoundError(number=number)
    with localcontext(EXACT):
        known = _Known(score, questionnaire, method, laws)
        return _explanation(number, _parts(known, number))


def explain_all(
    score: Score, *, questionnaire: Questionnaire, method: Method, laws: Laws
) -> tuple[Explanation, ...]:
    """Return the explanation of every number of the score."""
    with localcontext(EXACT):
        known = _Known(score, questionnaire, method, laws)
        return tuple(_explanation(name, _parts(known, name)) for name in numbers_of(score))


def numbers_of(score: Score) -> tuple[str, ...]:
    """Return the names of all numbers of the score that can be explained."""
    laws = (*score.laws, *score.standards)
    return (
        *PICKS,
        *_SHARES,
        "inherent",
        "assumed_share",
        "hold",
        *_CASES,
        *_named("group", (part.group.value for part in score.groups)),
        *_named("theme", (part.theme.value for part in score.themes)),
        *_named("law", (law.id for law in laws)),
        *_named("obligation", (part.id for law in laws for part in law.obligations)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A contribution before it is rounded."""

    kind: str
    ref: str
    amount: Fraction
    weight: Decimal | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    score: Score
    questionnaire: Questionnaire
    method: Method
    laws: Laws


def _named(kind: str, refs: Iterable[str]) -> list[str]:
    return [f"{kind}.{ref}.{figure}" for ref in refs for figure in PICKS]


def _explanation(number: str, parts: Sequence[_Part]) -> Explanation:
    value = kept(sum((part.amount for part in parts), Fraction())) if parts else None
    # The inherent risk stands in the explanation of a residual risk as it stands elsewhere.
    pinned = [place for place, part in enumerate(parts) if part.kind == "inherent"]
    amounts = apportion([part.amount for part in parts], value or Decimal(0), pinned)
    return Explanation(
        number=number,
        value=value,
        parts=tuple(
            Contribution(
                kind=part.kind, ref=part.ref, amount=amount, weight=part.weight, value=part.value
            )
            for part, amount in zip(parts, amounts, strict=True)
        ),
    )


def _parts(known: _Known, number: str) -> list[_Part]:
    if number in _CASES:
        return _risk_parts(_CASES[number](_assessed(known)), known.method)
    if number in _SHARES:
        return _share_parts(*_SHARES[number](known.score.questions))
    whole = {"inherent": _inherent_parts, "assumed_share": _assumed_parts, "hold": _hold_parts}
    if number in whole:
        return whole[number](known)
    if number in PICKS:
        return _control_parts(known, PICKS[number])
    return _named_parts(known, number)


def _named_parts(known: _Known, number: str) -> list[_Part]:
    kind, rest = number.split(".", 1)
    ref, figure = rest.rsplit(".", 1)
    pick, questions = PICKS[figure], known.score.questions
    asked = known.questionnaire.questions
    if kind == "law":
        return _law_parts(known, ref, pick)
    if kind == "obligation":
        links = links_of(questions, asked).get(ref, ())
        return _question_parts([(part.weight, part.score) for part in links], pick)
    found: dict[str, list[QuestionScore]] = {
        "group": {g.value: part for g, part in by_group(questions, asked, known.method).items()},
        "theme": {theme.value: part for theme, part in by_theme(questions, asked).items()},
    }[kind]
    return _question_parts(by_class(found[ref]), pick)


def _question_parts(parts: Sequence[tuple[Decimal, QuestionScore]], pick: Pick) -> list[_Part]:
    """Return 100 x weight x value / all weight for each question that stays in the sum."""
    total = Fraction(sum((weight for weight, _ in weighted(parts, pick)), Decimal(0)))
    found = ((weight, score.code, pick(score)) for weight, score in parts)
    return [
        _Part("question", code, 100 * Fraction(weight * value) / total, weight, value)
        for weight, code, value in found
        if value is not None and total
    ]


def _mean_parts(kind: str, means: Sequence[tuple[str, Decimal, Fraction | None]]) -> list[_Part]:
    """Return weight x mean / all weight for each mean that is not empty."""
    found = [(ref, weight, value) for ref, weight, value in means if value is not None]
    total = Fraction(sum((weight for _, weight, _ in found), Decimal(0)))
    return [
        _Part(kind, ref, Fraction(weight) * value / total, weight, kept(value))
        for ref, weight, value in found
    ]


def _control_parts(known: _Known, pick: Pick) -> list[_Part]:
    groups = by_group(known.score.questions, known.questionnaire.questions, known.method)
    means = [
        (group.value, known.method.groups[group], pooled(by_class(questions), pick))
        for group, questions in groups.items()
    ]
    return _mean_parts("group", means)


def _law_parts(known: _Known, law_id: str, pick: Pick) -> list[_Part]:
    links = links_of(known.score.questions, known.questionnaire.questions)
    means = [
        (
            part.id,
            known.method.force[part.force],
            obligation_mean(links.get(part.id, ()), pick),
        )
        for instrument, applicability in known.laws
        if instrument.id == law_id
        for part in counting(instrument, applicability, known.score.as_of)
    ]
    return _mean_parts("obligation", means)


def _share_parts(some: Sequence[QuestionScore], whole: Sequence[QuestionScore]) -> list[_Part]:
    """Return weight / all weight (0-1) of each question, 0 for those that do not count."""
    total = Fraction(sum((score.weight for score in whole), Decimal(0)))
    inside = {score.code for score in some}
    return [
        _Part(
            "question",
            score.code,
            Fraction(score.weight) / total if score.code in inside else Fraction(),
            score.weight,
            Decimal(score.code in inside),
        )
        for score in whole
        if total
    ]


def _inherent_parts(known: _Known) -> list[_Part]:
    """Return each factor's part of the mean, and the part of the highest."""
    method = known.method
    present = in_order(known.score.inherent.factors)
    a = Fraction(method.inherent.a)
    weights = method.inherent.weights
    mean = _mean_parts(
        "factor",
        [(part.factor.value, weights[part.factor], Fraction(part.value or 0)) for part in present],
    )
    scaled = [
        _Part(part.kind, part.ref, (1 - a) * part.amount, part.weight, part.value) for part in mean
    ]
    highest = highest_of(present, method)
    value = mean_of(present, method) if highest is None else Fraction(highest.value or 0)
    ref = "mean" if highest is None else highest.factor.value
    return [*scaled, _Part("maximum", ref, a * value, method.inherent.a, kept(value))]


def _assumed_parts(known: _Known) -> list[_Part]:
    weights = known.method.inherent.weights
    means = [
        (
            part.factor.value,
            weights[part.factor],
            Fraction(part.state is not FactorState.KNOWN),
        )
        for part in in_order(known.score.inherent.factors)
    ]
    return _mean_parts("factor", means)


def _hold_parts(known: _Known) -> list[_Part]:
    """Return freshness, less what the stop questions without a clean answer take from it."""
    residual = known.score.residual
    freshness = Fraction(residual.freshness)
    lost = min(Fraction(1), Fraction(known.method.residual.stop_step) * residual.stop_open)
    stops = Decimal(residual.stop_open)
    return [
        _Part("freshness", "", freshness, value=residual.freshness),
        _Part(
            "stop_open", "", -freshness * lost, weight=known.method.residual.stop_step, value=stops
        ),
    ]


def _assessed(known: _Known) -> Assessed:
    residual = known.score.residual
    return Assessed(
        bank=known.score.bank,
        asked=known.questionnaire.questions,
        method=known.method,
        factors=known.score.inherent.factors,
        questions=known.score.questions,
        doubted=known.score.doubted,
        holding=Holding(
            freshness=residual.freshness,
            stop_open=residual.stop_open,
            triggers_open=residual.triggers_open,
            triggers_remedy=residual.triggers_remedy,
        ),
    )


def _risk_parts(case: RiskCase, method: Method) -> list[_Part]:
    """Return inherent risk, less controls at full hold, plus what does not hold, plus triggers."""
    residual = case.residual
    hold = Fraction(residual.hold)
    removed = case.inherent * Fraction(residual.k) * (case.supported or 0) / 100
    floor = trigger_floor(
        method, triggers_open=residual.triggers_open, triggers_remedy=residual.triggers_remedy
    )
    added = lift(case.inherent - removed * hold, floor, is_open=residual.triggers_open > 0)
    return [
        _Part("inherent", "", case.inherent, value=kept(case.inherent)),
        _Part("controls", "", -removed, residual.k, residual.supported),
        _Part("hold", "", removed * (1 - hold), value=residual.hold),
        _Part("trigger", "", added, value=floor),
    ]
