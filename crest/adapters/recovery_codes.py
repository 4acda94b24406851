"""Codes on paper that stand in for the telephone, once each."""

import secrets

COUNT = 10
# No signs that look alike on paper.
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 10
_HALF = _LENGTH // 2


def make_recovery_codes() -> tuple[str, ...]:
    """Return new codes; each begins with its number, so that one hash is compared, not ten."""
    return tuple(f"{number}-{_part()}-{_part()}" for number in range(COUNT))


def plain_code(text: str) -> str:
    """Return a typed code without what people put between its signs."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


def number_of(text: str) -> int | None:
    """Return the number that a typed recovery code begins with; None for other codes."""
    plain = plain_code(text)
    return int(plain[0]) if len(plain) == _LENGTH + 1 and plain[0].isdigit() else None


def _part() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_HALF))
