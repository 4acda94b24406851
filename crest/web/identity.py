"""Who sits at the browser; the only module that knows Flask-Login."""

from typing import cast

import flask
import flask_login
from flask import Flask

from crest.domain.permissions import Actor
from crest.services.login import SignedIn, find_signed_in
from crest.services.login import sign_out as forget_session
from crest.web.context import now, session


class Person(flask_login.UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The signed-in person of a request, known to the cookie by the session's token alone."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token = token
        self.signed_in = signed_in

    def get_id(self) -> str:
        """Return the token of the session."""
        return self.token


def install_identity(app: Flask) -> None:
    """Let the application know its people by their session tokens."""
    manager = flask_login.LoginManager(app)
    # Phones change address and browsers their name; the server-side session is what counts.
    manager.session_protection = None
    manager.user_loader(_load)


def person() -> SignedIn | None:
    """Return who is signed in, with the tenant acted for; None for nobody."""
    user = flask_login.current_user
    return cast("Person", user).signed_in if user.is_authenticated else None


def known_id() -> str:
    """Return the id of the signed-in person; empty for nobody, and where nobody has asked yet."""
    user = flask.g.get("_login_user")
    return str(user.signed_in.actor.user_id) if isinstance(user, Person) else ""


def actor() -> Actor:
    """Return the signed-in person; views behind `requires` always have one."""
    signed_in = person()
    if signed_in is None:
        words = "a view without `requires` asks who acts"
        raise RuntimeError(words)
    return signed_in.actor


def token() -> str:
    """Return the token of the session that is signed in."""
    return cast("Person", flask_login.current_user).token


def sign_in(fresh_token: str) -> None:
    """Begin a session under a new token; nothing of the cookie or session before stays."""
    if person() is not None:
        forget_session(session(), token(), now=now())
    flask.session.clear()
    found = _load(fresh_token)
    if found is not None:
        flask_login.login_user(found)


def sign_out() -> None:
    """End the session, here and on the server."""
    if person() is not None:
        forget_session(session(), token(), now=now())
    flask_login.logout_user()
    flask.session.clear()


def _load(fresh_token: str) -> Person | None:
    signed_in = find_signed_in(session(), fresh_token, now=now())
    flask.g.packs_stamp = None if signed_in is None else signed_in.packs_stamp
    return None if signed_in is None else Person(fresh_token, signed_in)
