"""Whether supply holds every order that orders sealed: queried at each use, never stored.

The plan reads this and the demand in one REPEATABLE READ snapshot, so it buys exactly what was
proved (docs/promises.md, events).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import (
    cycle_seals,
    group_orders,
    household_orders,
    left_out_centres,
    sealed_group_orders,
)
from shared.contracts.manifest import EMPTY_MANIFEST, ManifestState


class Proof(StrEnum):
    """What comparing a group order with its manifest says."""

    OPEN = "open"
    PROVED = "proved"
    MISSING = "missing"
    DIFFERENT = "different"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class CentreReadiness:
    """One centre's group order: orders and cents here, and as sealed (None while it is open).

    ``left_out_because`` is the coordinator's reason; None: the centre counts.
    """

    centre: str
    group_order_id: UUID
    state: Proof
    orders: int
    expected_orders: int | None
    held_cents: int
    expected_held_cents: int | None
    left_out_because: str | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """A cycle's proof, by centre. ``cycle_sealed``: orders has said that the whole cycle is sealed."""

    cycle_sealed: bool
    centres: tuple[CentreReadiness, ...]

    @property
    def ready(self) -> bool:
        """Whether buying may begin: the cycle is sealed, every centre proved or left out by choice."""
        return self.cycle_sealed and not self.unproved

    @property
    def unproved(self) -> list[str]:
        """The centres that hold buying up."""
        return [centre.centre for centre in self.centres if centre.state not in {Proof.PROVED, Proof.LEFT_OUT}]


@dataclass(frozen=True, slots=True)
class _Content:
    """What a group order holds, or was sealed with (``digest`` None: not sealed)."""

    centre: str
    orders: int = 0
    held: int = 0
    digest: str | None = EMPTY_MANIFEST


async def readiness(connection: AsyncConnection, cycle: str) -> Readiness:
    """Compare what is here of a cycle with what was sealed; before that, with each group order sealed so far."""
    seal = await connection.scalar(select(cycle_seals.c.version).where(cycle_seals.c.cycle == cycle))
    expected = await _contents(connection, _expected(sealed_group_orders if seal else group_orders, cycle))
    here = await _contents(connection, _here(cycle))
    left_out = await _left_out(connection, cycle)
    unannounced = _Content("", digest=EMPTY_MANIFEST if seal else None)
    centres = [
        _compare(group_order, here.get(group_order), expected.get(group_order, unannounced), left_out)
        for group_order in here.keys() | expected.keys()
    ]
    return Readiness(seal is not None, tuple(sorted(centres, key=lambda centre: centre.centre)))


async def _left_out(connection: AsyncConnection, cycle: str) -> dict[str, str]:
    """The reason of each centre that is left out."""
    chosen = left_out_centres.c
    query = select(chosen.centre, chosen.reason).where(chosen.cycle == cycle)
    return {row.centre: row.reason for row in await connection.execute(query)}


def _expected(table: Table, cycle: str) -> Select[Any]:
    columns = table.c.group_order_id, table.c.centre, table.c.orders, table.c.held, table.c.digest
    return select(*columns).where(table.c.cycle == cycle)


def _here(cycle: str) -> Select[Any]:
    """Each group order's manifest, computed by the database in one pass over the cycle's orders."""
    orders = household_orders.c
    in_id_order: Any = aggregate_order_by(literal_column("''::bytea"), orders.order_id)
    digests = func.string_agg(orders.digest, in_id_order)
    return (
        select(
            orders.group_order_id,
            func.min(orders.centre).label("centre"),
            func.count().filter(orders.state == ManifestState.CONFIRMED.value).label("orders"),
            func.sum(orders.held).label("held"),
            func.encode(func.sha256(digests), "hex").label("digest"),
        )
        .where(orders.cycle == cycle)
        .group_by(orders.group_order_id)
    )


async def _contents(connection: AsyncConnection, query: Select[Any]) -> Mapping[UUID, _Content]:
    return {
        row.group_order_id: _Content(row.centre, row.orders or 0, int(row.held or 0), row.digest)
        for row in await connection.execute(query)
    }


def _compare(
    group_order: UUID, here: _Content | None, expected: _Content, left_out: Mapping[str, str]
) -> CentreReadiness:
    found = here or _Content(expected.centre)
    sealed = expected.digest is not None
    return CentreReadiness(
        centre=found.centre,
        group_order_id=group_order,
        state=Proof.LEFT_OUT if found.centre in left_out else _proof(found, expected),
        orders=found.orders,
        expected_orders=expected.orders if sealed else None,
        held_cents=found.held,
        expected_held_cents=expected.held if sealed else None,
        left_out_because=left_out.get(found.centre),
    )


def _proof(found: _Content, expected: _Content) -> Proof:
    if expected.digest is None:
        return Proof.OPEN
    if (found.orders, found.held, found.digest) == (expected.orders, expected.held, expected.digest):
        return Proof.PROVED
    return Proof.MISSING if found.orders < expected.orders else Proof.DIFFERENT
