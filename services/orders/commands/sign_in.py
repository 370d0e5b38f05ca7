"""Sign in: a login and a password become a session on a device."""

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.begin_session import Device, SignedIn, begin_session
from services.orders.commands.check_password import accept_password, checked_user, renewed_hash
from shared.database import transaction


async def sign_in(desk: AccountDesk, device: Device, *, login: str, password: str) -> SignedIn:
    """Check a login and its password and begin a session.

    Raises:
        Refused: ``wrong_login_or_password``, or ``too_many_attempts`` with the seconds to wait.
    """
    user = await checked_user(desk, login, password)
    renewed = await renewed_hash(desk, user, password)
    async with transaction(desk.engine) as connection:
        await accept_password(connection, desk, user, renewed)
        return await begin_session(connection, desk, user, device)
