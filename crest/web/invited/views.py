"""Behind the link of an invitation: begin, come back, decline; opening it changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import Role
from crest.services import invited as service
from crest.services.invited import Attempt, DoorTools, Landing
from crest.services.login import network_of
from crest.web import identity
from crest.web.account.proving import fault_at
from crest.web.context import library, now, runtime, session, settings
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import public
from crest.web.invited.forms import BeginForm, CodeForm, DeclineForm, ReturnForm
from crest.web.language.choice import chosen_language
from crest.web.mail_texts import write_mail

blueprint = Blueprint("invited", __name__)


@blueprint.get("/i")
@public
def enter() -> ResponseReturnValue:
    """Show where an invitation code is typed."""
    return render_template("invited/enter.html", form=CodeForm())


@blueprint.post("/i")
@public
def find() -> ResponseReturnValue:
    """Lead from a code to its link, or say that it leads nowhere."""
    form = read(CodeForm)
    if not form.validate():
        return render_template("invited/enter.html", form=form, faults=faults_of(form)), 422
    try:
        link = service.link_of(
            session(),
            form.code.data or "",
            network=_network(),
            secrets_of_links=(settings().secret_key, *settings().old_secret_keys),
            now=now(),
        )
    except NotFoundError:
        fault = Fault(id="code", text=_("This code leads nowhere: it is mistyped, ended or over."))
        return render_template("invited/enter.html", form=form, faults=[fault]), 404
    place = "signing_door.show" if link.signs else "invited.show"
    return redirect(url_for(place, token=link.token), code=303)


@blueprint.get("/i/<token:token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show who asks, why, and how long it takes; opening it changes nothing."""
    return _page(token)


@blueprint.post("/i/<token:token>")
@public
def begin(token: str) -> ResponseReturnValue:
    """Begin to answer, and go to the questions."""
    form = read(BeginForm)
    pin = form.pin.data or ""
    return _opened(
        token, lambda: service.begin(session(), token, pin=pin, tools=_tools(), now=now()), "pin"
    )


@blueprint.post("/i/<token:token>/afresh")
@public
def begin_afresh(token: str) -> ResponseReturnValue:
    """Begin with empty answers by a link that was made anew."""
    pin = read(BeginForm).pin.data or ""
    return _opened(
        token,
        lambda: service.begin_afresh(
            session(),
            token,
            pin=pin,
            tools=_tools(),
            library=runtime().library,
            now=now(),
        ),
        "pin",
    )


@blueprint.post("/i/<token:token>/return")
@public
def come_back(token: str) -> ResponseReturnValue:
    """Go on by PIN or mailed code."""
    form = read(ReturnForm)
    if not form.validate():
        return _page(token, faults_of(form))
    attempt = Attempt(typed=form.secret.data or "", network=_network())
    return _opened(
        token,
        lambda: service.come_back(session(), token, attempt, tools=_tools(), now=now()),
        "secret",
    )


@blueprint.post("/i/<token:token>/code")
@public
def send_code(token: str) -> ResponseReturnValue:
    """Mail a code to the invited address."""
    with _spoken(token):
        try:
            service.send_code(
                session(), token, passwords=runtime().passwords, write=write_mail, now=now()
            )
        except NotFoundError:
            return _over()
        flash(_("A code is on its way to your address. It works for ten minutes."), "success")
    return redirect(url_for("invited.show", token=token), code=303)


@blueprint.post("/i/<token:token>/decline")
@public
def decline(token: str) -> ResponseReturnValue:
    """Let the buyer know that nobody will answer."""
    form = read(DeclineForm)
    if not form.validate():
        return _page(token, faults_of(form))
    respondent = identity.person()
    try:
        service.decline(
            session(),
            token,
            reason=form.reason.data or "",
            respondent_id=None if respondent is None else respondent.actor.user_id,
            now=now(),
        )
    except NotFoundError:
        return _over()
    except RefusedInputError as error:
        return _page(token, fault_at("", error))
    return render_template("invited/declined.html")


def _opened(token: str, open_: Callable[[], str], field: str) -> ResponseReturnValue:
    """Sign the browser in and lead to a clean address, or show what is to be mended."""
    try:
        fresh = open_()
    except NotFoundError:
        return _over()
    except RefusedInputError as error:
        return _page(token, fault_at("" if error.reason == "begun_elsewhere" else field, error))
    identity.sign_in(fresh)
    return redirect(
        url_for("assessments.show", assessment_id=identity.actor().assessment_id), code=303
    )


def _page(token: str, faults: Sequence[Fault] = ()) -> ResponseReturnValue:
    with _spoken(token):
        try:
            found = service.landing(session(), token, library=library(), now=now())
        except NotFoundError:
            return _over()
        if not faults and _is_inside(found):
            inside = url_for("assessments.show", assessment_id=found.asked.assessment_id)
        else:
            inside = ""
        page = render_template(
            "invited/show.html",
            found=found,
            token=token,
            inside=inside,
            joining=_space_here(),
            begin=BeginForm(),
            back=ReturnForm(),
            declining=DeclineForm(),
            faults=faults,
        )
    return page, 422 if faults else 200


def _over() -> ResponseReturnValue:
    return render_template("invited/over.html"), 404


def _space_here() -> str:
    """Return the supplier's space that is signed in on this browser; empty for none."""
    known = identity.person()
    is_supplier = known is not None and known.actor.role is Role.SUP
    return known.tenant_name if known is not None and is_supplier else ""


def _is_inside(found: Landing) -> bool:
    """Return whether this browser answers by the invitation already."""
    known = identity.person()
    return (
        known is not None
        and known.actor.role is Role.RESP
        and known.actor.assessment_id == found.asked.assessment_id
    )


@contextmanager
def _spoken(token: str) -> Iterator[None]:
    """Speak the language of the invitation, unless another was chosen on this device."""
    language = service.language_of(session(), token)
    if chosen_language() is not None or language not in settings().languages:
        yield
        return
    with force_locale(language):
        yield


def _tools() -> DoorTools:
    return DoorTools(passwords=runtime().passwords, hours=settings().session_hours)


def _network() -> str:
    return network_of(request.remote_addr or "")
