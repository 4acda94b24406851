"""How far each member is with its self-assessment, and where one that rests was left.

Counted of all members, whether they answered or not: who is `submitted` here is whoever the
figures about results count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from crest.domain.bank import Questionnaire, SubjectKind

PARTICIPATION, INVITED, SHARED, BEGINNING = "participation", "invited", "shared", "begun"
STOPPED, STOPPED_PART = "stopped.", "stopped_part."
NOT_BEGUN, BEGUN, SUBMITTED = "not_begun", "begun", "submitted"
NOT_SUBMITTED = "not_submitted"
ASKED, UNASKED = "asked", "unasked"
SHARES, KEEPS = "shared", "not_shared"
NOT_STOPPED = "not_stopped"
STAGES = (NOT_BEGUN, BEGUN, SUBMITTED)
# A release comes once a month: what rested for a whole one was left.
UNTOUCHED_DAYS = 30
PARTS = ("part_1", "part_2", "part_3", "part_4")

_OWN = frozenset({SubjectKind.COMPANY, SubjectKind.WORKPLACE})

# The sections of each bank by its id, in their order, all versions together.
Sections = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDraft:
    """A begun self-assessment: when an answer was saved last, and in which section."""

    bank: str
    touched_at: datetime
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStanding:
    """One member: where it stands among the others, how far it is, and what it left where.

    `stopped` has, by bank, the section in which a self-assessment rests. `shares`: it lets the
    federation read the result of one.
    """

    member: UUID
    sector: str
    region: str
    size: str
    stage: str
    asked: bool
    shares: bool
    stopped: Mapping[str, str] = field(default_factory=dict)


def stage_of(*, counted: bool, begun: bool) -> str:
    """Return how far a member is; one that is counted has submitted, whatever else it begins."""
    if counted:
        return SUBMITTED
    return BEGUN if begun else NOT_BEGUN


def stopped_in(
    drafts: Iterable[OwnDraft], sections: Sections, *, now: datetime
) -> Mapping[str, str]:
    """Return by bank the section in which a draft rests, the earliest of several.

    One rests from 30 days after its last saved answer on. Sections that no version has are left
    out.
    """
    found: dict[str, str] = {}
    for draft in drafts:
        order = list(sections.get(draft.bank, ()))
        rests = now - draft.touched_at >= timedelta(days=UNTOUCHED_DAYS)
        if rests and draft.section in order:
            earlier = found.get(draft.bank, draft.section)
            found[draft.bank] = min(earlier, draft.section, key=order.index)
    return found


def sections_of(questionnaires: Iterable[Questionnaire]) -> Sections:
    """Return by bank of self-assessments the codes of its sections, all versions together."""
    found: dict[str, dict[str, None]] = {}
    for bank in questionnaires:
        if _OWN & set(bank.subjects):
            order = found.setdefault(bank.id, {})
            order.update(dict.fromkeys(one.code for one in bank.sections))
    return {bank: tuple(order) for bank, order in found.items()}


def part_of(section: str, order: Sequence[str]) -> str:
    """Return in which quarter of the sections one stands, `part_1` to `part_4`."""
    return PARTS[order.index(section) * len(PARTS) // len(order)]


def furthest(sections: Iterable[str], order: Sequence[str]) -> str | None:
    """Return the last in order of those that are known, or None; answers may be saved together."""
    known = [one for one in sections if one in order]
    return max(known, key=list(order).index, default=None)
