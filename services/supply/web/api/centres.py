"""The centres as orders announced them."""

from fastapi import APIRouter

from services.supply.queries.centres import Centre, centres_heard
from services.supply.web.parts import Coordinator, Parts

router = APIRouter(prefix="/v1/centres", tags=["cycles"])


@router.get("")
async def get_centres(parts: Parts, _actor: Coordinator) -> list[Centre]:
    """The centres heard of so far, by code."""
    return await centres_heard(parts.engine)
