"""Who may do what: roles, permissions, and the person who acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from crest.domain.errors import NotAllowedError


class TenantKind(StrEnum):
    """What sort of organisation a tenant is."""

    FEDERATION = "federation"
    MEMBER = "member"
    SUPPLIER = "supplier"


class Role(StrEnum):
    """What a person is in one tenant."""

    VIEW = "view"
    EDIT = "edit"
    ADM = "adm"
    SITE = "site"
    SUP = "sup"
    RESP = "resp"
    AID = "aid"
    CERT = "cert"
    VER = "ver"
    FAN = "fan"
    FPO = "fpo"
    FADM = "fadm"
    AUD = "aud"
    SYS = "sys"


class Permission(StrEnum):
    """One act on one sort of thing; every route names the one it needs."""

    HOME_VIEW = "home.view"
    ACCOUNT_MANAGE = "account.manage"
    PROFILE_READ = "profile.read"
    PROFILE_EDIT = "profile.edit"
    WORKPLACE_READ = "workplace.read"
    WORKPLACE_EDIT = "workplace.edit"
    SUPPLIER_READ = "supplier.read"
    SUPPLIER_EDIT = "supplier.edit"
    SUPPLIER_DELETE = "supplier.delete"
    SUPPLIER_IMPORT = "supplier.import"
    ASSESSMENT_LIST = "assessment.list"
    ASSESSMENT_READ = "assessment.read"
    ASSESSMENT_START = "assessment.start"
    ASSESSMENT_ANSWER = "assessment.answer"
    ASSESSMENT_SUBMIT = "assessment.submit"
    ASSESSMENT_DELEGATE = "assessment.delegate"
    DELEGATED_ANSWER = "delegated.answer"
    ASSESSMENT_CERTIFY = "assessment.certify"
    SUPPLIER_ASSESSMENT_READ = "supplier_assessment.read"
    SUPPLIER_ASSESSMENT_ANSWER = "supplier_assessment.answer"
    SUPPLIER_ASSESSMENT_REVIEW = "supplier_assessment.review"
    INVITATION_READ = "invitation.read"
    INVITATION_MANAGE = "invitation.manage"
    CAMPAIGN_READ = "campaign.read"
    CAMPAIGN_MANAGE = "campaign.manage"
    CAMPAIGN_DELETE = "campaign.delete"
    CONTRADICTION_SETTLE = "contradiction.settle"
    SCORE_READ = "score.read"
    OWN_RESULT_READ = "own_result.read"
    OWN_DATA_CORRECT = "own_data.correct"
    SPACE_CLAIM = "space.claim"
    SPACE_READ = "space.read"
    SPACE_MANAGE = "space.manage"
    GIVEN_READ = "given.read"
    EVIDENCE_LIST = "evidence.list"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_DELETE = "evidence.delete"
    FINDING_READ = "finding.read"
    REGISTER_READ = "register.read"
    REGISTER_EXPORT = "register.export"
    LAW_READ = "law.read"
    METHOD_READ = "method.read"
    REFERENCE_MANAGE = "reference.manage"
    BANK_READ = "bank.read"
    BANK_INSPECT = "bank.inspect"
    BANK_PUBLISH = "bank.publish"
    TRANSLATION_REVIEW = "translation.review"
    JOB_READ = "job.read"
    USER_READ = "user.read"
    USER_MANAGE = "user.manage"
    TRAIL_READ = "trail.read"
    GRANT_READ = "grant.read"
    GRANT_MANAGE = "grant.manage"
    SHARED_READ = "shared.read"
    MEMBER_READ = "member.read"
    MEMBER_MANAGE = "member.manage"
    COMPANY_COPY = "company.copy"
    GRANT_LIST = "grant.list"
    ADMINISTRATION_READ = "administration.read"
    FIGURES_READ = "figures.read"
    FIGURES_EXPORT = "figures.export"
    FIGURES_RELEASE = "figures.release"
    REPORT_READ = "report.read"
    REPORT_EDIT = "report.edit"
    BENCHMARK_READ = "benchmark.read"
    MAIL_MANAGE = "mail.manage"
    INSTALLATION_READ = "installation.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person who acts, in the one tenant and role of this session.

    Whoever answers by invitation acts in the buyer's tenant, and reaches there the one assessment
    named; all others reach what their role does, and none is named.
    """

    user_id: UUID
    tenant_id: UUID
    tenant_kind: TenantKind
    role: Role
    email: str
    name: str
    language: str
    workplace_ids: frozenset[UUID] = frozenset()
    assessment_id: UUID | None = None


