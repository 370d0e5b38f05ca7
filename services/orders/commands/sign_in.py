"""Sign in: a login and a password become a session on a device, or the question for a code."""

from dataclasses import dataclass
from datetime import datetime

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.begin_session import Device, SignedIn, begin_session
from services.orders.commands.check_password import accept_password, checked_user, renewed_hash
from services.orders.storage.second_factor_rows import is_enrolled
from shared.database import transaction


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """The password was right, and the second factor is asked for: what to send with its code, and until when."""

    challenge: str
    ends: datetime


async def sign_in(desk: AccountDesk, device: Device, *, login: str, password: str) -> SignedIn | CodeAsked:
    """Check a login and its password and begin a session, or ask for a code.

    Who needs a second factor and has none yet gets a session that may do nothing but enrol.

    Raises:
        Refused: ``wrong_login_or_password``, or ``too_many_attempts`` with the seconds to wait.
    """
    user = await checked_user(desk, login, password)
    renewed = await renewed_hash(desk, user, password)
    async with transaction(desk.engine) as connection:
        await accept_password(connection, desk, user, renewed)
        if await is_enrolled(connection, user.id):
            return CodeAsked(*desk.signer.challenge(user.id, user.version))
        enrolling = desk.second_factor.is_needed(user.roles)
        return await begin_session(connection, desk, user, device, enrolling=enrolling)
