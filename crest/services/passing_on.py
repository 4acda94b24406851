"""What holds whenever a company passes a result on, to the federation or by a link."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.names import clean_text
from crest.domain.permissions import Actor
from crest.domain.workflow import AssessmentState
from crest.persistence import assessments
from crest.persistence.assessments import Reach
from crest.persistence.session import DatabaseSession

# The longest that it lasts; who needs longer asks again.
LONGEST = timedelta(days=365)
# Results that a page offers to pass on.
MOST_OFFERED = 10_000
_MOST_PURPOSE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedShare:
    """What is to be passed on: which assessment, why, and until which day."""

    assessment_id: UUID
    purpose: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A purpose in clean words, and the moment at which what was passed on is over."""

    purpose: str
    ends_at: datetime


def agreed(session: DatabaseSession, actor: Actor, wanted: WantedShare, *, now: datetime) -> Agreed:
    """Return purpose and end of what may be passed on.

    Refused: no purpose or one too long, a day that is over or more than a year away, and
    (NotFoundError) an assessment that is not the company's own and submitted.
    """
    terms = terms_of(wanted, now=now)
    head = assessments.get(session, wanted.assessment_id, reach=own_reach(actor)).head
    if head.state is AssessmentState.DRAFT:
        raise NotFoundError
    return terms


def terms_of(wanted: WantedShare, *, now: datetime) -> Agreed:
    """Return purpose and end as they are kept; refused as in `agreed`, whatever is passed on."""
    purpose = clean_text(wanted.purpose)[: _MOST_PURPOSE + 1]
    if not purpose or len(purpose) > _MOST_PURPOSE:
        raise RefusedInputError("purpose_missing", most=_MOST_PURPOSE)
    # The day named is the last on which it holds.
    ends_at = datetime.combine(wanted.until, time(), UTC) + timedelta(days=1)
    if not now < ends_at <= now + LONGEST + timedelta(days=1):
        raise RefusedInputError("share_too_long")
    return Agreed(purpose=purpose, ends_at=ends_at)


def own_reach(actor: Actor) -> Reach:
    """Return the reach of the company's own answers: those of suppliers are not its to pass on."""
    return Reach(tenant_id=actor.tenant_id, suppliers=False)
