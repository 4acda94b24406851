"""The federation's yearly report along the heads of a protocol: figures, texts and their release.

The figures of a year are those that were told up to the release that the report stands on, so
that they stay as they are until somebody chooses another one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from crest.content.library import Library
from crest.domain.errors import NotFoundError, RefusedInputError, StaleVersionError
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.protocol_frame import ReportFrame
from crest.domain.protocol_report import (
    RESPONSE_FAMILIES,
    Released,
    ReportRelease,
    ReportText,
    YearReport,
    found_heads,
    response_of,
)
from crest.domain.told import cube_of
from crest.domain.trail import Act, by
from crest.persistence import protocol_reports as kept
from crest.persistence import released
from crest.persistence.protocol_reports import StandsOn
from crest.persistence.released import TOLD
from crest.persistence.released_rights import reading_released
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed

__all__ = [
    "INSTRUMENT",
    "ReportPage",
    "WantedRelease",
    "WrittenText",
    "keep_text",
    "read_report",
    "stand_on",
]

INSTRUMENT = "ilo.p029"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """The report of a year, the years that there are (newest first), and who may write in it."""

    report: YearReport
    years: tuple[int, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRelease:
    """The release that a year's report is to stand on, on which version, under which key."""

    year: int
    number: int
    version: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """A text as the form has it, for which place, on which version, under which key."""

    year: int
    place: str
    body: str
    version: int
    key: str


def read_report(
    session: DatabaseSession, actor: Actor, *, year: int | None, library: Library, now: datetime
) -> ReportPage:
    """Return the report of a year, without one of the newest that there is; or NotFoundError."""
    require(actor, Permission.REPORT_READ)
    frame = library.report(INSTRUMENT)
    with reading(session):
        known = kept.list_years(session, tenant_id=actor.tenant_id)
        wanted = (known or (now.year,))[0] if year is None else year
        _check_year(wanted, library, now)
        stand = kept.find_stand(session, wanted, tenant_id=actor.tenant_id)
        texts = kept.list_texts(session, wanted, tenant_id=actor.tenant_id)
    releases, told = _released(session, frame, stand)
    report = YearReport(
        year=wanted,
        frame=frame,
        heads=found_heads(frame, told),
        response=response_of(told),
        release=None if stand is None else releases.get(stand.release),
        releases=releases,
        texts=texts,
        version=0 if stand is None else stand.version,
    )
    years = tuple(sorted({*known, wanted, now.year}, reverse=True))
    return ReportPage(report=report, years=years, may_edit=allows(actor, Permission.REPORT_EDIT))


def stand_on(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedRelease,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Let a year's report stand on a told release; a newer choice of another person is refused."""
    require(actor, Permission.REPORT_EDIT)
    _check_year(wanted.year, library, now)
    act = f"{Act.REPORT_STAND}:{wanted.year}"
    with writing(session):
        if replayed(session, actor.tenant_id, wanted.key, act) is not None:
            return
        kept.queue_writers(session, wanted.year, tenant_id=actor.tenant_id)
        if wanted.number not in _told_releases(session):
            raise RefusedInputError("release_unknown")
        found = kept.find_stand(session, wanted.year, tenant_id=actor.tenant_id)
        if wanted.version != (0 if found is None else found.version):
            raise StaleVersionError
        stand = StandsOn(release=wanted.number, version=wanted.version + 1)
        kept.save_stand(
            session, wanted.year, stand, tenant_id=actor.tenant_id, by=actor.user_id, at=now
        )
        remember(session, actor.tenant_id, wanted.key, act, {"version": stand.version}, now)
        told = {"year": wanted.year, "release": wanted.number}
        record(session, by(actor), Act.REPORT_STAND, of=str(wanted.year), told=told, now=now)


def keep_text(
    session: DatabaseSession, actor: Actor, change: WrittenText, *, library: Library, now: datetime
) -> None:
    """Keep a text of the report; a newer version than the form's is refused with both shown."""
    require(actor, Permission.REPORT_EDIT)
    _check_place(change.year, change.place, library, now)
    act = f"{Act.REPORT_WRITE}:{change.year}/{change.place}"
    with writing(session):
        if replayed(session, actor.tenant_id, change.key, act) is not None:
            return
        kept.queue_writers(session, change.year, tenant_id=actor.tenant_id)
        texts = kept.list_texts(session, change.year, tenant_id=actor.tenant_id)
        theirs = texts.get(change.place, ReportText())
        if change.version != theirs.version:
            raise StaleVersionError(ours=change, theirs=theirs)
        text = ReportText(body=change.body, version=theirs.version + 1, at=now)
        kept.save_body(
            session,
            change.year,
            change.place,
            kept=text,
            tenant_id=actor.tenant_id,
            by=actor.user_id,
        )
        remember(session, actor.tenant_id, change.key, act, {"version": text.version}, now)
        of = f"{change.year}/{change.place}"
        told = {"text": change.body, "version": text.version}
        record(session, by(actor), Act.REPORT_WRITE, of=of, told=told, now=now)


def _released(
    session: DatabaseSession, frame: ReportFrame, stand: StandsOn | None
) -> tuple[Mapping[int, ReportRelease], Mapping[str, Released]]:
    """Return the told releases by number, and the families as told up to the one chosen."""
    families: Collection[str] = frame.families | RESPONSE_FAMILIES
    with reading_released(session):
        heads = _told_releases(session)
        if stand is None:
            return heads, {}
        found = released.list_cubes(session, families=families, until=stand.release)
    return heads, {
        name: Released(cube=cube_of(one.body), release=one.head.number)
        for name, one in found.items()
    }


def _told_releases(session: DatabaseSession) -> Mapping[int, ReportRelease]:
    """Return the told releases by number, the newest first."""
    heads = [line.head for line in released.list_releases(session) if line.state == TOLD]
    return {
        head.number: ReportRelease(number=head.number, as_of=head.as_of, method=head.method)
        for head in heads
    }


def _check_year(year: int, library: Library, now: datetime) -> None:
    """Refuse years before the protocol came into force, and those to come."""
    since = library.instrument(INSTRUMENT).in_force_from
    if year > now.year or (since is not None and year < since.year):
        raise NotFoundError(year=year)


def _check_place(year: int, place: str, library: Library, now: datetime) -> None:
    _check_year(year, library, now)
    if place not in library.report(INSTRUMENT).places:
        raise NotFoundError(place=place)
