"""Roles, permissions and the reach of a site manager."""

from uuid import UUID, uuid4

import pytest

from crest.domain.errors import NotAllowedError
from crest.domain.permissions import (
    ROLE_PERMISSIONS,
    Actor,
    Permission,
    Role,
    TenantKind,
    allows,
    grantable_roles,
    may_reach_workplace,
    require,
)

OWN_SITE = uuid4()
OTHER_SITE = uuid4()

EVERYBODY = set(Role)
COMPANY = {Role.VIEW, Role.EDIT, Role.ADM}
RESPONDING = {Role.EDIT, Role.ADM, Role.SITE, Role.SUP}
READING = COMPANY | {Role.SITE, Role.SUP}
FEDERATION = {Role.FAN, Role.FPO, Role.FADM}
LIBRARY = READING | FEDERATION | {Role.VER}

# The table of who may do what, written a second time and the other way round.
WHO_MAY = {
    Permission.FIGURES_EXPORT: {Role.FAN, Role.FPO},
    Permission.FIGURES_RELEASE: {Role.FPO, Role.FADM},
    Permission.BENCHMARK_READ: COMPANY,
    Permission.HOME_VIEW: EVERYBODY - {Role.RESP, Role.CERT, Role.AID},
    Permission.ACCOUNT_MANAGE: EVERYBODY - {Role.RESP, Role.CERT, Role.AID},
    Permission.PROFILE_READ: COMPANY | {Role.SUP},
    Permission.PROFILE_EDIT: {Role.EDIT, Role.ADM, Role.SUP},
    Permission.WORKPLACE_READ: READING,
    Permission.WORKPLACE_EDIT: {Role.EDIT, Role.ADM, Role.SUP},
    Permission.SUPPLIER_READ: COMPANY,
    Permission.SUPPLIER_EDIT: {Role.EDIT, Role.ADM},
    Permission.SUPPLIER_DELETE: {Role.ADM},
    Permission.SUPPLIER_IMPORT: {Role.EDIT, Role.ADM},
    Permission.ASSESSMENT_LIST: READING,
    Permission.ASSESSMENT_READ: READING | {Role.RESP},
    Permission.ASSESSMENT_START: RESPONDING,
    Permission.ASSESSMENT_ANSWER: RESPONDING,
    Permission.ASSESSMENT_SUBMIT: RESPONDING | {Role.RESP},
    Permission.ASSESSMENT_DELEGATE: RESPONDING | {Role.RESP},
    Permission.DELEGATED_ANSWER: {Role.AID},
    Permission.ASSESSMENT_CERTIFY: READING | {Role.CERT},
    Permission.SUPPLIER_ASSESSMENT_READ: COMPANY | {Role.RESP, Role.CERT},
    Permission.SUPPLIER_ASSESSMENT_REVIEW: {Role.EDIT, Role.ADM},
    Permission.SUPPLIER_ASSESSMENT_ANSWER: {Role.EDIT, Role.RESP},
    Permission.INVITATION_READ: COMPANY,
    Permission.INVITATION_MANAGE: {Role.EDIT, Role.ADM},
    Permission.CAMPAIGN_READ: COMPANY | {Role.FPO, Role.FADM},
    Permission.CAMPAIGN_MANAGE: {Role.EDIT, Role.ADM, Role.FPO, Role.FADM},
    Permission.CAMPAIGN_DELETE: {Role.ADM},
    Permission.CONTRADICTION_SETTLE: {Role.EDIT, Role.ADM},
    Permission.SCORE_READ: READING,
    Permission.OWN_RESULT_READ: {Role.SUP, Role.RESP},
    Permission.OWN_DATA_CORRECT: {Role.SUP, Role.RESP},
    Permission.SPACE_CLAIM: {Role.RESP},
    Permission.SPACE_READ: {Role.SUP},
    Permission.SPACE_MANAGE: {Role.SUP},
    Permission.GIVEN_READ: COMPANY,
    Permission.EVIDENCE_LIST: READING,
    Permission.EVIDENCE_READ: READING | {Role.RESP, Role.CERT},
    Permission.EVIDENCE_ADD: RESPONDING | {Role.RESP},
    Permission.EVIDENCE_DELETE: {Role.ADM, Role.SUP},
    Permission.FINDING_READ: READING,
    Permission.REGISTER_READ: COMPANY,
    Permission.REGISTER_EXPORT: {Role.EDIT, Role.ADM},
    Permission.LAW_READ: LIBRARY,
    Permission.METHOD_READ: LIBRARY,
    Permission.BANK_READ: LIBRARY - {Role.SUP} | {Role.AUD},
    Permission.BANK_INSPECT: FEDERATION,
    Permission.BANK_PUBLISH: {Role.FPO, Role.FADM},
    Permission.TRANSLATION_REVIEW: {Role.FPO, Role.FADM},
    Permission.REFERENCE_MANAGE: {Role.FPO, Role.FADM},
    Permission.JOB_READ: READING | FEDERATION | {Role.RESP},
    Permission.USER_READ: {Role.ADM, Role.FADM, Role.AUD},
    Permission.USER_MANAGE: {Role.ADM, Role.FADM},
    Permission.MEMBER_READ: {Role.FPO, Role.FADM},
    Permission.MEMBER_MANAGE: {Role.FADM},
    Permission.COMPANY_COPY: {Role.ADM},
    Permission.GRANT_LIST: {Role.FPO, Role.FADM, Role.AUD},
    Permission.ADMINISTRATION_READ: {Role.FPO, Role.FADM, Role.AUD, Role.SYS},
    Permission.FIGURES_READ: FEDERATION,
    Permission.REPORT_READ: FEDERATION,
    Permission.REPORT_EDIT: {Role.FPO, Role.FADM},
    Permission.TRAIL_READ: {Role.ADM, Role.AUD},
    Permission.GRANT_READ: {Role.VIEW, Role.EDIT, Role.ADM},
    Permission.GRANT_MANAGE: {Role.ADM},
    Permission.SHARED_READ: {Role.FPO},
    Permission.MAIL_MANAGE: {Role.ADM, Role.FADM},
    Permission.INSTALLATION_READ: {Role.FADM, Role.SYS},
}


