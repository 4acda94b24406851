"""Obligations against questions: what the banks ask about, and why other duties are not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crest.content.coverage import Covered, Reason, Share, coverage, share_asked
from crest.content.library import Library
from crest.domain.bank import Questionnaire
from crest.domain.instruments import Instrument
from crest.domain.permissions import Actor, Permission, require
from crest.persistence.session import DatabaseSession, reading
from crest.services.banks_offered import offered_banks

HOME = "KH"


class AskedFilter(StrEnum):
    """Which duties are shown; without one all are."""

    ASKED = "asked"
    NOT_ASKED = "not_asked"
    NOT_YET_ASKED = "not_yet_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageWanted:
    """What the page is filtered by (empty parts let everything through), and which page it is."""

    country: str = ""
    law: str = ""
    asked: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """A duty with the codes of the questions that ask about it, by bank."""

    covered: Covered
    instrument: Instrument
    questions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePage:
    """Duties that fit the filter, in the order of the laws, and how many are asked.

    `home` counts the musts and bans of employers in Cambodia, for all banks and for each alone.
    """

    lines: tuple[CoverageLine, ...]
    total: int
    banks: tuple[Questionnaire, ...]
    home: Share
    home_by_bank: Mapping[str, Share]
    all_duties: int
    counting: int
    asked: int


def bank_coverage(
    session: DatabaseSession,
    actor: Actor,
    wanted: CoverageWanted,
    *,
    library: Library,
    as_of: date,
) -> CoveragePage:
    """Return a page of the duties that fit, each with what the offered banks ask about it."""
    require(actor, Permission.BANK_READ)
    with reading(session):
        banks = tuple(offered_banks(session, library).values())
    laws = {one.id: one for one in library.instruments}
    covered = coverage(library.instruments, banks, as_of=as_of)
    fitting = [one for one in covered if _fits(one, laws, wanted)]
    end = wanted.offset + wanted.limit
    at_home = [one for one in covered if _law(one, laws).jurisdiction == HOME]
    return CoveragePage(
        lines=tuple(_line(one, laws) for one in fitting[wanted.offset : end]),
        total=len(fitting),
        banks=banks,
        home=share_asked(at_home),
        home_by_bank={bank.id: share_asked(_by(bank, at_home)) for bank in banks},
        all_duties=len(covered),
        counting=sum(one.counts for one in covered),
        asked=sum(bool(one.asked) for one in covered),
    )


def _law(one: Covered, laws: Mapping[str, Instrument]) -> Instrument:
    return laws[one.obligation.instrument_id]


def _fits(one: Covered, laws: Mapping[str, Instrument], wanted: CoverageWanted) -> bool:
    law = _law(one, laws)
    by_state = {
        "": True,
        AskedFilter.ASKED: bool(one.asked),
        AskedFilter.NOT_ASKED: not one.asked,
        AskedFilter.NOT_YET_ASKED: one.reason is Reason.NOT_YET_ASKED,
    }
    return (
        wanted.country in {"", law.jurisdiction}
        and wanted.law in {"", law.id}
        and by_state.get(wanted.asked, True)
    )


def _by(bank: Questionnaire, covered: list[Covered]) -> list[Covered]:
    """Return the duties as if this bank alone asked."""
    return [
        Covered(
            obligation=one.obligation,
            counts=one.counts,
            asked=tuple(place for place in one.asked if place.bank == bank.id),
            reason=one.reason,
        )
        for one in covered
    ]


def _line(one: Covered, laws: Mapping[str, Instrument]) -> CoverageLine:
    questions: dict[str, tuple[str, ...]] = {}
    for place in one.asked:
        questions[place.bank] = (*questions.get(place.bank, ()), place.question)
    return CoverageLine(covered=one, instrument=_law(one, laws), questions=questions)
