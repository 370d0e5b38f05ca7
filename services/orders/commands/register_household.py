"""Register a household at a centre, or change its label, size, language or centre."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.languages import USUAL, HouseholdLanguage
from services.orders.storage.audit_rows import note
from services.orders.storage.centre_tables import centres
from services.orders.storage.household_tables import households
from services.orders.storage.open_orders import has_open_order
from shared.database import retry_if_taken
from shared.kernel.clock import next_version
from shared.kernel.refusal import Refused

Scope = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Household:
    """A household as it is registered.

    Args:
        id: Made by the device.
        number: Its member number, for ever: the ledger knows it by this.
        centre: Where it orders.
        label: Short, printed on the pick list.
        size: How many people.
        language: Of what it reads; ``None``: as it was, of a new one the usual one.
    """

    id: UUID
    number: str
    centre: str
    label: str
    size: int
    language: HouseholdLanguage | None = None


async def register_household(desk: OrderDesk, household: Household, seen: Scope, by: UUID | None = None) -> bool:
    """Store the household for someone who may see these centres (``None``: all); whether it is new.

    ``by`` is who does it: a change of a household stands in the audit trail, not that it came.

    Raises:
        Refused: ``centre_unknown``, ``household_unknown``, ``household_closed``, ``household_number_taken``,
            ``household_number_fixed`` or ``household_has_orders``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> bool:
        await _check_centre(connection, household.centre, seen)
        found = select(households).where(households.c.id == household.id)
        stored = (await connection.execute(found.with_for_update(key_share=True))).one_or_none()
        if stored is not None:
            await _check_change(connection, household, stored, seen)
        now = desk.clock()
        await _store(connection, household, next_version(stored.version if stored else 0, now), stored)
        if stored is not None:
            await note(connection, _changed(household, stored, by), now)
        return stored is None

    try:
        return await retry_if_taken(desk.engine, work)
    except IntegrityError:  # the number is another household's
        raise Refused("household_number_taken", number=household.number) from None


async def _check_centre(connection: AsyncConnection, centre: str, seen: Scope) -> None:
    known = await connection.scalar(select(exists().where(centres.c.code == centre)))
    if not known or (seen is not None and centre not in seen):
        raise Refused("centre_unknown", centre=centre)


async def _check_change(
    connection: AsyncConnection, household: Household, stored: Row[tuple[object, ...]], seen: Scope
) -> None:
    if seen is not None and stored.centre not in seen:
        raise Refused("household_unknown")
    if stored.closed_at is not None:
        raise Refused("household_closed")
    if stored.number != household.number:
        raise Refused("household_number_fixed", number=stored.number)
    if stored.centre != household.centre and await has_open_order(connection, household.id):
        raise Refused("household_has_orders", centre=stored.centre)


async def _store(
    connection: AsyncConnection, household: Household, version: int, stored: Row[tuple[object, ...]] | None
) -> None:
    language = household.language or (stored.language if stored else USUAL)
    who = {"centre": household.centre, "label": household.label, "size": household.size, "language": language}
    described = {**who, "version": version}
    if stored is None:
        await connection.execute(insert(households).values(id=household.id, number=household.number, **described))
    else:
        await connection.execute(update(households).where(households.c.id == household.id).values(**described))


def _changed(household: Household, stored: Row[Any], by: UUID | None) -> Audited:
    """What was changed; of what is erased one day only that it was."""
    changed = {name: getattr(household, name) for name in ("label", "size", "language")}
    told = {name: "changed" for name, value in changed.items() if value not in {None, getattr(stored, name)}}
    before, after = ({"number": one.number, "centre": one.centre} for one in (stored, household))
    return Audited(AuditKind.HOUSEHOLD_CHANGED, str(household.id), by, before, after | told)
