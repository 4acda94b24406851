"""A member's own result beside its sector, in sentences that it alone reads."""

from flask_babel import gettext as _

from crest.domain.method import RiskBand
from crest.services.benchmark import Benchmark, OwnLine
from crest.web.federation.words import outcome_label
from crest.web.words import day, number

_ORDER = tuple(one.value for one in RiskBand)


def own_said(found: Benchmark) -> list[str]:
    """Return where the member's worst result stands among its sector, from told cells alone.

    A result that is newer than the release is said to be.
    """
    if not found.own or found.group is None or "band" not in found.cubes:
        return []
    worst = max(found.own, key=lambda one: _ORDER.index(one.band))
    first = _('Your worst result stands in the band "%(band)s".', band=outcome_label(worst.band))
    return [str(first), _sector_said(found, worst.band), *_newer_said(found, worst)]


def _sector_said(found: Benchmark, band: str) -> str:
    cube, place = found.cubes["band"], {"sector": found.group or ""}
    count, members = cube.at(**place, outcome=band), cube.at(**place)
    if count is None or members is None:
        return str(_("How many members of your sector stand there is hidden."))
    return str(
        _(
            "%(count)s of the %(members)s members of your sector stand there.",
            count=number(count),
            members=number(members),
        )
    )


def _newer_said(found: Benchmark, worst: OwnLine) -> list[str]:
    if found.head is None or worst.submitted_at <= found.head.made_at:
        return []
    words = _(
        "Your result of %(day)s is newer than the release and not part of these figures.",
        day=day(worst.submitted_at),
    )
    return [str(words)]
