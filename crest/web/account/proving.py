"""What pages prove people with: codes, passwords, and the rule of the installation."""

from wtforms import Form

from crest.adapters.one_time_codes import Factor, OneTimeCodes
from crest.adapters.qr_codes import qr_image
from crest.config import Mode
from crest.domain.errors import CrestError
from crest.web.context import settings
from crest.web.errors import refusal_of
from crest.web.faults import Fault

_ISSUER = "CREST"


def demands_second_factor() -> bool:
    """Return whether those who see the data of others must prove themselves twice."""
    return settings().mode is Mode.PRODUCTION


def one_time_codes() -> OneTimeCodes:
    """Return what makes and checks the codes of telephones."""
    return OneTimeCodes(settings().secret_key, *settings().old_secret_keys)


def shown_secret(factor: Factor) -> str:
    """Return the secret in groups of four, for typing it in."""
    secret = one_time_codes().secret(factor)
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def shown_picture(factor: Factor, *, email: str) -> str:
    """Return the QR code that the telephone takes the secret from."""
    return qr_image(one_time_codes().address(factor, email=email, issuer=_ISSUER))


def fault_at(field: str, error: CrestError) -> list[Fault]:
    """Return a refusal as the fault of a field."""
    return [Fault(id=field, text=refusal_of(error).text)]


def fault_in(form: Form, field: str, error: CrestError) -> list[Fault]:
    """Return a refusal as the fault of a field, which from now on shows it too."""
    faults = fault_at(field, error)
    if field in form:
        form[field].errors = [*form[field].errors, faults[0].text]
    return faults
