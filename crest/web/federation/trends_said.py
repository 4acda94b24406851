"""What changed between two releases, or two campaigns, in plain words: from what was released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from crest.domain.release_facts import MadeWith, changed_banks, made_with_of
from crest.domain.told_trends import OfCampaign
from crest.services.released_figures import ReleaseHead
from crest.web.context import library
from crest.web.words import day, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is compared, and what changed in between, a sentence each."""

    title: str
    said: tuple[str, ...]


def between_releases(
    was: ReleaseHead, now: ReleaseHead, members: Mapping[int, int | None]
) -> Change:
    """Return what changed from one told release to the next; `members` by its number."""
    before, after = made_with_of(was.made_with), made_with_of(now.made_with)
    title = _(
        "From release %(was)s (%(day_was)s) to %(now)s (%(day_now)s)",
        was=was.number,
        day_was=day(was.as_of),
        now=now.number,
        day_now=day(now.as_of),
    )
    return Change(
        title=str(title),
        said=(
            _counted(members.get(was.number), members.get(now.number)),
            _membership(after),
            _method(was.method, now.method),
            *_banks(before, after),
            _laws(before, after),
        ),
    )


def between_campaigns(
    was: OfCampaign[ReleaseHead],
    now: OfCampaign[ReleaseHead],
    asked: Mapping[str, Mapping[str, Any]],
) -> Change:
    """Return what changed from one campaign to the next, each by the release that tells it."""
    names = was.cube.names[was.campaign], now.cube.names[now.campaign]
    return Change(
        title=str(_("From %(was)s to %(now)s", was=names[0], now=names[1])),
        said=(
            _counted(was.cube.at(**was.place), now.cube.at(**now.place)),
            str(
                _(
                    "They are read from release %(was)s and release %(now)s.",
                    was=was.head.number,
                    now=now.head.number,
                )
            ),
            _asked(asked[was.campaign], asked[now.campaign]),
            _method(was.head.method, now.head.method),
            _laws(made_with_of(was.head.made_with), made_with_of(now.head.made_with)),
        ),
    )


def _counted(before: int | None, now: int | None) -> str:
    if before is None or now is None:
        return str(_("How many members are counted is hidden in one of the two."))
    if before == now:
        return str(_("%(now)s members are counted, as before.", now=number(now)))
    return str(
        _(
            "%(now)s members are counted, %(before)s before.",
            now=number(now),
            before=number(before),
        )
    )


def _membership(made: MadeWith | None) -> str:
    if made is None:
        return str(_("How many joined and left was not noted."))
    if made.joined is None or made.left is None:
        return str(_("How many joined and left is not told: one of the two is few."))
    return str(
        _(
            "%(joined)s joined and %(left)s left those counted.",
            joined=number(made.joined),
            left=number(made.left),
        )
    )


def _method(was: str, now: str) -> str:
    if was == now:
        return str(_("The method is the same (%(now)s).", now=now))
    return str(
        _(
            "The method changed from %(was)s to %(now)s: figures before and after do not compare.",
            was=was,
            now=now,
        )
    )


def _banks(before: MadeWith | None, now: MadeWith | None) -> tuple[str, ...]:
    if before is None or now is None:
        return (str(_("Which versions of the questionnaires were answered was not noted.")),)
    changed = changed_banks(now.banks, before.banks)
    if not changed:
        return (str(_("The same versions of the questionnaires were answered.")),)
    return tuple(
        _versions(bank, before.banks.get(bank, ()), now.banks.get(bank, ())) for bank in changed
    )


def _versions(bank: str, was: Sequence[str], now: Sequence[str]) -> str:
    title, before, after = _title(bank), ", ".join(was), ", ".join(now)
    if not before:
        said = _(
            "Questionnaire %(bank)s: version %(now)s was answered; before, too few did to tell.",
            bank=title,
            now=after,
        )
    elif not after:
        said = _(
            "Questionnaire %(bank)s: too few answered it to tell; before, it was version %(was)s.",
            bank=title,
            was=before,
        )
    else:
        said = _(
            "Questionnaire %(bank)s: version %(now)s was answered, before it was %(was)s.",
            bank=title,
            now=after,
            was=before,
        )
    return str(said)


def _asked(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if (was["bank"], was["version"]) == (now["bank"], now["version"]):
        return str(
            _(
                "Both asked for %(bank)s, version %(version)s.",
                bank=_title(now["bank"]),
                version=now["version"],
            )
        )
    return str(
        _(
            "The later one asked for %(bank)s, version %(version)s; the earlier one for"
            " %(bank_was)s, version %(version_was)s.",
            bank=_title(now["bank"]),
            version=now["version"],
            bank_was=_title(was["bank"]),
            version_was=was["version"],
        )
    )


def _laws(before: MadeWith | None, now: MadeWith | None) -> str:
    if before is None or now is None:
        return str(_("Which state of the laws was used was not noted."))
    if before.library == now.library:
        return str(_("The laws and questionnaires shipped with CREST are the same."))
    if before.laws != now.laws:
        return str(
            _(
                "The library changed: %(now)s laws and standards, before %(was)s.",
                now=number(now.laws),
                was=number(before.laws),
            )
        )
    return str(
        _(
            "The library changed (%(was)s, now %(now)s): laws or questions were worded anew.",
            was=before.library,
            now=now.library,
        )
    )


def _title(bank: str) -> str:
    titles = [one.title for one in library().questionnaires if one.id == bank]
    return titles[-1] if titles else bank
