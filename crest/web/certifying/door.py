"""Behind the link of whoever signs: begin, come back; opening it changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import Role
from crest.services import certifier_door as service
from crest.services.certifier_door import SigningLanding
from crest.services.invited import Attempt, DoorTools
from crest.services.login import network_of
from crest.web import identity
from crest.web.account.proving import fault_at
from crest.web.certifying.naming import signing_tools
from crest.web.context import library, now, runtime, session, settings
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import public
from crest.web.invited.forms import BeginForm, ReturnForm
from crest.web.language.choice import chosen_language

blueprint = Blueprint("signing_door", __name__)


@blueprint.get("/c/<token:token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show who asks for a signature under what; opening it changes nothing."""
    return _page(token)


@blueprint.post("/c/<token:token>")
@public
def begin(token: str) -> ResponseReturnValue:
    """Begin to read, and go to the answers."""
    pin = read(BeginForm).pin.data or ""
    return _opened(
        token, lambda: service.begin(session(), token, pin=pin, tools=_tools(), now=now()), "pin"
    )


@blueprint.post("/c/<token:token>/return")
@public
def come_back(token: str) -> ResponseReturnValue:
    """Go on by PIN or mailed code."""
    form = read(ReturnForm)
    if not form.validate():
        return _page(token, faults_of(form))
    attempt = Attempt(typed=form.secret.data or "", network=network_of(request.remote_addr or ""))
    return _opened(
        token,
        lambda: service.come_back(session(), token, attempt, tools=_tools(), now=now()),
        "secret",
    )


@blueprint.post("/c/<token:token>/code")
@public
def send_code(token: str) -> ResponseReturnValue:
    """Mail a code to the known address."""
    with _spoken(token):
        try:
            service.send_code(session(), token, door=_tools(), tools=signing_tools(), now=now())
        except NotFoundError:
            return _over()
        flash(_("A code is on its way to your address. It works for ten minutes."), "success")
    return redirect(url_for("signing_door.show", token=token), code=303)


def _opened(token: str, open_: Callable[[], str], field: str) -> ResponseReturnValue:
    """Sign the browser in and lead to a clean address, or show what is to be mended."""
    try:
        fresh = open_()
    except NotFoundError:
        return _over()
    except RefusedInputError as error:
        return _page(token, fault_at("" if error.reason == "begun_elsewhere" else field, error))
    identity.sign_in(fresh)
    return redirect(url_for("signing.show", assessment_id=identity.actor().assessment_id), code=303)


def _page(token: str, faults: Sequence[Fault] = ()) -> ResponseReturnValue:
    with _spoken(token):
        try:
            found = service.landing(session(), token, library=library(), now=now())
        except NotFoundError:
            return _over()
        page = render_template(
            "certifying/link.html",
            found=found,
            token=token,
            inside="" if faults else _inside(found),
            begin=BeginForm(),
            back=ReturnForm(),
            faults=faults,
        )
    return page, 422 if faults else 200


def _inside(found: SigningLanding) -> str:
    """Return where this browser reads already; empty where it does not."""
    known = identity.person()
    if known is None or known.actor.role is not Role.CERT:
        return ""
    is_same = known.actor.user_id == found.asked.certifier_id
    place = url_for("signing.show", assessment_id=found.asked.assessment_id)
    return place if is_same else ""


def _over() -> ResponseReturnValue:
    return render_template("certifying/over.html"), 404


@contextmanager
def _spoken(token: str) -> Iterator[None]:
    """Speak the language of the link, unless another was chosen on this device."""
    language = service.language_of(session(), token)
    if chosen_language() is not None or language not in settings().languages:
        yield
        return
    with force_locale(language):
        yield


def _tools() -> DoorTools:
    return DoorTools(passwords=runtime().passwords, hours=settings().session_hours)