def actor(role: Role, *, workplaces: frozenset[UUID] = frozenset()) -> Actor:
    return Actor(
        user_id=uuid4(),
        tenant_id=uuid4(),
        tenant_kind=TenantKind.MEMBER,
        role=role,
        email="sokha@member.example",
        name="Sokha",
        language="en",
        workplace_ids=workplaces,
    )


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.value)
@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_role_holds_what_the_table_of_roles_gives_it(role: Role, permission: Permission) -> None:
    expected = role in WHO_MAY[permission]

    assert allows(role, permission) is expected
    assert allows(actor(role), permission) is expected


def test_every_role_has_its_row() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_a_person_with_the_permission_passes() -> None:
    require(actor(Role.EDIT), Permission.SUPPLIER_EDIT)


def test_a_person_without_the_permission_is_refused_by_name() -> None:
    with pytest.raises(NotAllowedError) as refusal:
        require(actor(Role.VIEW), Permission.SUPPLIER_EDIT)

    assert refusal.value.params == {"permission": "supplier.edit"}


@pytest.mark.parametrize(
    ("role", "workplace", "reached"),
    [
        pytest.param(Role.SITE, OWN_SITE, True, id="site manager, own site"),
        pytest.param(Role.SITE, OTHER_SITE, False, id="site manager, other site"),
        pytest.param(Role.SITE, None, False, id="site manager, whole company"),
        pytest.param(Role.VIEW, OTHER_SITE, True, id="company role, any site"),
        pytest.param(Role.ADM, None, True, id="company role, whole company"),
    ],
)
def test_a_site_manager_reaches_named_workplaces_only(
    role: Role, workplace: UUID | None, *, reached: bool
) -> None:
    person = actor(role, workplaces=frozenset({OWN_SITE}))

    assert may_reach_workplace(person, workplace) is reached


def test_the_role_of_the_operator_is_given_by_nobody() -> None:
    assert Role.SYS not in grantable_roles(TenantKind.FEDERATION)
    assert grantable_roles(TenantKind.FEDERATION) >= {Role.FADM, Role.AUD}
    assert grantable_roles(TenantKind.MEMBER) == {Role.VIEW, Role.EDIT, Role.ADM, Role.SITE}


def test_a_tenant_without_administrator_gives_no_role() -> None:
    assert grantable_roles(TenantKind.SUPPLIER) == frozenset()
