"""Codes of six digits that a telephone makes anew every half minute (RFC 6238)."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp

_STEP = timedelta(seconds=30)
_SECRET_BYTES = 20
_PURPOSE = b"crest second factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Whose codes, and what their secret is made from besides the installation's key."""

    user_id: UUID
    salt: str


def fresh_salt() -> str:
    """Return what a new secret is made from; of use only together with the installation's key."""
    return secrets.token_hex(16)


class OneTimeCodes:
    """Makes secrets and checks codes; the database alone never holds enough to make one."""

    def __init__(self, secret_key: str, *old_keys: str) -> None:
        # New secrets come from the first key; telephones set up under an old one go on working.
        self._keys = [
            hmac.digest(key.encode(), _PURPOSE, hashlib.sha256) for key in (secret_key, *old_keys)
        ]

    def secret(self, factor: Factor) -> str:
        """Return the secret that the telephone keeps, in base32."""
        return _secret(self._keys[0], factor)

    def address(self, factor: Factor, *, email: str, issuer: str) -> str:
        """Return what the QR code holds for the telephone."""
        return pyotp.TOTP(self.secret(factor)).provisioning_uri(name=email, issuer_name=issuer)

    def step_of(self, code: str, factor: Factor, *, now: datetime) -> int | None:
        """Return the time step of a code of now, one step early or late; None for another."""
        typed = "".join(code.split())
        # Every step is compared, so that the time tells nothing.
        fitting = [
            totp.timecode(moment)
            for totp in [pyotp.TOTP(_secret(key, factor)) for key in self._keys]
            for moment in (now - _STEP, now, now + _STEP)
            if hmac.compare_digest(totp.at(moment).encode(), typed.encode())
        ]
        return max(fitting, default=None)


def _secret(key: bytes, factor: Factor) -> str:
    seed = f"{factor.user_id}:{factor.salt}".encode()
    made = hmac.digest(key, seed, hashlib.sha256)
    return base64.b32encode(made[:_SECRET_BYTES]).decode()
