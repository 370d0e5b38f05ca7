"""The centres as orders announced them."""

from fastapi import APIRouter

from services.supply.queries.centres import Centre, centres_after
from services.supply.web.parts import Coordinator, Parts
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/centres", tags=["cycles"])


@router.get("")
async def get_centres(parts: Parts, paging: Paging, _actor: Coordinator) -> Page[Centre]:
    """The centres heard of so far, by code."""
    found = await centres_after(parts.engine, paging.after, paging.limit + 1)
    return Page[Centre].of(found, paging.limit, lambda centre: centre.centre)
