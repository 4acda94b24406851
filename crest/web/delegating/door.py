"""Behind a colleague's link: begin, come back; opening it changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.services import delegated as service
from crest.services.invited import Attempt, DoorTools
from crest.services.login import network_of
from crest.web import identity
from crest.web.account.proving import fault_at
from crest.web.context import library, now, runtime, session, settings
from crest.web.faults import Fault, faults_of
from crest.web.forms import read
from crest.web.guards import public
from crest.web.invited.forms import BeginForm, ReturnForm
from crest.web.language.choice import chosen_language

blueprint = Blueprint("delegated_door", __name__)


@blueprint.get("/d/<token:token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show who asks for help with what; opening it changes nothing."""
    return _page(token)


@blueprint.post("/d/<token:token>")
@public
def begin(token: str) -> ResponseReturnValue:
    """Begin to answer, and go to the questions."""
    pin = read(BeginForm).pin.data or ""
    return _opened(
        token, lambda: service.begin(session(), token, pin=pin, tools=_tools(), now=now()), "pin"
    )


@blueprint.post("/d/<token:token>/return")
@public
def come_back(token: str) -> ResponseReturnValue:
    """Go on by the PIN."""
    form = read(ReturnForm)
    if not form.validate():
        return _page(token, faults_of(form))
    attempt = Attempt(typed=form.secret.data or "", network=network_of(request.remote_addr or ""))
    return _opened(
        token,
        lambda: service.come_back(session(), token, attempt, tools=_tools(), now=now()),
        "secret",
    )


def _opened(token: str, open_: Callable[[], str], field: str) -> ResponseReturnValue:
    """Sign the browser in and lead to a clean address, or show what is to be mended."""
    try:
        fresh = open_()
    except NotFoundError:
        return render_template("delegating/over.html"), 404
    except RefusedInputError as error:
        return _page(token, fault_at("" if error.reason == "begun_elsewhere" else field, error))
    identity.sign_in(fresh)
    return redirect(url_for("delegated.show"), code=303)


def _page(token: str, faults: Sequence[Fault] = ()) -> ResponseReturnValue:
    known = identity.person()
    with _spoken(token):
        try:
            found = service.landing(session(), token, library=library(), now=now())
        except NotFoundError:
            return render_template("delegating/over.html"), 404
        page = render_template(
            "delegating/link.html",
            found=found,
            token=token,
            inside=known is not None and known.actor.user_id == found.given.helper_id,
            begin=BeginForm(),
            back=ReturnForm(),
            faults=faults,
        )
    return page, 422 if faults else 200


@contextmanager
def _spoken(token: str) -> Iterator[None]:
    """Speak the giver's language, unless another was chosen on this device."""
    language = service.language_of(session(), token)
    if chosen_language() is not None or language not in settings().languages:
        yield
        return
    with force_locale(language):
        yield


def _tools() -> DoorTools:
    return DoorTools(passwords=runtime().passwords, hours=settings().session_hours)