_BASE = frozenset({Permission.HOME_VIEW, Permission.ACCOUNT_MANAGE})
_LIBRARY = frozenset({Permission.LAW_READ, Permission.METHOD_READ})
_ANSWERING = frozenset(
    {
        Permission.ASSESSMENT_START,
        Permission.ASSESSMENT_ANSWER,
        Permission.ASSESSMENT_SUBMIT,
        Permission.ASSESSMENT_DELEGATE,
        Permission.EVIDENCE_ADD,
    }
)
_OWN_READING = frozenset(
    {
        Permission.WORKPLACE_READ,
        Permission.ASSESSMENT_LIST,
        Permission.ASSESSMENT_READ,
        # whom a colleague names signs; nobody else finds anything there
        Permission.ASSESSMENT_CERTIFY,
        Permission.SCORE_READ,
        Permission.EVIDENCE_LIST,
        Permission.EVIDENCE_READ,
        Permission.FINDING_READ,
        Permission.JOB_READ,
    }
)
# A supplier reads the questions that it was asked, and so not those of every bank.
_BANKS = frozenset({Permission.BANK_READ})
_SITE = _BASE | _LIBRARY | _BANKS | _OWN_READING | _ANSWERING
_SUP = (
    _BASE
    | _LIBRARY
    | _OWN_READING
    | _ANSWERING
    | {
        Permission.PROFILE_READ,
        Permission.PROFILE_EDIT,
        Permission.WORKPLACE_EDIT,
        Permission.EVIDENCE_DELETE,
        Permission.OWN_RESULT_READ,
        Permission.OWN_DATA_CORRECT,
        Permission.SPACE_READ,
        Permission.SPACE_MANAGE,
    }
)
_VIEW = (
    _BASE
    | _LIBRARY
    | _BANKS
    | _OWN_READING
    | {
        Permission.PROFILE_READ,
        Permission.SUPPLIER_READ,
        Permission.SUPPLIER_ASSESSMENT_READ,
        Permission.INVITATION_READ,
        Permission.CAMPAIGN_READ,
        Permission.REGISTER_READ,
        Permission.GRANT_READ,
        Permission.BENCHMARK_READ,
        Permission.GIVEN_READ,
    }
)
_COMPANY_WRITING = _ANSWERING | {
    Permission.PROFILE_EDIT,
    Permission.WORKPLACE_EDIT,
    Permission.SUPPLIER_EDIT,
    Permission.SUPPLIER_IMPORT,
    Permission.INVITATION_MANAGE,
    Permission.CAMPAIGN_MANAGE,
    Permission.REGISTER_EXPORT,
    Permission.SUPPLIER_ASSESSMENT_REVIEW,
    # who answers for a workplace explains what does not fit; the company settles it
    Permission.CONTRADICTION_SETTLE,
}
# An administrator reads suppliers' answers; only an editor gives them on a supplier's behalf.
_EDIT = _VIEW | _COMPANY_WRITING | {Permission.SUPPLIER_ASSESSMENT_ANSWER}
_USERS = frozenset({Permission.USER_READ, Permission.USER_MANAGE, Permission.MAIL_MANAGE})
_TRAIL = frozenset({Permission.TRAIL_READ})
_ADM = (
    _VIEW
    | _COMPANY_WRITING
    | {
        Permission.SUPPLIER_DELETE,
        Permission.EVIDENCE_DELETE,
        Permission.CAMPAIGN_DELETE,
        Permission.GRANT_MANAGE,
        Permission.COMPANY_COPY,
    }
    | _USERS
    | _TRAIL
)
# What an answer counts is shown where nobody answers; companies see it in their own results.
_FEDERATION = (
    _BASE
    | _LIBRARY
    | _BANKS
    | {
        Permission.JOB_READ,
        Permission.BANK_INSPECT,
        Permission.FIGURES_READ,
        Permission.REPORT_READ,
    }
)
_PUBLISHERS = frozenset(
    {
        Permission.BANK_PUBLISH,
        Permission.TRANSLATION_REVIEW,
        Permission.REFERENCE_MANAGE,
        Permission.MEMBER_READ,
        Permission.FIGURES_RELEASE,
        Permission.REPORT_EDIT,
        Permission.CAMPAIGN_READ,
        Permission.CAMPAIGN_MANAGE,
    }
)
# Which leave members gave, to whom and until when; what it opens is read by _NAMED alone.
_GRANTS = frozenset({Permission.GRANT_LIST, Permission.ADMINISTRATION_READ})
_NAMED = frozenset({Permission.SHARED_READ, Permission.FIGURES_EXPORT})
_MEMBERS = frozenset({Permission.MEMBER_MANAGE, Permission.INSTALLATION_READ})

