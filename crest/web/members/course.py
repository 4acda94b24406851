"""A member suspended and let in again; leaving in two steps."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.members import LEAVE_LASTS, MemberState
from crest.domain.permissions import Permission
from crest.services import federation_members, member_course
from crest.web.account.proving import fault_at
from crest.web.context import now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.mail_texts import write_mail
from crest.web.members.forms import TypedCodeForm

blueprint = Blueprint("member_course", __name__)
_FIRST_STEP = {MemberState.ACTIVE, MemberState.SUSPENDED}
_FIELDS = {"other_member_code": "typed"}


@blueprint.post("/federation/members/<uuid:member_id>/suspend")
@requires(Permission.MEMBER_MANAGE)
def suspend(member_id: UUID) -> ResponseReturnValue:
    """Keep the users of a member out."""
    key = read(KeyForm).key.data or ""
    member_course.suspend(session(), actor(), member_id, key=key, write=write_mail, now=now())
    flash(_("The member is suspended. Its administrators are told by mail."), "success")
    return _back(member_id)


@blueprint.post("/federation/members/<uuid:member_id>/resume")
@requires(Permission.MEMBER_MANAGE)
def resume(member_id: UUID) -> ResponseReturnValue:
    """Let the users of a suspended member in again."""
    key = read(KeyForm).key.data or ""
    member_course.resume(session(), actor(), member_id, key=key, now=now())
    flash(_("The member takes part again. Its users can sign in."), "success")
    return _back(member_id)


@blueprint.get("/federation/members/<uuid:member_id>/leave")
@requires(Permission.MEMBER_MANAGE)
def leave(member_id: UUID) -> ResponseReturnValue:
    """Show what leaving means, and the step that comes next."""
    return _leave_page(member_id, TypedCodeForm())


@blueprint.post("/federation/members/<uuid:member_id>/leave")
@requires(Permission.MEMBER_MANAGE)
def begin(member_id: UUID) -> ResponseReturnValue:
    """Begin to let a member leave, once its code is typed."""
    form = TypedCodeForm(request.form)
    if not form.validate():
        return _leave_page(member_id, form, faults_of(form)), 422
    try:
        member_course.leave(
            session(), actor(), member_id, form.confirmed(), write=write_mail, now=now()
        )
    except RefusedInputError as error:
        return _leave_page(member_id, form, _fault(form, error)), 422
    flash(_("The member leaves. Its administrators are told by mail to fetch the copy."), "success")
    return _back(member_id)


@blueprint.post("/federation/members/<uuid:member_id>/stay")
@requires(Permission.MEMBER_MANAGE)
def stay(member_id: UUID) -> ResponseReturnValue:
    """Take back that a member leaves."""
    key = read(KeyForm).key.data or ""
    member_course.stay(session(), actor(), member_id, key=key, now=now())
    flash(_("The member stays."), "success")
    return _back(member_id)


@blueprint.post("/federation/members/<uuid:member_id>/erase")
@requires(Permission.MEMBER_MANAGE)
def erase(member_id: UUID) -> ResponseReturnValue:
    """Erase what a member held, once its term is over and its code is typed again."""
    form = TypedCodeForm(request.form)
    if not form.validate():
        return _leave_page(member_id, form, faults_of(form)), 422
    try:
        job_id = member_course.ask_erasure(
            session(), actor(), member_id, form.confirmed(), now=now()
        )
    except RefusedInputError as error:
        return _leave_page(member_id, form, _fault(form, error)), 422
    return redirect(url_for("jobs.show", job_id=job_id), code=303)


def _fault(form: TypedCodeForm, error: RefusedInputError) -> list[Fault]:
    faults = fault_at(_FIELDS.get(error.reason, ""), error)
    form.typed.errors = [fault.text for fault in faults if fault.id]
    return faults


def _leave_page(member_id: UUID, form: TypedCodeForm, faults: Sequence[Fault] = ()) -> str:
    member = federation_members.get_member(session(), actor(), member_id).member
    held = member_course.count_held(session(), actor(), member_id)
    term_over = member.erase_from is not None and member.erase_from <= now()
    has_form = member.state in _FIRST_STEP or (member.state is MemberState.LEAVING and term_over)
    return render_template(
        "members/leave.html",
        member=member,
        form=form,
        # Without its form on the page there is no field that could be mended.
        faults=faults if has_form else [Fault(id="", text=one.text) for one in faults],
        rows=sum(held.values()),
        term_over=term_over,
        days=LEAVE_LASTS.days,
    )


def _back(member_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("members.show", member_id=member_id), code=303)
