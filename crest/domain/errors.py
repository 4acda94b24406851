"""Refusals that a person may see; each carries a stable code that keys its translated message."""

from typing import ClassVar


class CrestError(Exception):
    """A refusal with a stable code and the values that its message names."""

    code: ClassVar[str] = "refused"

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params


class NotFoundError(CrestError):
    """The thing does not exist, or is not of this tenant: both read alike."""

    code = "not_found"


class NotAllowedError(CrestError):
    """The person's role does not reach to this act on an own thing."""

    code = "not_allowed"


class AnswersLockedError(CrestError):
    """The assessment is submitted, so its answers no longer change."""

    code = "answers_locked"


class WithCertifierError(CrestError):
    """The answers lie with whoever signs them, so that nobody changes them meanwhile."""

    code = "with_certifier"


class StaleVersionError(CrestError):
    """Somebody saved a newer version; `params` has `ours` and `theirs` where they can be shown."""

    code = "stale_version"


class NotReadyError(CrestError):
    """The assessment still lacks a state for questions that need one; `params` has `codes`."""

    code = "not_ready"


class RefusedInputError(CrestError):
    """Input that cannot be taken; `reason` is a stable word, further values name the place."""

    code = "refused_input"

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(reason=reason, **params)
        self.reason = reason


class LoginRefusedError(CrestError):
    """E-mail and password do not fit together; says nothing of which."""

    code = "login_refused"


class MemberSuspendedError(LoginRefusedError):
    """The password is right, and the federation has suspended the person's only company."""

    code = "member_suspended"


class TooManyTriesError(CrestError):
    """Too many tries in a short time; `params` has `seconds` until the next one."""

    code = "too_many_tries"


class DamagedContentError(CrestError):
    """A content file breaks its format; `faults` lists file, line and words for each break."""

    code = "damaged_content"

    def __init__(self, faults: tuple[object, ...]) -> None:
        super().__init__(faults=faults)
        self.faults = faults
