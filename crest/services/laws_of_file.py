"""Which laws apply to the company of a profile file: only the file and the library."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crest.content.library import Library
from crest.domain.applicability import applies, in_force, previewed
from crest.domain.deadlines import next_due
from crest.domain.facts import Facts, with_shares
from crest.domain.instruments import Confidence, Instrument
from crest.domain.look_up import YEAR_END
from crest.domain.profile_check import check_profile
from crest.domain.profile_file import read_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOfFile:
    """A day to come: a deadline, or a dated change of the law; what follows when it is missed."""

    on: date
    what: str
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOfFile:
    """What one instrument is to the company; `preview` is set for drafts and bills alone."""

    id: str
    name: str
    binds: str
    reaches: str
    needs: tuple[str, ...]
    status: str
    in_force: bool
    preview: str | None
    next_dates: tuple[DateOfFile, ...]


def laws_of_file(data: object, *, library: Library, as_of: date) -> tuple[LawOfFile, ...]:
    """Return every instrument with its answer for these facts, or refuse what is no fact."""
    facts = read_profile(data)
    check_profile(facts, reference=library.reference, instruments=library.instruments)
    known = with_shares(facts)
    return tuple(_law(instrument, known, as_of) for instrument in library.instruments)


def _law(instrument: Instrument, facts: Facts, as_of: date) -> LawOfFile:
    found = applies(instrument, facts, as_of=as_of)
    preview = previewed(instrument, facts, as_of=as_of).binds.value
    return LawOfFile(
        id=instrument.id,
        name=instrument.name,
        binds=found.binds.value,
        reaches=found.reaches.value,
        needs=found.needs,
        status=instrument.status.value,
        in_force=in_force(instrument, as_of=as_of),
        preview=None if instrument.preview_when is None else preview,
        next_dates=tuple(sorted(_dates(instrument, facts, as_of), key=lambda one: one.on)),
    )


def _dates(instrument: Instrument, facts: Facts, as_of: date) -> Iterator[DateOfFile]:
    end = facts.get(YEAR_END)
    for deadline in instrument.deadlines:
        year_end = end if isinstance(end, str) else None
        day = next_due(deadline.due, year_end=year_end, as_of=as_of)
        if day is not None and deadline.confidence is not Confidence.LOW:
            yield DateOfFile(on=day, what=deadline.title, follows=deadline.follows)
    for one in instrument.next_dates:
        if one.on >= as_of:
            yield DateOfFile(on=one.on, what=one.what)
