"""Member companies: list, add, look at, change."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.members import MemberState
from crest.domain.permissions import Permission
from crest.services import federation_members as service
from crest.services.federation_members import MemberFilter, MemberPage
from crest.web.account.proving import fault_at
from crest.web.context import now, session
from crest.web.faults import Fault, faults_of
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.members.forms import CompanyForm
from crest.web.members.words import STATE, STATE_KIND
from crest.web.paging import PAGE_SIZE, Paging, page_number

blueprint = Blueprint("members", __name__)
# The field that a refusal is about.
_FIELDS = {"code_taken": "code", "bad_member_code": "code", "member_name_missing": "name"}
_WORDS = {"state_words": STATE, "state_kinds": STATE_KIND}
_LONGEST_SEARCH = 200


@blueprint.get("/federation/members")
@requires(Permission.MEMBER_READ)
def index() -> ResponseReturnValue:
    """List the members that fit the filters of the address."""
    wanted, number = _wanted(), page_number(request.args.get("page"))
    found = service.list_members(
        session(), actor(), wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
    )
    return render_template(
        "members/index.html",
        found=found,
        wanted=wanted,
        args=_address(wanted),
        paging=Paging(number=number, total=found.total),
        **_WORDS,
    )


@blueprint.get("/federation/members/new")
@requires(Permission.MEMBER_MANAGE)
def create() -> ResponseReturnValue:
    """Show an empty form."""
    return _form(CompanyForm())


@blueprint.post("/federation/members/new")
@requires(Permission.MEMBER_MANAGE)
def add() -> ResponseReturnValue:
    """Store a new member company, or show what is to be mended."""
    form = CompanyForm(request.form)
    if not form.validate():
        return _form(form, faults_of(form)), 422
    try:
        added = service.add_member(session(), actor(), form.member(), now=now())
    except RefusedInputError as error:
        return _form(form, fault_at(_FIELDS.get(error.reason, ""), error)), 422
    flash(_("The member is added. Invite its first administrator next."), "success")
    return redirect(url_for("members.show", member_id=added), code=303)


@blueprint.get("/federation/members/<uuid:member_id>")
@requires(Permission.MEMBER_READ)
def show(member_id: UUID) -> ResponseReturnValue:
    """Show a member: name, sector, contact, associations, and where it stands."""
    page = service.get_member(session(), actor(), member_id)
    return render_template("members/show.html", page=page, **_WORDS)


@blueprint.get("/federation/members/<uuid:member_id>/edit")
@requires(Permission.MEMBER_MANAGE)
def edit(member_id: UUID) -> ResponseReturnValue:
    """Show what is kept of a member, to change it."""
    page = service.get_member(session(), actor(), member_id)
    member = page.member
    named = {one.id for one in page.associations if one.code in member.association_codes}
    form = CompanyForm(
        name=member.name,
        sector_group=member.sector_group,
        contact_name=member.contact_name,
        contact_email=member.contact_email,
        contact_language=member.contact_language,
        associations=[str(one) for one in named],
        version=member.version,
    )
    return _form(form, page=page)


@blueprint.post("/federation/members/<uuid:member_id>/edit")
@requires(Permission.MEMBER_MANAGE)
def save(member_id: UUID) -> ResponseReturnValue:
    """Store name, sector, contact and associations."""
    page = service.get_member(session(), actor(), member_id)
    form = CompanyForm(request.form)
    if not form.validate():
        return _form(form, faults_of(form), page=page), 422
    try:
        service.change_member(session(), actor(), member_id, form.member(), now=now())
    except RefusedInputError as error:
        return _form(form, fault_at(_FIELDS.get(error.reason, ""), error), page=page), 422
    flash(_("The changes are saved."), "success")
    return redirect(url_for("members.show", member_id=member_id), code=303)


def _wanted() -> MemberFilter:
    asked = request.args
    try:
        state = MemberState(asked.get("state", ""))
    except ValueError:
        state = None
    try:
        association = UUID(asked.get("association", ""))
    except ValueError:
        association = None
    text = asked.get("q", "").strip()[:_LONGEST_SEARCH]
    return MemberFilter(text=text, state=state, association_id=association)


def _address(wanted: MemberFilter) -> dict[str, str]:
    found = {
        "q": wanted.text,
        "state": wanted.state.value if wanted.state else "",
        "association": str(wanted.association_id or ""),
    }
    return {name: text for name, text in found.items() if text}


def _form(
    form: CompanyForm, faults: Sequence[Fault] = (), *, page: MemberPage | None = None
) -> str:
    form.offer(service.list_associations(session(), actor()))
    return render_template(
        "members/edit.html", form=form, faults=faults, member=page.member if page else None
    )
