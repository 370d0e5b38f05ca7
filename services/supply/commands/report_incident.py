"""The coordinator confirms what follows from an incident, as it was proposed: all of it, or none.

Isolation: what was proposed is weighed with nothing locked. READ COMMITTED then, with the cycle's row locked first,
which writes it: what the proposal rests on is read again under the lock, and if any of it is another now nothing is
done.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.decide_difference import Decision, write_decision
from services.supply.commands.move_distributions import move_distributions
from services.supply.commands.order_instead import Confirmer, order_instead
from services.supply.commands.propose_incident import Proposal, propose_incident, read_ground, token
from services.supply.commands.receive_less import receive_less
from services.supply.commands.take_other_terms import take_other_terms
from services.supply.domain.audit import AuditKind
from services.supply.domain.came_short import CameShort
from services.supply.domain.consequence import changed_parts
from services.supply.domain.happened import Happened
from services.supply.domain.incident import IncidentKind
from services.supply.domain.invoiced_otherwise import InvoicedOtherwise
from services.supply.domain.late_goods import LateGoods
from services.supply.domain.other_terms import OtherTerms
from services.supply.storage.audit_rows import cycle_audited
from services.supply.storage.incident_rows import insert_incident, stored_incident
from services.supply.storage.purchase_order_rows import LockedOrder, lock_order
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An incident as a device sends it: its own id, what happened, the token of the proposal that was read."""

    incident_id: UUID
    happened: Happened
    token: str

    @property
    def said(self) -> dict[str, Any]:
        """Comparable with what is sent again."""
        return self.happened.details | {"token": self.token}


async def report_incident(engine: AsyncEngine, asked: Confirmed, reported_by: UUID, now: datetime, today: date) -> bool:
    """Do what was proposed and keep the incident; whether this request did it. ``today`` is the network's day.

    Raises:
        Refused: as ``propose_incident``; ``incident_differs``: another one under this id, or
            ``incident_proposal_outdated`` with what changed since it was proposed.
    """
    by = Confirmer(asked.incident_id, asked.happened.reason, reported_by, now)

    async def known(connection: AsyncConnection) -> bool:
        stored = await stored_incident(connection, asked.incident_id)
        if stored is not None:
            _check_same(stored, asked)
        return stored is not None

    async def work(connection: AsyncConnection) -> bool:
        locked = await lock_order(connection, asked.happened.number)
        if await known(connection):
            return False
        _check_token(asked, token(asked.happened, await read_ground(connection, locked, asked.happened, today)))
        await _carry_out(connection, locked, asked, proposal, by)
        return True

    if await retry(engine, known):
        return False
    try:
        proposal = await propose_incident(engine, asked.happened, today)
        _check_token(asked, proposal.token)
        return await retry(engine, work)
    except (Refused, IntegrityError):  # perhaps this id was stored meanwhile
        if await retry(engine, known):
            return False
        raise


def _check_same(stored: RowMapping, asked: Confirmed) -> None:
    happened = asked.happened
    said = happened.number, happened.kind.value, happened.reason, asked.said
    if (stored["number"], stored["kind"], stored["reason"], stored["asked"]) != said:
        raise Refused("incident_differs", incident=str(asked.incident_id))


def _check_token(asked: Confirmed, now: str) -> None:
    if changed := changed_parts(asked.token, now):
        raise Refused("incident_proposal_outdated", number=asked.happened.number, changed=changed)


async def _carry_out(
    connection: AsyncConnection, locked: LockedOrder, asked: Confirmed, proposal: Proposal, by: Confirmer
) -> None:
    plan = await _follow(connection, locked, asked.happened, proposal, by)
    row = {
        "incident_id": asked.incident_id,
        "number": asked.happened.number,
        "cycle": locked.order.cycle,
        "supplier": locked.order.supplier,
        "kind": asked.happened.kind.value,
        "reason": asked.happened.reason,
        "asked": asked.said,
        "consequences": proposal.stored,
        "plan": plan,
        "reported_by": by.user_id,
        "reported_at": by.now,
    }
    await insert_incident(connection, row, proposal.households)


async def _follow(
    connection: AsyncConnection, locked: LockedOrder, happened: Happened, proposal: Proposal, by: Confirmer
) -> int | None:
    """Do what was proposed; the plan that was made for it, None: it takes none."""
    ground, instead = proposal.ground, proposal.instead
    if isinstance(ground, LateGoods):
        async with cycle_audited(connection, AuditKind.DATES_MOVED, ground.cycle, by.user_id):
            await move_distributions(connection, ground, by.now)
    elif isinstance(ground, CameShort):
        if not happened.entered:
            await receive_less(connection, ground, by.user_id, damaged=happened.kind is not IncidentKind.SHORT)
    elif isinstance(ground, InvoicedOtherwise):
        await _accept(connection, ground, by)
    elif instead is not None:
        missing = ground.missing if isinstance(ground, OtherTerms) else ground
        return await order_instead(connection, locked, missing, instead, by)
    elif isinstance(ground, OtherTerms):
        return await take_other_terms(connection, locked, ground, by)
    return None


async def _accept(connection: AsyncConnection, ground: InvoicedOtherwise, by: Confirmer) -> None:
    """What is printed counts, for the incident's reason, of all that waits of prices and delivery."""
    for one in ground.waiting:
        decision = Decision(ground.cycle, ground.supplier, one.kind, one.product, disputed=False, reason=by.reason)
        await write_decision(connection, decision, one, by.user_id)
