"""Password hashes by Argon2, in the sizes of the OWASP cheat sheet."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 4


class Passwords:
    """Hashes and checks passwords; few at a time, since each hash holds tens of megabytes."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._dummy: str | None = None

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        with self._turns:
            return self._hasher.hash(password)

    def check(self, password: str, *, against: str | None) -> bool:
        """Return whether the password fits; None (nobody of that name) costs the same time."""
        if self._dummy is None:
            self._dummy = self.hash(secrets.token_urlsafe())
        with self._turns:
            fits = self._verify(against or self._dummy, password)
        return fits and against is not None

    def is_outdated(self, stored: str) -> bool:
        """Return whether the hash was made with other sizes than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
