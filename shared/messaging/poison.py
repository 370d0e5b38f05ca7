"""Which failures of a handler mean that this message can never be applied as it is."""

from sqlalchemy.exc import DBAPIError

from shared.kernel.refusal import Refused
from shared.messaging.decoding import UndecodableError

_DATA, _INTEGRITY, _RAISED_BY_A_TRIGGER = "22", "23", "P0"


def is_poison(error: Exception) -> bool:
    """Whether the message is at fault: a rule refused it, or PostgreSQL can't hold its values.

    Everything else that doesn't pass by itself is a fault of the program, and must stop it.
    """
    if isinstance(error, DBAPIError):
        return _state(error)[:2] in {_DATA, _INTEGRITY, _RAISED_BY_A_TRIGGER}
    return isinstance(error, Refused)


def refusal(error: Exception, type_name: str) -> UndecodableError:
    """The reason for the dead letter; a database error says its state, never the values it quotes."""
    if isinstance(error, DBAPIError):
        return UndecodableError("refused", f"PostgreSQL refused it: SQLSTATE {_state(error)}", type_name)
    return UndecodableError("refused", f"refused: {error}", type_name)


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")
