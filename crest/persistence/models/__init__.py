"""The tables, one module per aggregate."""

from crest.persistence.models.accounts import (
    AccountLinkRow,
    RecoveryCodeRow,
    SecondFactorRow,
    UserInvitationRow,
)
from crest.persistence.models.assessments import (
    AnswerRevisionRow,
    AnswerRow,
    AssessmentRow,
    ContradictionRow,
    EvidenceRow,
    EvidenceUseRow,
    ScoreRow,
    TriggerRow,
    VerificationRow,
)
from crest.persistence.models.banks import BankReleaseRow
from crest.persistence.models.base import Row
from crest.persistence.models.campaigns import CampaignRecipientRow, CampaignRow
from crest.persistence.models.companies import ImportRow, SupplierRow, WorkplaceRow
from crest.persistence.models.copies import AnswerLoadRow
from crest.persistence.models.cubes import (
    CubeAuditRow,
    CubeBasisRow,
    CubeReleaseRow,
    ReleasedCubeRow,
)
from crest.persistence.models.delegations import DelegationRow
from crest.persistence.models.invitations import InvitationRow
from crest.persistence.models.lists import (
    SupplierBandRow,
    SupplierTaggedRow,
    SupplierTagRow,
    SupplierViewRow,
)
from crest.persistence.models.mail import OutboxRow
from crest.persistence.models.members import (
    AssociationCompanyRow,
    AssociationRow,
    MemberLoadRow,
)
from crest.persistence.models.people import (
    MembershipRow,
    SessionRow,
    TenantRow,
    ThrottleRow,
    UserRow,
    WriteKeyRow,
)
from crest.persistence.models.protocol import ProtocolReportRow, ProtocolTextRow
from crest.persistence.models.references import ReferenceChoiceRow, ReferencePackRow
from crest.persistence.models.registers import RegisterLoadRow, RegisterSnapshotRow
from crest.persistence.models.spaces import CorrectionRow, SpaceClaimRow, SpaceTieRow
from crest.persistence.models.supplier_lists import (
    ListDraftRow,
    ListMemoryRow,
    ListPageRow,
)
from crest.persistence.models.supplier_ties import (
    ImportMadeRow,
    ImportStepRow,
    SupplierMergeRow,
    SupplierPairRow,
    SupplierParentRow,
    SupplierSearchRow,
    SupplierTwinRow,
)
from crest.persistence.models.trail import (
    AccessLogRow,
    AuditEventRow,
    DataGrantRow,
    ResultLinkRow,
    TrailHeadRow,
)
from crest.persistence.models.translations import TranslationReviewRow
from crest.persistence.models.two_hands import ChangeRequestRow, SignOffRow
from crest.persistence.models.work import JobRow

__all__ = [
    "AccessLogRow",
    "AccountLinkRow",
    "AnswerLoadRow",
    "AnswerRevisionRow",
    "AnswerRow",
    "AssessmentRow",
    "AssociationCompanyRow",
    "AssociationRow",
    "AuditEventRow",
    "BankReleaseRow",
    "CampaignRecipientRow",
    "CampaignRow",
    "ChangeRequestRow",
    "ContradictionRow",
    "CorrectionRow",
    "CubeAuditRow",
    "CubeBasisRow",
    "CubeReleaseRow",
    "DataGrantRow",
    "DelegationRow",
    "EvidenceRow",
    "EvidenceUseRow",
    "ImportMadeRow",
    "ImportRow",
    "ImportStepRow",
    "InvitationRow",
    "JobRow",
    "ListDraftRow",
    "ListMemoryRow",
    "ListPageRow",
    "MemberLoadRow",
    "MembershipRow",
    "OutboxRow",
    "ProtocolReportRow",
    "ProtocolTextRow",
    "RecoveryCodeRow",
    "ReferenceChoiceRow",
    "ReferencePackRow",
    "RegisterLoadRow",
    "RegisterSnapshotRow",
    "ReleasedCubeRow",
    "ResultLinkRow",
    "Row",
    "ScoreRow",
    "SecondFactorRow",
    "SessionRow",
    "SignOffRow",
    "SpaceClaimRow",
    "SpaceTieRow",
    "SupplierBandRow",
    "SupplierMergeRow",
    "SupplierPairRow",
    "SupplierParentRow",
    "SupplierRow",
    "SupplierSearchRow",
    "SupplierTagRow",
    "SupplierTaggedRow",
    "SupplierTwinRow",
    "SupplierViewRow",
    "TenantRow",
    "ThrottleRow",
    "TrailHeadRow",
    "TranslationReviewRow",
    "TriggerRow",
    "UserInvitationRow",
    "UserRow",
    "VerificationRow",
    "WorkplaceRow",
    "WriteKeyRow",
]
