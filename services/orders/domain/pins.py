"""A PIN: how a volunteer comes back to a shared device after a pause, for the rest of their session."""

import re
from itertools import pairwise

from shared.kernel.refusal import Refused

WRONG_PINS = 5
"""So many in a row end the session on this device: one guess in two thousand, against four digits."""

_PIN = re.compile(r"[0-9]{4,6}")
_RUNS = ({0}, {1}, {-1})
"""The same digit again and again, or digits that count up or down: what is guessed first."""


def check_pin(pin: str) -> None:
    """Do nothing for a PIN that may be set.

    Raises:
        Refused: ``pin_malformed`` or ``pin_too_easy``.
    """
    if not _PIN.fullmatch(pin):
        raise Refused("pin_malformed")
    if {int(after) - int(before) for before, after in pairwise(pin)} in _RUNS:
        raise Refused("pin_too_easy")
