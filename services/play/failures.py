"""A run that cannot go on says so in one line and with an exit code."""

import httpx

from services.local.process import ServerError
from services.play.api import Refusal
from services.play.folder.problem import FolderRefused
from services.play.proof import NotProved
from services.play.waiting import WaitedInVain

_LONGEST = 300
FAILED, REFUSED, INTERRUPTED = 1, 2, 130

Failure = (ServerError, Refusal, FolderRefused, NotProved, WaitedInVain, httpx.TransportError, OSError)
"""What may go wrong without being a mistake of the program."""


def explain(error: BaseException) -> str:
    """One line on what went wrong."""
    if isinstance(error, httpx.TransportError):
        return f"A service stopped answering ({type(error).__name__})."
    said = " ".join(str(error).split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def exit_code(error: BaseException) -> int:
    """2 when what was asked is refused, 1 when something failed."""
    asked = isinstance(error, FolderRefused) or (isinstance(error, Refusal) and error.status < 500)
    return REFUSED if asked else FAILED
