"""Register users from the command line: the first coordinator, before anyone can sign in."""

import os
import sys
from dataclasses import dataclass

import typer

from services.command_line.services import account_desk, engine_of
from services.command_line.variables import PASSWORD
from services.orders.commands.register_user import UserAsked, register_user
from shared.kernel.ids import uuid7
from shared.settings import SettingsError
from shared.web.roles import Role


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to register, without the password."""

    login: str
    name: str
    roles: frozenset[str]
    centres: frozenset[str]


async def add(new: NewUser) -> None:
    """Register a user in orders' database.

    Raises:
        Refused: the login is taken, the password too short, a centre not known.
        SettingsError: a role that does not exist, or no password and nobody to ask.
    """
    if unknown := sorted(new.roles - set(Role)):
        raise SettingsError([f"{', '.join(unknown)} is not a role: name some of {', '.join(Role)}."])
    asked = UserAsked(uuid7(), new.login, new.name, new.roles, new.centres, _password())
    async with engine_of("orders") as engine:
        registered = await register_user(account_desk(engine), asked)
    typer.echo(f"registered: {', '.join(registered.user.roles)} {registered.user.id}")


def _password() -> str:
    given = os.environ.get(PASSWORD)
    if given:
        return given
    if not sys.stdin.isatty():
        raise SettingsError([f"No password: set {PASSWORD}, or run this in a terminal to be asked."])
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
