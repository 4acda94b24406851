"""Released figures in sentences: told cells alone; what is hidden is said to be."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _

from crest.domain.member_details import LADDER, NO_RUNG
from crest.domain.told import ToldCube
from crest.domain.told_last import LastTold
from crest.domain.told_reading import Ranked, Share
from crest.web.federation.pictures import FiguresPage
from crest.web.federation.words import outcome_label, thing_label
from crest.web.words import day, number, percent

# The outcomes that most need to be read first.
_WORST_BANDS = ("severe", "high")
_LOWEST = ("0-40",)
_SAID = 3


def share_words(share: Share) -> str:
    """Return a share in words: exact, or at least so much where its whole is not told."""
    said = percent(share.percent)
    return str(_("at least %(share)s", share=said)) if share.of_all else said


def sentences(page: FiguresPage) -> Mapping[str, list[str]]:
    """Return what stands in words beside each picture."""
    cubes = page.cubes
    return {
        "bands": band_said(cubes["band"]) if "band" in cubes else [],
        "supported": supported_said(cubes["supported"]) if "supported" in cubes else [],
        "ladder": ladder_said(cubes.values()),
        "hardest": hardest_said(page.hardest),
    }


def band_said(cube: ToldCube) -> list[str]:
    """Return how many members stand in the bands that need action most."""
    return _of_all(cube, _WORST_BANDS)


def supported_said(cube: ToldCube) -> list[str]:
    """Return of how many members little is shown."""
    return _of_all(cube, _LOWEST)


def _of_all(cube: ToldCube, outcomes: Iterable[str]) -> list[str]:
    whole = cube.at()
    if whole is None:
        return []
    return [_outcome_said(cube, one, whole) for one in outcomes]


def _outcome_said(cube: ToldCube, outcome: str, whole: int) -> str:
    count, words = cube.at(outcome=outcome), outcome_label(outcome)
    if count is None:
        return _hidden_said(words, cube.last_at(outcome=outcome))
    found = Share(count=count, whole=whole, of_all=False)
    return str(
        _(
            "%(outcome)s: %(count)s of %(members)s members, %(share)s.",
            outcome=words,
            count=number(count),
            members=number(whole),
            share=percent(found.percent),
        )
    )


def _hidden_said(words: str, last: LastTold | None) -> str:
    """Return that a number is hidden, and what was told of it last; never why it is hidden."""
    if last is None:
        return str(_("%(outcome)s: how many members is hidden.", outcome=words))
    if last.whole is None:
        return str(
            _(
                "%(outcome)s: not told this time; last told on %(day)s: %(count)s members.",
                outcome=words,
                day=day(last.as_of),
                count=number(last.members),
            )
        )
    return str(
        _(
            "%(outcome)s: not told this time; last told on %(day)s: %(count)s of %(members)s"
            " members.",
            outcome=words,
            day=day(last.as_of),
            count=number(last.members),
            members=number(last.whole),
        )
    )


def ladder_said(cubes: Iterable[ToldCube]) -> list[str]:
    """Return the themes in which most members stand on no step yet, of those that are told."""
    ladders = [one for one in cubes if one.family.startswith(LADDER)]
    told = [(one.at(outcome=NO_RUNG), one) for one in ladders]
    behind = sorted(
        ((count, one) for count, one in told if count is not None),
        key=lambda pair: (-pair[0], pair[1].family),
    )
    return [
        str(
            _(
                "%(theme)s: %(count)s of %(members)s members stand on no step yet.",
                theme=thing_label(one.family),
                count=number(count),
                members=number(one.at()),
            )
        )
        for count, one in behind[:_SAID]
    ]


def hardest_said(order: Sequence[Ranked]) -> list[str]:
    """Return the duties that are hardest, each with its share."""
    return [
        str(
            _(
                "%(duty)s: not in place for %(count)s of %(members)s members, %(share)s.",
                duty=thing_label(one.cube.family),
                count=number(one.share.count),
                members=number(one.share.whole),
                share=share_words(one.share),
            )
        )
        for one in order[:_SAID]
    ]
