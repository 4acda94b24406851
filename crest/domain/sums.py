"""Which questions stand in which sum: groups, themes, obligations, coverage."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from crest.domain.answers import Assurance, ScoredState
from crest.domain.bank import Basis, Question, Theme, WeightClass
from crest.domain.crediting import is_scored
from crest.domain.method import Group, Method
from crest.domain.pooling import by_class, control, figures, pooled
from crest.domain.scores import Figures, GroupScore, QuestionScore, ThemeScore
from crest.domain.statuses import Asked

COVERED = frozenset(
    {
        ScoredState.ANSWERED,
        ScoredState.IMPLIED,
        ScoredState.PLANNED,
        ScoredState.NOT_APPLICABLE_ACCEPTED,
    }
)
ACCEPTED = frozenset({Assurance.DOCUMENTED, Assurance.VERIFIED})

Scores = Sequence[QuestionScore]
Questions = Mapping[str, Question]


def by_theme(scores: Scores, asked: Questions) -> dict[Theme, list[QuestionScore]]:
    """Return the credited questions of each theme that has any, in the order of the themes."""
    found: dict[Theme, list[QuestionScore]] = {}
    for score in credited(scores, asked):
        found.setdefault(asked[score.code].theme, []).append(score)
    return {theme: found[theme] for theme in Theme if theme in found}


def by_group(scores: Scores, asked: Questions, method: Method) -> dict[Group, list[QuestionScore]]:
    """Return the credited questions of every group, empty ones too, in the order of the groups."""
    found: dict[Group, list[QuestionScore]] = {group: [] for group in Group}
    for theme, questions in by_theme(scores, asked).items():
        if theme in method.themes:
            found[method.themes[theme]].extend(questions)
    return {group: sorted(found[group], key=lambda score: score.code) for group in Group}


def credited(scores: Scores, asked: Questions) -> list[QuestionScore]:
    """Return the controls that earn credit."""
    return [score for score in scores if is_scored(asked[score.code])]


def links_of(scores: Scores, asked: Questions) -> dict[str, list[Asked]]:
    """Return the questions that ask each obligation; good practice asks none."""
    links: dict[str, list[Asked]] = {}
    for score in credited(scores, asked):
        question = asked[score.code]
        for link in question.obligations if question.basis is Basis.LAW else ():
            part = Asked(
                score=score,
                weight=score.weight if link.weight is None else link.weight,
                critical=question.weight_class is WeightClass.CRITICAL,
            )
            links.setdefault(link.id, []).append(part)
    return links


def control_figures(scores: Scores, asked: Questions, method: Method) -> Figures:
    """Return the control score over the groups that are not empty."""
    groups = by_group(scores, asked, method)
    return figures(lambda pick: control(groups, method, pick))


def group_scores(scores: Scores, asked: Questions, method: Method) -> tuple[GroupScore, ...]:
    """Return every group; an empty one weighs nothing."""
    return tuple(
        _group_score(group, questions, method)
        for group, questions in by_group(scores, asked, method).items()
    )


def theme_scores(scores: Scores, asked: Questions) -> tuple[ThemeScore, ...]:
    """Return the themes that the bank asks about."""
    return tuple(
        ThemeScore(theme=theme, figures=_figures(questions), questions=_codes(questions))
        for theme, questions in by_theme(scores, asked).items()
    )


def covered(scores: Scores) -> tuple[list[QuestionScore], list[QuestionScore]]:
    """Return the questions that coverage counts, and those in scope."""
    in_scope = [score for score in scores if score.state is not ScoredState.NOT_ASKED]
    return [score for score in in_scope if score.state in COVERED], in_scope


def evidenced(scores: Scores) -> tuple[list[QuestionScore], list[QuestionScore]]:
    """Return the credited answers with accepted evidence, and all answers with credit above 0."""
    claimed = [score for score in scores if score.credit]
    return [score for score in claimed if score.assurance in ACCEPTED], claimed


def share(parts: tuple[Iterable[QuestionScore], Iterable[QuestionScore]]) -> Fraction | None:
    """Return the weight of the first over the weight of the second (0-1), or None if that is 0."""
    some, whole = (sum((score.weight for score in part), Decimal(0)) for part in parts)
    return Fraction(some) / Fraction(whole) if whole else None


def _group_score(group: Group, questions: Scores, method: Method) -> GroupScore:
    found = _figures(questions)
    is_empty = found.supported is None
    return GroupScore(
        group=group,
        weight=Decimal(0) if is_empty else method.groups[group],
        figures=found,
        questions=_codes(questions),
    )


def _figures(questions: Scores) -> Figures:
    return figures(lambda pick: pooled(by_class(questions), pick))


def _codes(questions: Scores) -> tuple[str, ...]:
    return tuple(score.code for score in questions)
