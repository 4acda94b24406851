"""What a person had typed when a form was refused because of its session, to send it once more."""

from dataclasses import dataclass

from flask import request

# Refusals after which the same form may well be taken: the session is over, or the disk is full.
_SENT_AGAIN = frozenset({"unauthorized", "form_expired", "unavailable"})
_FRESH = "csrf_token"
_NOT_TYPED = frozenset({_FRESH, "key", "version", "next", "language", "membership"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """A form as it was sent: its address, and its fields in order, without the token."""

    address: str
    fields: tuple[tuple[str, str], ...]


def kept_form(code: str) -> KeptForm | None:
    """Return the form of this request, or None where it must not be offered once more.

    It never is where the browser does not vouch that one of our own pages sent it: a button to
    send it again would let another site do through a click what it may not do by itself. Files
    and passwords are not handed back either.
    """
    if code not in _SENT_AGAIN or request.method != "POST" or request.endpoint is None:
        return None
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    if any(file.filename for file in request.files.values()):
        return None
    fields = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name != _FRESH
    )
    names = {name for name, _value in fields}
    if names <= _NOT_TYPED or any("password" in name for name in names):
        return None
    return KeptForm(address=request.full_path.rstrip("?"), fields=fields)
