"""Expected failures have a type, a status and a message key; they are never a 500."""

from locales.wording import Wording


class LotseError(Exception):
    """Root of all expected failures.

    ``code`` is stable and machine-readable, ``status`` the HTTP status, ``wording`` what a person is told.
    """

    code = "error"
    status = 400
    wording = Wording("error.general")


class NotFound(LotseError):
    """The thing does not exist, or is not the asker's: both look the same from outside."""

    code = "not_found"
    status = 404
    wording = Wording("error.not_found")


class NotAllowed(LotseError):
    """The asker is not who they would have to be."""

    code = "not_allowed"
    status = 401
    wording = Wording("error.not_allowed")


class Conflict(LotseError):
    """The state has moved on since the asker looked."""

    code = "conflict"
    status = 409
    wording = Wording("error.conflict")


class TooMany(LotseError):
    """Slow down."""

    code = "too_many"
    status = 429
    wording = Wording("error.too_many")


class Invalid(LotseError):
    """The input cannot be used; ``wording`` says why and what to do."""

    code = "invalid"
    status = 422

    def __init__(self, wording: Wording, code: str = "invalid") -> None:
        super().__init__(wording.key)
        self.wording = wording
        self.code = code


class IllegalState(LotseError):
    """A step that the state machine does not know from here."""

    code = "illegal_state"
    status = 409
    wording = Wording("error.conflict")
