"""From an invitation to an account: asked for, confirmed by a mail, or joined while signed in."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.passwords import SHORTEST_PASSWORD
from crest.domain.permissions import Permission
from crest.services import space_claims as service
from crest.services.space_claims import ChosenPassword, OpenClaim, WantedSpace
from crest.web import identity
from crest.web.account.proving import fault_at
from crest.web.context import now, runtime, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import public, requires
from crest.web.identity import actor
from crest.web.mail_texts import write_mail
from crest.web.record_fields import Needed, text

blueprint = Blueprint("claims", __name__)
_FIELDS = {"bad_email": "email", "name_missing": "name", "company_missing": "company"}


class SpaceForm(KeyForm):
    """Who wants an account, at which address, for which company."""

    company = text(_l("Your company"), Needed(_l("Write the name of your company.")))
    name = text(_l("Your name"), Needed(_l("Write your name.")))
    email = text(_l("Your e-mail address"), Needed(_l("Write your e-mail address.")))


class PasswordForm(KeyForm):
    """The password of a new account."""

    password = PasswordField(_l("Password"), validators=[Needed(_l("Choose a password."))])


@blueprint.get("/space/account")
@requires(Permission.SPACE_CLAIM)
def form() -> ResponseReturnValue:
    """Show what an account is good for, and ask who wants it."""
    known = service.claim_page(session(), actor())
    blank = SpaceForm(company=known.company, name=known.name, email=known.email)
    return render_template("spaces/claim.html", form=blank, known=known)


@blueprint.post("/space/account")
@requires(Permission.SPACE_CLAIM)
def ask() -> ResponseReturnValue:
    """Mail a link that confirms the address, or show what is to be mended."""
    typed = read(SpaceForm)
    faults = faults_of(typed) if not typed.validate() else _ask(typed)
    if faults:
        known = service.claim_page(session(), actor())
        shown = [] if known.is_tied else faults
        page = render_template("spaces/claim.html", form=typed, known=known, faults=shown)
        return page, 422
    return render_template("spaces/claim_sent.html", email=typed.email.data)


@blueprint.get("/space/confirm/<token:token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what the link of the mail confirms; opening it does nothing."""
    try:
        found = service.read_claim(session(), token, now=now())
    except NotFoundError:
        return _over()
    return _page(token, found)


@blueprint.post("/space/confirm/<token:token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Make the account, or take what was asked into the one that is signed in; once."""
    try:
        found = service.read_claim(session(), token, now=now())
        if found.has_account:
            return _join(token, found)
        faults = _open(token)
    except NotFoundError:
        return _over()
    if faults:
        return _page(token, found, faults), 422
    # Whoever answered by invitation on this browser goes on by the account.
    identity.sign_out()
    flash(_("Your account is ready. Sign in with your e-mail address and password."), "success")
    return redirect(url_for("account.login"), code=303)


@blueprint.post("/i/<token:token>/join")
@requires(Permission.SPACE_MANAGE)
def join(token: str) -> ResponseReturnValue:
    """Take an invitation into the space that is signed in."""
    asked = service.join_by_link(session(), actor(), token, now=now())
    flash(_("It stands among what buyers ask you. No buyer learns of the others."), "success")
    return redirect(url_for("spaces.asked", assessment_id=asked), code=303)


def _ask(typed: SpaceForm) -> list[Fault]:
    wanted = WantedSpace(
        email=typed.email.data or "",
        name=typed.name.data or "",
        company=typed.company.data or "",
        language=str(get_locale() or "en"),
    )
    try:
        service.ask_for_space(session(), actor(), wanted, write=write_mail, now=now())
    except RefusedInputError as error:
        return fault_at(_FIELDS.get(error.reason, ""), error)
    return []


def _open(token: str) -> list[Fault]:
    typed = read(PasswordForm)
    if not typed.validate():
        return faults_of(typed)
    chosen = ChosenPassword(password=typed.password.data or "", passwords=runtime().passwords)
    try:
        service.open_space(session(), token, chosen, now=now())
    except RefusedInputError as error:
        return fault_at("password", error)
    return []


def _join(token: str, found: OpenClaim) -> ResponseReturnValue:
    person = identity.person()
    if person is None or person.actor.email != found.claim.email:
        identity.sign_out()
        return redirect(url_for("account.login", next=url_for("claims.show", token=token)), 303)
    service.join_space(session(), person.actor, token, now=now())
    flash(_("It stands among what buyers ask you. No buyer learns of the others."), "success")
    return redirect(url_for("home.show"), code=303)


def _over() -> ResponseReturnValue:
    return render_template("account/link_over.html", invited=True), 404


def _page(token: str, found: OpenClaim, faults: Sequence[Fault] = ()) -> str:
    person = identity.person()
    return render_template(
        "spaces/confirm.html",
        form=PasswordForm(),
        token=token,
        claim=found.claim,
        has_account=found.has_account,
        is_here=person is not None and person.actor.email == found.claim.email,
        least=SHORTEST_PASSWORD,
        faults=faults,
    )