# Who answers by invitation: no account, no lists, and of the buyer's tenant one assessment alone.
_RESP = frozenset(
    {
        Permission.ASSESSMENT_READ,
        Permission.ASSESSMENT_SUBMIT,
        Permission.ASSESSMENT_DELEGATE,
        Permission.SUPPLIER_ASSESSMENT_READ,
        Permission.SUPPLIER_ASSESSMENT_ANSWER,
        Permission.EVIDENCE_READ,
        Permission.EVIDENCE_ADD,
        # what the own answers come to, in plain words, and the file of it
        Permission.OWN_RESULT_READ,
        Permission.JOB_READ,
        Permission.OWN_DATA_CORRECT,
        Permission.SPACE_CLAIM,
    }
)

# Who signs by a link: of the tenant the one assessment named, and nothing of it to be changed.
_CERT = frozenset(
    {
        Permission.ASSESSMENT_CERTIFY,
        Permission.SUPPLIER_ASSESSMENT_READ,
        Permission.EVIDENCE_READ,
    }
)

# Roles bound to one assessment (resp, cert, ver) reach it by their invitation alone, so that
# they hold no permission here that would open a whole tenant.
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.VIEW: _VIEW,
        Role.EDIT: _EDIT,
        Role.ADM: _ADM,
        Role.SITE: _SITE,
        Role.SUP: _SUP,
        Role.RESP: _RESP,
        # a colleague of whoever answers: the questions given, and nothing beside them
        Role.AID: frozenset({Permission.DELEGATED_ANSWER}),
        Role.CERT: _CERT,
        Role.VER: _BASE | _LIBRARY | _BANKS,
        Role.FAN: _FEDERATION | {Permission.FIGURES_EXPORT},
        Role.FPO: _FEDERATION | _PUBLISHERS | _GRANTS | _NAMED,
        Role.FADM: _FEDERATION | _PUBLISHERS | _GRANTS | _MEMBERS | _USERS,
        Role.AUD: _BASE | _BANKS | _TRAIL | _GRANTS | {Permission.USER_READ},
        Role.SYS: _BASE | {Permission.INSTALLATION_READ, Permission.ADMINISTRATION_READ},
    }
)

# Roles that a tenant has; those bound to one assessment come from its invitation alone.
TENANT_ROLES: Mapping[TenantKind, frozenset[Role]] = MappingProxyType(
    {
        TenantKind.FEDERATION: frozenset({Role.FAN, Role.FPO, Role.FADM, Role.AUD, Role.SYS}),
        TenantKind.MEMBER: frozenset({Role.VIEW, Role.EDIT, Role.ADM, Role.SITE}),
        TenantKind.SUPPLIER: frozenset({Role.SUP}),
    }
)
# Who manages the users of a tenant; the last of them stays.
ADMINISTRATORS: Mapping[TenantKind, Role] = MappingProxyType(
    {TenantKind.FEDERATION: Role.FADM, TenantKind.MEMBER: Role.ADM}
)
# Roles that see data of others than their own place: they prove themselves twice.
SECOND_FACTOR_ROLES = frozenset(
    {Role.EDIT, Role.ADM, Role.VIEW, Role.VER, Role.FPO, Role.FADM, Role.FAN, Role.AUD}
)


def grantable_roles(kind: TenantKind) -> frozenset[Role]:
    """Return the roles that an administrator gives; the operator's comes by command alone."""
    return TENANT_ROLES[kind] - {Role.SYS} if kind in ADMINISTRATORS else frozenset()


def allows(actor_or_role: Actor | Role, permission: Permission) -> bool:
    """Return whether the role, or the role of the person, holds the permission."""
    role = actor_or_role.role if isinstance(actor_or_role, Actor) else actor_or_role
    return permission in ROLE_PERMISSIONS[role]


def require(actor: Actor, permission: Permission) -> None:
    """Return nothing where the person holds the permission, or raise NotAllowedError."""
    if not allows(actor, permission):
        raise NotAllowedError(permission=permission.value)


def may_reach_workplace(actor: Actor, workplace_id: UUID | None) -> bool:
    """Return whether the person's role reaches this workplace; None is the company as a whole."""
    return actor.role is not Role.SITE or workplace_id in actor.workplace_ids
