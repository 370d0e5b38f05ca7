"""For migrations: what a variable said that is a setting no more."""

from collections.abc import Callable
from typing import TypeVar

from alembic import context

from shared.settings import SettingsError

T = TypeVar("T")


def said_before(name: str, read: Callable[[str], T], default: T) -> T:
    """What it says in the environment that ``migrate`` was given, so that no network loses its own.

    Raises:
        SettingsError: it can't be read; no service of before started with it.
    """
    said = context.config.attributes["environment"].get(name)
    try:
        return read(said) if said else default
    except ValueError:
        sentence = f"{name} is wrong: it is taken over once, then a setting no more. Correct it, or unset it."
        raise SettingsError([sentence]) from None
