"""Who works on the day of distribution."""

from typing import Annotated

from fastapi import Depends

from services.supply.commands.hand_over import Author
from shared.web.access import require
from shared.web.roles import Actor, Role

AtCentre = Annotated[Actor, Depends(require(Role.VOLUNTEER, Role.COORDINATOR))]
"""Whoever hands goods over: the volunteers of a centre, and the coordinator."""


def seen_by(actor: Actor) -> frozenset[str] | None:
    """The centres whose goods the actor may see; ``None`` for all."""
    return None if actor.sees_every_centre else actor.centres


def author_of(actor: Actor) -> Author:
    """The actor as who hands goods over."""
    return Author(actor.user_id, seen_by(actor))
