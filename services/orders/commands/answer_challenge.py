"""The second step of signing in: the code that the challenge asked for.

Isolation: READ COMMITTED; the attempts, then the user FOR SHARE, then the second factor: a code begins one session.
"""

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.begin_session import Device, SignedIn, begin_session
from services.orders.commands.check_code import accept_code, count_code
from services.orders.queries.users import holds_still, user_by_id
from shared.database import transaction
from shared.kernel.refusal import Refused


async def answer_challenge(desk: AccountDesk, device: Device, challenge: str, code: str) -> SignedIn:
    """Begin the session that the password alone did not.

    Raises:
        Refused: ``challenge_over``: it is none, five minutes have passed, or the user was changed; ``wrong_code``
            or ``too_many_attempts``.
    """
    asked = desk.signer.answered(challenge)
    if asked is None:
        raise Refused("challenge_over")
    await count_code(desk, asked.user_id)
    async with transaction(desk.engine) as connection:
        user = await user_by_id(connection, asked.user_id)
        if user is None or user.version != asked.version or not await holds_still(connection, user):
            raise Refused("challenge_over")
        await accept_code(connection, desk, user.id, code)
        return await begin_session(connection, desk, user, device)
