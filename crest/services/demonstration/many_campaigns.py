"""The two campaigns by which the demonstration federation asked its further members."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from crest.domain.workflow import AssessmentHead
from crest.persistence.models import CampaignRecipientRow, CampaignRow
from crest.services.demonstration.loading import OWN_BANK
from crest.services.demonstration.origin import Loading
from crest.services.demonstration.people import FEDERATION_CODE

FIRST_WAVE, FIRST_RELEASE, SECOND_WAVE = 230, 180, 60
_PROGRAMME = "programme@federation.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A campaign: its name, and how many days before the load it was sent and was over."""

    name: str
    sent: int
    over: int


# By when the assessments of a wave were begun.
ROUNDS: Mapping[int, Round] = MappingProxyType(
    {
        FIRST_WAVE: Round(name="First round of all members", sent=FIRST_WAVE + 1, over=190),
        SECOND_WAVE: Round(name="Second round", sent=SECOND_WAVE + 1, over=20),
    }
)


def write_campaigns(loading: Loading) -> None:
    """Write both campaigns; whom they asked is added with each assessment."""
    programme = loading.id_of(_PROGRAMME)
    for one in ROUNDS.values():
        sent, over = (loading.now - timedelta(days=days) for days in (one.sent, one.over))
        loading.session.add(
            CampaignRow(
                id=loading.id_of(one.name),
                tenant_id=loading.id_of(FEDERATION_CODE),
                audience="members",
                name=one.name,
                bank=OWN_BANK,
                bank_version=loading.library.questionnaire(OWN_BANK).version,
                due_on=over.date(),
                language="",
                message="",
                state="closed",
                base_url="",
                created_by=programme,
                created_at=sent,
                sent_by=programme,
                sent_at=sent,
                closed_at=over,
            )
        )
    loading.session.flush()


def write_asked(loading: Loading, head: AssessmentHead, *, wave: int, answers: bool) -> None:
    """Write that the campaign of a wave asked for this assessment; unanswered, it ended with it."""
    one = ROUNDS[wave]
    loading.session.add(
        CampaignRecipientRow(
            id=loading.id_of(one.name, str(head.id)),
            campaign_id=loading.id_of(one.name),
            tenant_id=loading.id_of(FEDERATION_CODE),
            owner_id=head.tenant_id,
            workplace_id=head.subject_id,
            place=0,
            language="en",
            chosen_at=loading.now - timedelta(days=one.sent),
            asked_at=loading.now - timedelta(days=one.sent),
            refusal="",
            assessment_id=head.id,
            stopped_at=None if answers else loading.now - timedelta(days=one.over),
        )
    )
    loading.session.flush()
