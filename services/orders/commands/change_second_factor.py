"""New recovery codes; a second factor taken away, by its owner where none is needed, or by the coordinator.

Isolation: READ COMMITTED; the user, then the second factor.
"""

from uuid import UUID

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.check_code import accept_code, count_code
from services.orders.commands.check_password import accept_password, own_password
from services.orders.commands.enrol_second_factor import new_recovery_codes
from services.orders.commands.revoke_access import end_user_sessions
from services.orders.domain.audit import Audited, AuditKind
from services.orders.storage.audit_rows import note
from services.orders.storage.second_factor_rows import remove_factor
from shared.database import transaction
from shared.kernel.refusal import Refused


async def renew_recovery_codes(desk: AccountDesk, user_id: UUID, password: str, code: str) -> list[str]:
    """Ten new recovery codes for somebody who proves both factors; those before count no more.

    Raises:
        Refused: ``wrong_login_or_password``, ``wrong_code`` or ``too_many_attempts``.
    """
    user = await own_password(desk, user_id, password)
    await count_code(desk, user_id)
    async with transaction(desk.engine) as connection:
        await accept_password(connection, desk, user, None)
        await accept_code(connection, desk, user_id, code)
        renewed = Audited(AuditKind.RECOVERY_CODES_RENEWED, str(user_id), user_id)
        await note(connection, renewed, desk.clock())
        return await new_recovery_codes(connection, user_id)


async def give_up_second_factor(desk: AccountDesk, user_id: UUID, password: str, code: str) -> None:
    """Take one's own away.

    Raises:
        Refused: ``second_factor_needed``, ``wrong_login_or_password``, ``wrong_code`` or ``too_many_attempts``.
    """
    user = await own_password(desk, user_id, password)
    if desk.second_factor.is_needed(user.roles):
        raise Refused("second_factor_needed")
    await count_code(desk, user_id)
    async with transaction(desk.engine) as connection:
        await accept_password(connection, desk, user, None)
        await accept_code(connection, desk, user_id, code)
        await remove_factor(connection, user_id)
        await note(connection, Audited(AuditKind.SECOND_FACTOR_REMOVED, str(user_id), user_id), desk.clock())


async def remove_second_factor(desk: AccountDesk, user_id: UUID, by: UUID | None) -> None:
    """Take a user's away who lost app and codes; their sessions end. ``by`` is ``None`` for the command line.

    Raises:
        Refused: ``unknown_user``, or ``own_second_factor``: nobody takes their own away so.
    """
    if by == user_id:
        raise Refused("own_second_factor")
    async with transaction(desk.engine) as connection:
        now = desk.clock()
        await end_user_sessions(connection, desk.revoked, user_id, now)
        if await remove_factor(connection, user_id):
            await note(connection, Audited(AuditKind.SECOND_FACTOR_REMOVED, str(user_id), by), now)
    await desk.revoked.refresh(desk.engine)
