"""Users as the coordinator sees them, and as signing in needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.access_tables import credentials, users


@dataclass(frozen=True, slots=True)
class User:
    """One user. The name and the login are personal: shown to the coordinator and to the user only."""

    id: UUID
    login: str
    name: str
    roles: tuple[str, ...]
    centres: tuple[str, ...]
    version: int
    password_hash: str | None
    email: str | None = None

    @property
    def may_sign_in(self) -> bool:
        """Whether there is a password to sign in with: access that was revoked has none."""
        return self.password_hash is not None


def audited_user(user: User) -> dict[str, object]:
    """What the audit trail keeps of a user, as they are."""
    access = {"roles": list(user.roles), "centres": list(user.centres)}
    return {"login": user.login, "name": user.name, "email": user.email, **access}


def _users() -> Select[Any]:
    return select(*users.c, credentials.c.password_hash).join_from(users, credentials, isouter=True)


def _user(row: Any) -> User:  # noqa: ANN401 - a row of the statement above
    centres, roles = tuple(row.centres), tuple(row.roles)
    return User(row.id, row.login, row.name, roles, centres, row.version, row.password_hash, row.email)


async def user_by_login(connection: AsyncConnection, login: str) -> User | None:
    """The user with this login, in its normal form."""
    row = (await connection.execute(_users().where(users.c.login == login))).one_or_none()
    return None if row is None else _user(row)


async def user_by_id(connection: AsyncConnection, user_id: UUID, *, lock: bool = False) -> User | None:
    """The user with this id; ``lock`` keeps it as it is until the transaction ends."""
    statement = _users().where(users.c.id == user_id)
    if lock:
        statement = statement.with_for_update(of=users)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else _user(row)


async def holds_still(connection: AsyncConnection, user: User) -> bool:
    """Whether the user is as it was read, and stays so until the transaction ends: a change under way is waited for."""
    version = select(users.c.version).where(users.c.id == user.id).with_for_update(read=True)
    return await connection.scalar(version) == user.version


async def list_users(connection: AsyncConnection, after: str, limit: int) -> Sequence[User]:
    """Users by login, those after ``after``."""
    statement = _users().where(users.c.login > after).order_by(users.c.login).limit(limit)
    return [_user(row) for row in await connection.execute(statement)]
