"""Register a user, or change one: login, name, roles, centres, password."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.revoke_access import end_sessions
from services.orders.domain.access import check_login, check_password, check_roles
from services.orders.domain.audit import Audited, AuditKind
from services.orders.queries.users import User, audited_user, user_by_id, user_by_login
from services.orders.storage.access_tables import credentials, users
from services.orders.storage.audit_rows import note
from services.orders.storage.centre_tables import centres
from services.orders.storage.invitation_rows import end_invitations
from shared.database import transaction
from shared.kernel.clock import next_version
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class UserAsked:
    """A user as the coordinator wants them. No password: the stored one stays, or they are invited to choose one."""

    id: UUID
    login: str
    name: str
    roles: frozenset[str]
    centres: frozenset[str]
    password: str | None = field(repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """The user as stored, and whether they are new."""

    user: User
    created: bool


async def register_user(desk: AccountDesk, asked: UserAsked, by: UUID | None = None) -> Registered:
    """Store a user; sent twice it changes nothing. Changed roles, centres or password end the open sessions.

    ``by`` is who does it, for the audit trail; ``None``: whoever has the command line.

    Raises:
        Refused: a malformed login or password, no role, a volunteer without centre, an unknown
            centre
            or a login that is taken.
    """
    login = check_login(asked.login)
    check_roles(asked.roles, asked.centres)
    async with desk.engine.connect() as connection:
        await _check_centres(connection, asked.centres)  # before the hash, which is dear
    new_hash = await _new_hash(desk, asked, login)
    async with _unique_login(), transaction(desk.engine) as connection:
        await _check_centres(connection, asked.centres)
        now = desk.clock()
        registered = await _store(connection, asked, login, new_hash, now)
        await note(connection, _audited(registered, by), now)
        if registered.ends_sessions:
            await end_sessions(connection, desk.revoked, registered.user.id, registered.user.version, now)
    await desk.revoked.refresh(desk.engine)
    return Registered(registered.user, registered.created)


@asynccontextmanager
async def _unique_login() -> AsyncIterator[None]:
    """Two users registered at once with one login: the second meets the constraint, not the check."""
    try:
        yield
    except IntegrityError:
        raise Refused("login_taken") from None


async def _new_hash(desk: AccountDesk, asked: UserAsked, login: str) -> str | None:
    """The hash to store, made before the transaction begins; ``None`` where the stored one stays."""
    if asked.password is None:
        return None
    check_password(asked.password, login)
    async with desk.engine.connect() as connection:
        stored = await user_by_id(connection, asked.id)
    if stored and stored.password_hash and await desk.passwords.matches(stored.password_hash, asked.password):
        return None
    return await desk.passwords.hash(asked.password)


async def _check_centres(connection: AsyncConnection, codes: Collection[str]) -> None:
    known = set(await connection.scalars(select(centres.c.code).where(centres.c.code.in_(codes))))
    if unknown := sorted(set(codes) - known):
        raise Refused("unknown_centres", centres=unknown)


@dataclass(frozen=True, slots=True)
class _Stored:
    user: User
    before: User | None
    ends_sessions: bool

    @property
    def created(self) -> bool:
        return self.before is None


def _audited(stored: _Stored, by: UUID | None) -> Audited:
    kind = AuditKind.USER_REGISTERED if stored.before is None else AuditKind.USER_CHANGED
    before = None if stored.before is None else audited_user(stored.before)
    after = audited_user(stored.user)
    if stored.before is not None and stored.before.password_hash != stored.user.password_hash:
        after |= {"password": "changed"}
    return Audited(kind, str(stored.user.id), by, before, after)


async def _store(
    connection: AsyncConnection, asked: UserAsked, login: str, new_hash: str | None, now: datetime
) -> _Stored:
    namesake = await user_by_login(connection, login)
    if namesake is not None and namesake.id != asked.id:
        raise Refused("login_taken")
    before = await user_by_id(connection, asked.id, lock=True)
    user = User(
        id=asked.id,
        login=login,
        name=asked.name,
        roles=tuple(sorted(asked.roles)),
        centres=tuple(sorted(asked.centres)),
        version=next_version(before.version if before else 0, now),
        password_hash=new_hash or (before.password_hash if before else None),
        email=asked.email,
    )
    if before is not None and _same(before, user):
        return _Stored(before, before, ends_sessions=False)
    await _write(connection, user, new_hash)
    if before is not None and (new_hash is not None or before.email != user.email):
        await end_invitations(connection, user.id, now)
    ends = before is not None and (_access(before) != _access(user))
    return _Stored(user, before, ends_sessions=ends)


def _same(before: User, user: User) -> bool:
    return _access(before) == _access(user) and _shown(before) == _shown(user)


def _shown(user: User) -> tuple[object, ...]:
    return (user.login, user.name, user.email)


def _access(user: User) -> tuple[object, ...]:
    return (user.roles, user.centres, user.password_hash)


async def _write(connection: AsyncConnection, user: User, new_hash: str | None) -> None:
    columns = ("login", "name", "email", "roles", "centres", "version")
    values = {"id": user.id, **{name: getattr(user, name) for name in columns}}
    statement = insert(users).values(values)
    changed = {name: statement.excluded[name] for name in columns}
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
    if new_hash is not None:
        secret = insert(credentials).values(user_id=user.id, password_hash=new_hash)
        await connection.execute(
            secret.on_conflict_do_update(index_elements=["user_id"], set_={"password_hash": new_hash})
        )
