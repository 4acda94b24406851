"""Which laws are due to be read again, and what about each of them is not sure."""

from dataclasses import dataclass
from datetime import date

from crest.content.library import Library
from crest.domain.instruments import Confidence, Instrument, InstrumentKind
from crest.domain.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """A law with the day by which it is to be read again, and how many parts are not sure."""

    instrument: Instrument
    overdue: bool
    doubtful: int

    @property
    def is_standard(self) -> bool:
        """Return whether it is a standard, which is never called law."""
        return self.instrument.kind is InstrumentKind.STANDARD


def law_reviews(actor: Actor, *, library: Library, as_of: date) -> tuple[ReviewLine, ...]:
    """Return every law by the day of its review; those without a day come first."""
    require(actor, Permission.LAW_READ)
    lines = [
        ReviewLine(
            instrument=law,
            overdue=law.review_by is None or law.review_by < as_of,
            doubtful=_doubtful(law),
        )
        for law in library.instruments
    ]
    return tuple(sorted(lines, key=lambda line: (line.instrument.review_by or date.min, _id(line))))


def _id(line: ReviewLine) -> str:
    return line.instrument.id


def _doubtful(law: Instrument) -> int:
    """Return how many obligations and rules have a citation or requirement that is not sure."""
    duties = (
        Confidence.LOW is one.confidence.citation
        or one.confidence.requirement is not Confidence.HIGH
        for one in law.obligations
    )
    rules = (
        Confidence.LOW is one.citation_confidence
        or one.requirement_confidence is not Confidence.HIGH
        for one in law.rules
    )
    return sum(duties) + sum(rules)
