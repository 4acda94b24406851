"""Where every member stands: how far it is, and where it is counted among the others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from crest.content.library import Library
from crest.domain.member_figures import NOT_SAID, MemberFigures, size_of
from crest.domain.participation import (
    UNTOUCHED_DAYS,
    MemberStanding,
    OwnDraft,
    furthest,
    sections_of,
    stage_of,
    stopped_in,
)
from crest.persistence import participation
from crest.persistence.participation import MemberPlace, RestingDraft
from crest.persistence.session import DatabaseSession
from crest.services.member_counting import most_often, workforce_of


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Everyone:
    """All members as they are stored, and the drafts of theirs that rest."""

    members: tuple[MemberPlace, ...]
    drafts: tuple[RestingDraft, ...]


def read_everyone(session: DatabaseSession, *, now: datetime) -> Everyone:
    """Return all members within the caller's transaction."""
    return Everyone(
        members=participation.list_members(session, now=now),
        drafts=participation.list_resting(session, before=now - timedelta(days=UNTOUCHED_DAYS)),
    )


def standings(
    everyone: Everyone, counted: Sequence[MemberFigures], *, library: Library, now: datetime
) -> tuple[MemberStanding, ...]:
    """Return where each member stands; one that is counted stands where its results do."""
    drafts = _drafts(everyone.drafts, library)
    figures = {one.member: one for one in counted}
    sections = sections_of(library.questionnaires)
    return tuple(
        _standing(
            one,
            figures.get(one.id),
            stopped=stopped_in(drafts.get(one.id, ()), sections, now=now),
            library=library,
        )
        for one in everyone.members
    )


def _standing(
    one: MemberPlace,
    figures: MemberFigures | None,
    *,
    stopped: Mapping[str, str],
    library: Library,
) -> MemberStanding:
    sector, region, size = (
        _place(one, library) if figures is None else (figures.sector, figures.region, figures.size)
    )
    return MemberStanding(
        member=one.id,
        sector=sector,
        region=region,
        size=size,
        stage=stage_of(counted=figures is not None, begun=one.begun),
        asked=one.asked,
        shares=one.shares,
        stopped=stopped,
    )


def _place(one: MemberPlace, library: Library) -> tuple[str, str, str]:
    """Return sector, province and size of a member without a result, as it says them itself."""
    workforce = workforce_of(one.facts)
    if workforce is None:
        known = [found for _, facts in one.workplaces if (found := workforce_of(facts)) is not None]
        workforce = sum(known, Decimal(0)) if known else None
    region = most_often([province for province, _ in one.workplaces if province])
    return one.sector or NOT_SAID, region, size_of(workforce, library.method())


def _drafts(rows: Sequence[RestingDraft], library: Library) -> Mapping[UUID, Sequence[OwnDraft]]:
    """Return the drafts by member with the section of the answer that was saved last."""
    found = defaultdict[UUID, list[OwnDraft]](list)
    versions = {(one.id, one.version): one for one in library.questionnaires}
    for row in rows:
        bank = versions.get((row.bank, row.bank_version))
        if bank is None:
            continue
        within = {code.code: one.code for one in bank.sections for code in one.questions}
        order = [one.code for one in bank.sections]
        section = furthest([within[code] for code in row.codes if code in within], order)
        if section is not None:
            found[row.member].append(
                OwnDraft(bank=row.bank, touched_at=row.touched_at, section=section)
            )
    return found
