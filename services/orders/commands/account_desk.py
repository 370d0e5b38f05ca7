"""What signing in and looking after users needs: the database, the hasher, who signs and who revokes, the clock."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from services.orders.commands.passwords import Passwords
from services.orders.commands.sealed_secrets import SealedSecrets
from services.orders.domain.second_factor import SecondFactorRules
from shared.kernel.clock import Clock
from shared.mail import Mailer
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionSigner


@dataclass(frozen=True, slots=True)
class Post:
    """How invitations leave.

    Args:
        mailer: The way to the mail server; ``None``: on paper only.
        address: Where browsers reach orders; empty: a code has no link.
        zone: In which it is said until when a code counts.
    """

    mailer: Mailer | None = None
    address: str = ""
    zone: ZoneInfo = PARIS

    def link(self, code: str) -> str | None:
        """Where a code is used. It stands behind the ``#``, which browsers send to no server: no log has it."""
        return f"{self.address.rstrip('/')}/invitation#{code}" if self.address else None


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """One process's desk for accounts.

    Args:
        engine: On orders' database.
        passwords: Makes and checks hashes.
        signer: Issues session tokens.
        revoked: Whose sessions ended early.
        clock: When things happen.
        second_factor: Of whom a second factor is asked.
        sealed: Keeps its secrets; by default under a key that nobody has after this process.
        post: How invitations leave; by default on paper.
    """

    engine: AsyncEngine
    passwords: Passwords
    signer: SessionSigner
    revoked: RevokedAccess
    clock: Clock
    second_factor: SecondFactorRules = field(default=SecondFactorRules())
    sealed: SealedSecrets = field(default_factory=SealedSecrets.fresh)
    post: Post = Post()
