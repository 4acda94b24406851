"""Somebody between password and telephone: what the cookie keeps of them meanwhile."""

import flask

_TOKEN = "second_step"  # noqa: S105  # the name of an entry of the cookie
_ONWARD = "second_step_onward"


def wait(token: str, onward: str) -> None:
    """Keep the token of the second step; nothing of the cookie before stays."""
    flask.session.clear()
    flask.session[_TOKEN] = token
    flask.session[_ONWARD] = onward


def token() -> str:
    """Return the token of the second step that this browser waits for, or nothing."""
    return str(flask.session.get(_TOKEN, ""))


def onward() -> str:
    """Return where the person wanted to go, or nothing."""
    return str(flask.session.get(_ONWARD, ""))
