"""Sessions that are open: one's own, and those of a user for the coordinator; ended one by one or all."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.end_session import end_all_sessions, end_session
from services.orders.queries.sessions import OpenSession, open_sessions
from services.orders.queries.users import user_by_id
from services.orders.web.accounts import AppDesk
from shared.kernel.refusal import Refused
from shared.web.access import require, session_of
from shared.web.roles import Actor, Role
from shared.web.tokens import Session

router = APIRouter(prefix="/v1", tags=["sessions"])
Anybody = Annotated[Actor, Depends(require())]
Coordinator = Annotated[Actor, Depends(require(Role.COORDINATOR))]
ThisSession = Annotated[Session, Depends(session_of)]


class SessionsAnswer(BaseModel):
    """Open sessions, the last begun first; ``current`` is the one that asks."""

    current: UUID | None
    sessions: list[OpenSession]


@router.get("/account/sessions")
async def get_own(actor: Anybody, session: ThisSession, desk: AppDesk) -> SessionsAnswer:
    """One's own open sessions, on whatever device."""
    return await _shown(desk, actor.user_id, session)


@router.delete("/account/sessions/{session_id}", status_code=204)
async def delete_own(session_id: UUID, actor: Anybody, desk: AppDesk) -> None:
    """End one's own session, such as on a device that was lost."""
    await end_session(desk, actor.user_id, session_id, actor.user_id)


@router.delete("/account/sessions", status_code=204)
async def delete_all_own(actor: Anybody, desk: AppDesk) -> None:
    """End all one's own sessions, this one too; the password stays."""
    await end_all_sessions(desk, actor.user_id, actor.user_id)


@router.get("/users/{user_id}/sessions")
async def get_sessions(user_id: UUID, _: Coordinator, session: ThisSession, desk: AppDesk) -> SessionsAnswer:
    """A user's open sessions."""
    async with desk.engine.connect() as connection:
        if await user_by_id(connection, user_id) is None:
            raise Refused("unknown_user")
    return await _shown(desk, user_id, session)


@router.delete("/users/{user_id}/sessions/{session_id}", status_code=204)
async def delete_session(user_id: UUID, session_id: UUID, actor: Coordinator, desk: AppDesk) -> None:
    """End one session of a user."""
    await end_session(desk, user_id, session_id, actor.user_id)


@router.delete("/users/{user_id}/sessions", status_code=204)
async def delete_sessions(user_id: UUID, actor: Coordinator, desk: AppDesk) -> None:
    """End all sessions of a user, who may sign in again: revoking access takes the password away too."""
    await end_all_sessions(desk, user_id, actor.user_id)


async def _shown(desk: AccountDesk, user_id: UUID, session: Session) -> SessionsAnswer:
    return SessionsAnswer(current=session.id, sessions=await open_sessions(desk.engine, user_id, desk.clock()))
