"""What is done with a campaign: sending, reminding, more time, the end."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import campaign_changes, campaign_reminders
from crest.services import campaigns as service
from crest.services.campaigns import SendOrder
from crest.web.campaigns.board import board_page, tools
from crest.web.campaigns.forms import DueForm, PlanForm, ticked
from crest.web.context import now, session, settings
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.refusals import sentence

blueprint = Blueprint("campaign_acts", __name__)


@blueprint.post("/campaigns/<uuid:campaign_id>/send")
@requires(Permission.CAMPAIGN_MANAGE)
def send(campaign_id: UUID) -> ResponseReturnValue:
    """Hand the campaign to the worker, for all or for those marked."""
    ids = ticked(request.form) if request.form.get("whom") == "ticked" else None
    order = SendOrder(base_url=_base(), ids=ids)
    try:
        service.send(session(), actor(), campaign_id, order, key=_key(), now=now())
    except RefusedInputError as error:
        flash(sentence(error), "error")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/plan")
@requires(Permission.CAMPAIGN_MANAGE)
def plan(campaign_id: UUID) -> ResponseReturnValue:
    """Let the worker send it on a day, or show what is to be mended."""
    form = read(PlanForm)
    if not form.validate() or form.send_on.data is None:
        return _again(campaign_id, plan=form)
    order = SendOrder(base_url=_base(), on=form.send_on.data)
    try:
        service.send(session(), actor(), campaign_id, order, key=_key(), now=now())
    except RefusedInputError as error:
        form.send_on.errors = [sentence(error)]
        return _again(campaign_id, plan=form)
    flash(_("It is sent on that day. Until then you can send it at once, too."), "success")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/leave-out")
@requires(Permission.CAMPAIGN_MANAGE)
def leave_out(campaign_id: UUID) -> ResponseReturnValue:
    """Take those marked out, as far as they are not asked."""
    ids = ticked(request.form)
    try:
        count = campaign_changes.leave_out(
            session(), actor(), campaign_id, ids, key=_key(), now=now()
        )
    except RefusedInputError as error:
        flash(sentence(error), "error")
        return _board(campaign_id)
    flash(ngettext("%(num)d is left out.", "%(num)d are left out.", count), "success")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/remind")
@requires(Permission.CAMPAIGN_MANAGE)
def remind(campaign_id: UUID) -> ResponseReturnValue:
    """Let the worker remind everyone who has not submitted."""
    try:
        campaign_reminders.ask_reminders(session(), actor(), campaign_id, key=_key(), now=now())
    except RefusedInputError as error:
        flash(sentence(error), "error")
        return _board(campaign_id)
    flash(_("The reminders are on their way."), "success")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/asked/<uuid:recipient_id>/remind")
@requires(Permission.CAMPAIGN_MANAGE)
def remind_one(campaign_id: UUID, recipient_id: UUID) -> ResponseReturnValue:
    """Remind one who has not submitted."""
    place = (campaign_id, recipient_id)
    try:
        campaign_reminders.remind_one(
            session(), actor(), place, tools=tools(), key=_key(), now=now()
        )
    except RefusedInputError as error:
        flash(sentence(error), "error")
        return _board(campaign_id)
    flash(_("The reminder is on its way."), "success")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/asked/<uuid:recipient_id>/stop")
@requires(Permission.CAMPAIGN_MANAGE)
def stop(campaign_id: UUID, recipient_id: UUID) -> ResponseReturnValue:
    """Stop asking one."""
    campaign_changes.stop_asking(
        session(), actor(), campaign_id, recipient_id, key=_key(), now=now()
    )
    flash(_("Nothing is expected there any more. What was answered is kept."), "success")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/extend")
@requires(Permission.CAMPAIGN_MANAGE)
def extend(campaign_id: UUID) -> ResponseReturnValue:
    """Give everyone more time, or show what is to be mended."""
    form = read(DueForm)
    if not form.validate() or form.due_on.data is None:
        return _again(campaign_id, due=form)
    due = form.due_on.data
    try:
        campaign_changes.extend(session(), actor(), campaign_id, due_on=due, key=_key(), now=now())
    except RefusedInputError as error:
        form.due_on.errors = [sentence(error)]
        return _again(campaign_id, due=form)
    flash(_("Everyone has until the new last day. The same links work."), "success")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/close")
@requires(Permission.CAMPAIGN_MANAGE)
def close(campaign_id: UUID) -> ResponseReturnValue:
    """End the campaign."""
    campaign_changes.close(session(), actor(), campaign_id, key=_key(), now=now())
    flash(_("The campaign is closed. What was answered is kept."), "success")
    return _board(campaign_id)


@blueprint.post("/campaigns/<uuid:campaign_id>/delete")
@requires(Permission.CAMPAIGN_DELETE)
def delete(campaign_id: UUID) -> ResponseReturnValue:
    """Delete a draft."""
    service.delete(session(), actor(), campaign_id, key=_key(), now=now())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("campaigns.index"), code=303)


def _base() -> str:
    return settings().base_url or request.url_root


def _key() -> str:
    return read(KeyForm).key.data or ""


def _board(campaign_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), code=303)


def _again(
    campaign_id: UUID, *, due: DueForm | None = None, plan: PlanForm | None = None
) -> ResponseReturnValue:
    return board_page(campaign_id, due=due, plan=plan), 422
