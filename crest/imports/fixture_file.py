"""The file of a described federation: tenants, people, workplaces, suppliers, assessments."""

import json
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crest.domain.bank import SubjectKind
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Role, TenantKind

Code = Annotated[str, Field(min_length=1, max_length=60)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
FactText = str | int | float | list[str]
Value = str | int | float | list[str] | list[list[str]]


class Part(BaseModel):
    """A part of the file: no unknown key."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TenantPart(Part):
    """The federation, a member company, or a supplier's own space."""

    code: Code
    kind: TenantKind
    name: Name
    name_local: str | None = None
    sector_group: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    facts: dict[str, FactText] = {}


class MembershipPart(Part):
    """A role in a tenant; `workplaces` names those of a site manager by code."""

    tenant: Code
    role: Role
    workplaces: list[Code] = []


class UserPart(Part):
    """A person with a password, and the roles the person has."""

    email: str
    name: Name
    password: Annotated[str, Field(min_length=1)]
    language: str = "en"
    memberships: Annotated[list[MembershipPart], Field(min_length=1)]


class WorkplacePart(Part):
    """A workplace of a tenant."""

    tenant: Code
    code: Code
    name: Name
    name_local: str | None = None
    country: str | None = None
    province: str | None = None
    address: str | None = None
    facts: dict[str, FactText] = {}


class SupplierPart(WorkplacePart):
    """A supplier of a tenant."""

    sector: str | None = None
    goods: str | None = None
    tier: Annotated[int, Field(ge=1)] | None = None
    registration_number: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None


class AnswerPart(Part):
    """An answer as posted; `value` fits the question's type, `currency` goes with money."""

    state: Literal["answered", "dont_know", "planned", "not_applicable", "declined"] = "answered"
    value: Value | None = None
    currency: str = ""
    reason: str = ""
    note: str = ""
    planned_by: date | None = None


class SubjectPart(Part):
    """Whom the assessment is about; a company needs no code."""

    kind: SubjectKind
    code: Code | None = None


class AssessmentPart(Part):
    """An assessment answered by one person, submitted or left as a draft."""

    tenant: Code
    by: str
    bank: Code
    subject: SubjectPart
    on: date | None = None
    answers: dict[str, AnswerPart] = {}
    submitted: bool = False


class FixtureFile(Part):
    """A whole federation."""

    tenants: list[TenantPart] = []
    users: list[UserPart] = []
    workplaces: list[WorkplacePart] = []
    suppliers: list[SupplierPart] = []
    assessments: list[AssessmentPart] = []


def read_fixture(content: bytes) -> FixtureFile:
    """Return the described federation, or raise RefusedInputError naming the first wrong place."""
    try:
        return FixtureFile.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RefusedInputError("bad_fixture", place=place, words=first["msg"]) from None


def fixture_schema() -> str:
    """Return the format as JSON Schema, for editors."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **FixtureFile.model_json_schema(),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
