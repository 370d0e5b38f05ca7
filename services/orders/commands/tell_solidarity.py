"""Tell supply what the solidarity fund paid and got in a cycle, for the report; never of so few that they are found.

Isolation: in the transaction that posts a settlement run, which holds the cycle's lock.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.solidarity_told import tells_of_few, told_centres, total
from services.orders.storage.solidarity_parts import Parts, fund_parts, remember_told
from services.orders.storage.solidarity_tables import told_solidarity
from shared.contracts.solidarity import SolidarityAtCentre, SolidarityFigure, SolidaritySettled
from shared.kernel.clock import next_version
from shared.messaging import outbox


async def tell_solidarity(connection: AsyncConnection, cycle: str, run: int, now: datetime) -> None:
    """Say the figures of a run that was posted.

    A correction is said only where it names the same centres, and what it changes, in each and in the others, is of
    five orders on both sides: else what was said stands.
    """
    both = await fund_parts(connection, cycle)
    before = (await connection.execute(select(told_solidarity).where(told_solidarity.c.cycle == cycle))).one_or_none()
    if before is not None and not all(map(_may_follow, (before.reduced, before.surcharges), both)):
        return
    reduced, surcharges = map(_figure, both)
    version = next_version(before.version if before else 0, now)
    event = SolidaritySettled(version=version, cycle=cycle, run=run, reduced=reduced, surcharges=surcharges)
    stored = insert(told_solidarity).values(event.model_dump(mode="json"))
    changed = {column.name: stored.excluded[column.name] for column in told_solidarity.c if not column.primary_key}
    await connection.execute(stored.on_conflict_do_update(index_elements=["cycle"], set_=changed))
    await connection.execute(remember_told(cycle))
    await outbox.append(connection, [event])


async def told_events(connection: AsyncConnection, cycle: str) -> list[SolidaritySettled]:
    """What was said of a cycle, to be said again; nothing before it is settled."""
    rows = await connection.execute(select(told_solidarity).where(told_solidarity.c.cycle == cycle))
    return [SolidaritySettled.model_validate(dict(row)) for row in rows.mappings()]


def _figure(parts: Parts) -> SolidarityFigure | None:
    named = told_centres(parts)
    if named is None:
        return None
    whole = total(parts.values())
    centres = [
        SolidarityAtCentre(centre=code, orders=parts[code].orders, cents=parts[code].cents) for code in sorted(named)
    ]
    return SolidarityFigure(orders=whole.orders, cents=whole.cents, centres=centres)


def _may_follow(said: dict[str, list[dict[str, str]]] | None, parts: Parts) -> bool:
    """Whether the figures of these parts may be said after what was."""
    named = told_centres(parts)
    if said is None or named is None:
        return said is None and named is None
    return _names(said["centres"]) == named and not tells_of_few(parts, named)


def _names(centres: Iterable[dict[str, str]]) -> frozenset[str]:
    return frozenset(one["centre"] for one in centres)
