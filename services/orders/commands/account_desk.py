"""What signing in and looking after users needs: the database, the hasher, who signs and who revokes, the clock."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.passwords import Passwords
from shared.kernel.clock import Clock
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionSigner


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """One process's desk for accounts.

    Args:
        engine: On orders' database.
        passwords: Makes and checks hashes.
        signer: Issues session tokens.
        revoked: Whose sessions ended early.
        clock: When things happen.
    """

    engine: AsyncEngine
    passwords: Passwords
    signer: SessionSigner
    revoked: RevokedAccess
    clock: Clock
