"""Which edition of each source of reference data counts, and who may say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.errors import NotFoundError, RefusedInputError

MOST_REASON = 500
# The edition of a source that is switched off.
OFF = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody chose for a source on a day; `by` is None for the operator.

    `number` counts all choices of the installation from 1 on.
    """

    number: int
    source: str
    edition: str
    reason: str
    by: UUID | None
    by_name: str
    at: datetime

    @property
    def is_off(self) -> bool:
        """Return whether the source was switched off."""
        return self.edition == OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A pack that was loaded here; `by` is None where the operator did so."""

    source: str
    edition: str
    digest: str
    by: UUID | None
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants: an edition of a source, or none (empty), and why.

    `by` is None for the operator, who acts by commands alone.
    """

    source: str
    edition: str
    reason: str
    by: UUID | None


def last_choices(choices: Iterable[Choice]) -> Mapping[str, Choice]:
    """Return the choice that holds of each source: the last one."""
    return {one.source: one for one in sorted(choices, key=lambda one: one.number)}


def checked_reason(wish: Wish, known: Mapping[tuple[str, str], Loaded | None]) -> str:
    """Return the reason as it is kept, or refuse the wish.

    `known` has every edition there is: None for those that come with CREST. A pack is first used
    by the word of another person than the one who loaded it.
    """
    if wish.source not in {source for source, _ in known}:
        raise NotFoundError(source=wish.source)
    if wish.edition != OFF and (wish.source, wish.edition) not in known:
        raise NotFoundError(edition=wish.edition)
    reason = " ".join(wish.reason.split())
    if not reason or len(reason) > MOST_REASON:
        raise RefusedInputError("choice_reason", most=MOST_REASON)
    loaded = known.get((wish.source, wish.edition))
    if loaded is not None and wish.by is not None and loaded.by == wish.by:
        raise RefusedInputError("loaded_by_same_person")
    return reason
