"""Users from the command line: the first coordinator, before anyone can sign in; the only one, who lost their app."""

import os
import sys
from dataclasses import dataclass

import typer

from services.command_line.services import account_desk, engine_of
from services.command_line.variables import PASSWORD
from services.orders.commands.change_second_factor import remove_second_factor
from services.orders.commands.register_user import UserAsked, register_user
from services.orders.domain.access import normal_login
from services.orders.queries.users import user_by_login
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused
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


async def drop_second_factor(login: str) -> None:
    """Take the second factor of the user with this login away.

    Raises:
        Refused: ``unknown_user``.
    """
    async with engine_of("orders") as engine:
        async with engine.connect() as connection:
            user = await user_by_login(connection, normal_login(login))
        if user is None:
            raise Refused("unknown_user")
        await remove_second_factor(account_desk(engine), user.id, by=None)
    typer.echo(f"dropped: {user.id}")


def _password() -> str:
    given = os.environ.get(PASSWORD)
    if given:
        return given
    if not sys.stdin.isatty():
        raise SettingsError([f"No password: set {PASSWORD}, or run this in a terminal to be asked."])
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
