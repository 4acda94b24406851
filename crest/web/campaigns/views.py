"""Campaigns: the list, a new one, the board of one, and what those asked will read."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import campaign_board, campaign_changes
from crest.services import campaigns as service
from crest.web.account.proving import fault_at
from crest.web.campaigns import words
from crest.web.campaigns.board import board_page, tools
from crest.web.campaigns.forms import CampaignForm, choice_of, whom_fields
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.language.choice import offered_languages
from crest.web.paging import PAGE_SIZE, Paging, page_number
from crest.web.suppliers.choosing import list_url

blueprint = Blueprint("campaigns", __name__)
blueprint.add_app_template_filter(words.audience_label, "audience_label")
blueprint.add_app_template_filter(words.campaign_label, "campaign_label")
blueprint.add_app_template_filter(words.campaign_look, "campaign_look")
blueprint.add_app_template_filter(words.reply_label, "reply_label")
blueprint.add_app_template_filter(words.reply_look, "reply_look")
blueprint.add_app_template_filter(words.left_out_because, "left_out_because")
_FIELDS = {
    "campaign_due_past": "due_on",
    "campaign_due_earlier": "due_on",
    "due_out_of_range": "due_on",
    "campaign_send_on": "send_on",
    "campaign_bank": "bank",
    "too_long": "message",
}


@blueprint.get("/campaigns")
@requires(Permission.CAMPAIGN_READ)
def index() -> ResponseReturnValue:
    """List the campaigns of the organisation."""
    number = page_number(request.args.get("page"))
    offset = (number - 1) * PAGE_SIZE
    found = service.list_campaigns(
        session(), actor(), library=library(), limit=PAGE_SIZE, offset=offset
    )
    paging = Paging(number=number, total=found.total)
    return render_template("campaigns/index.html", found=found, paging=paging)


@blueprint.get("/campaigns/new")
@requires(Permission.CAMPAIGN_MANAGE)
def create() -> ResponseReturnValue:
    """Show whom a new campaign would ask, and ask for what and by when."""
    plan = service.plan(session(), actor(), choice_of(request.args), library=library(), now=now())
    form = CampaignForm()
    form.offer(plan)
    form.prefill(plan, today=now().date())
    return _form(plan, form)


@blueprint.post("/campaigns/new")
@requires(Permission.CAMPAIGN_MANAGE)
def add() -> ResponseReturnValue:
    """Store a draft and show it, or show what is to be mended."""
    form = read(CampaignForm)
    if not form.validate() or form.due_on.data is None:
        return _form_again(form, faults_of(form))
    wanted, key = form.wanted(form.due_on.data), form.key.data or ""
    try:
        made = service.make(session(), actor(), wanted, key=key, library=library(), now=now())
    except RefusedInputError as error:
        return _form_again(form, fault_at(_FIELDS.get(error.reason, ""), error))
    flash(_("The campaign is made. Nobody hears of it before you send it."), "success")
    return redirect(url_for("campaigns.show", campaign_id=made), code=303)


@blueprint.get("/campaigns/<uuid:campaign_id>")
@requires(Permission.CAMPAIGN_READ)
def show(campaign_id: UUID) -> ResponseReturnValue:
    """Show how far a campaign is, and what can be done."""
    return board_page(campaign_id)


@blueprint.get("/campaigns/<uuid:campaign_id>/preview")
@requires(Permission.CAMPAIGN_READ)
def preview(campaign_id: UUID) -> ResponseReturnValue:
    """Show the mail and the first page as one who is asked reads them."""
    codes = [one.code for one in offered_languages()]
    asked = request.args.get("language", "")
    language = asked if asked in codes else ""
    found = campaign_board.preview(
        session(), actor(), campaign_id, language=language, tools=tools()
    )
    page = words.first_page(found)
    offered = offered_languages()
    return render_template("campaigns/preview.html", found=found, page=page, languages=offered)


@blueprint.post("/campaigns/<uuid:campaign_id>/links")
@requires(Permission.CAMPAIGN_MANAGE)
def links(campaign_id: UUID) -> ResponseReturnValue:
    """Show links and codes to pass on to those whom no mail reaches."""
    shown = campaign_changes.show_links(session(), actor(), campaign_id, tools=tools(), now=now())
    return render_template("campaigns/links.html", shown=shown, campaign_id=campaign_id)


def _form(plan: service.CampaignPlan, form: CampaignForm, faults: Sequence[Fault] = ()) -> str:
    sent = request.form if request.method == "POST" else request.args
    return render_template(
        "campaigns/new.html",
        plan=plan,
        form=form,
        faults=faults,
        fields=whom_fields(sent),
        back=list_url(sent),
    )


def _form_again(form: CampaignForm, faults: Sequence[Fault]) -> ResponseReturnValue:
    choice = choice_of(request.form)
    plan = service.plan(session(), actor(), choice, library=library(), now=now())
    form.offer(plan)
    return _form(plan, form, faults), 422
