"""Proposing, publishing and retiring a version, each by its own button."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from crest.domain.permissions import Permission
from crest.domain.releases import MOST_REASON
from crest.services import banks
from crest.services.banks_release import (
    ReleaseChange,
    propose_version,
    publish_version,
    retire_version,
)
from crest.web.context import library, now, session
from crest.web.faults import Fault
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor

blueprint = Blueprint("bank_release", __name__)


class RetireForm(KeyForm):
    """Why a version is retired."""

    reason = TextAreaField(
        _l("Why it is retired"),
        validators=[
            InputRequired(_l("Say why it is retired.")),
            Length(max=MOST_REASON, message=_l("Say it in at most 500 signs.")),
        ],
    )


@blueprint.post("/banks/<slug:bank>/<slug:version>/propose")
@requires(Permission.BANK_PUBLISH)
def propose(bank: str, version: str) -> ResponseReturnValue:
    """Propose a draft for publishing."""
    _change(propose_version, bank, version, read(KeyForm))
    flash(_("The version is proposed. A second person publishes it."), "success")
    return redirect(url_for("banks.show", bank=bank, version=version), code=303)


@blueprint.post("/banks/<slug:bank>/<slug:version>/publish")
@requires(Permission.BANK_PUBLISH)
def publish(bank: str, version: str) -> ResponseReturnValue:
    """Publish what another person proposed."""
    _change(publish_version, bank, version, read(KeyForm))
    flash(_("The version is published. New assessments take it from now on."), "success")
    return redirect(url_for("banks.show", bank=bank, version=version), code=303)


@blueprint.get("/banks/<slug:bank>/<slug:version>/retire")
@requires(Permission.BANK_PUBLISH)
def confirm(bank: str, version: str) -> ResponseReturnValue:
    """Say what retiring does, and ask for the reason."""
    return _confirm_page(bank, version, RetireForm())


@blueprint.post("/banks/<slug:bank>/<slug:version>/retire")
@requires(Permission.BANK_PUBLISH)
def retire(bank: str, version: str) -> ResponseReturnValue:
    """Retire a published version."""
    form = read(RetireForm)
    if not form.validate():
        return _confirm_page(bank, version, form), 422
    _change(retire_version, bank, version, form, reason=form.reason.data or "")
    flash(_("The version is retired. Nobody begins with it any more."), "success")
    return redirect(url_for("banks.show", bank=bank, version=version), code=303)


def _confirm_page(bank: str, version: str, form: RetireForm) -> str:
    page = banks.get_bank(session(), actor(), bank, version, library=library())
    faults = [Fault(id="reason", text=str(error)) for error in form.reason.errors]
    return render_template("banks/retire.html", page=page, form=form, faults=faults)


def _change(
    change: Callable[..., None], bank: str, version: str, form: KeyForm, *, reason: str = ""
) -> None:
    wanted = ReleaseChange(bank=bank, version=version, key=form.key.data or "", reason=reason)
    change(session(), actor(), wanted, library=library(), now=now())
