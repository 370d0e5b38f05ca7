"""What routes of order entry are given: the process's desk, and whose orders the actor may see."""

from typing import Annotated

from fastapi import Depends, Request

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from shared.web.access import require
from shared.web.roles import Actor, Role


async def _desk(request: Request) -> OrderDesk:  # not a plain one: FastAPI would call it in a thread
    desk: OrderDesk = request.app.state.desk
    return desk


Desk = Annotated[OrderDesk, Depends(_desk)]
AtTable = Annotated[Actor, Depends(require(Role.VOLUNTEER, Role.TREASURER, Role.COORDINATOR))]
"""Whoever sits at the order table, or looks after its money."""
Treasurer = Annotated[Actor, Depends(require(Role.TREASURER, Role.COORDINATOR))]


def seen_by(actor: Actor) -> frozenset[str] | None:
    """The centres whose households the actor may see; ``None`` for all."""
    return None if actor.sees_every_centre else actor.centres


def author_of(actor: Actor) -> Author:
    """The actor as who enters orders and money."""
    return Author(actor.user_id, seen_by(actor))
