"""Set a PIN for one's session on this device, to come back to it after a pause.

Isolation: READ COMMITTED; the session's row locked: a PIN is set for one that is open, or not at all.
"""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.account_desk import AccountDesk
from services.orders.domain.access import VOLUNTEER
from services.orders.domain.pins import check_pin
from services.orders.storage.session_rows import lock_sessions
from services.orders.storage.session_tables import pins, sessions
from shared.database import retry
from shared.kernel.refusal import Refused
from shared.web.tokens import Session


async def set_pin(desk: AccountDesk, session: Session, pin: str) -> None:
    """Keep the PIN, in place of one before. It brings back what a volunteer may do, and nothing wider.

    Raises:
        Refused: ``pin_malformed``, ``pin_too_easy``, ``pin_for_volunteers`` or ``session_unknown``.
    """
    check_pin(pin)
    if VOLUNTEER not in session.actor.roles:
        raise Refused("pin_for_volunteers")
    pin_hash = await desk.passwords.hash(pin)

    async def work(connection: AsyncConnection) -> None:
        if not await lock_sessions(connection, sessions.c.id == session.id, desk.clock()):
            raise Refused("session_unknown")
        new = insert(pins).values(session_id=session.id, pin_hash=pin_hash, wrong=0)
        kept = {"pin_hash": pin_hash, "wrong": 0}
        await connection.execute(new.on_conflict_do_update(index_elements=["session_id"], set_=kept))

    await retry(desk.engine, work)
