"""Somebody forgot their password and asks for a code by mail. The answer is the same whoever they are.

Isolation: READ COMMITTED; the attempts alone. What is sent is an invitation, with its own locks.
"""

from contextlib import suppress
from hashlib import blake2b

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.invite_user import InvitationAsked, Letter, invite_user
from services.orders.domain.access import normal_login
from services.orders.domain.invitations import Means
from services.orders.queries.users import User, user_by_login
from services.orders.storage.attempt_rows import count_attempt
from shared.database import transaction
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


async def ask_for_password(desk: AccountDesk, login: str) -> User | None:
    """Count that a code was asked for; the user to send one to, whom nobody but ``send_code`` is told of.

    Whose access was revoked, who has no mail address or no password yet gets none: a coordinator helps them.

    Raises:
        Refused: ``too_many_attempts``: asked for too often, of a login that exists or not.
    """
    async with transaction(desk.engine) as connection:
        await count_attempt(connection, _digest(login), desk.clock())
        user = await user_by_login(connection, normal_login(login))
    reached = user is not None and user.may_sign_in and user.email is not None and desk.post.mailer is not None
    return user if reached else None


async def send_code(desk: AccountDesk, user: User | None, letter: Letter) -> None:
    """Mail the code, after the answer: how long it takes tells nobody that there is such a user.

    Access or address that ended in between gets none.
    """
    if user is None:
        return
    with suppress(Refused):
        await invite_user(desk, InvitationAsked(uuid7(), user.id, Means.MAIL, user.id), letter)


def _digest(login: str) -> bytes:
    return blake2b(normal_login(login).encode(), digest_size=32, person=b"password asked").digest()
