"""The catalogue of a cycle: a device that has it already gets 304."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, TypeAdapter

from services.orders.queries.catalogue import CatalogueProduct, catalogue, catalogue_etag
from services.orders.web.cycle_parts import CyclePath, Parts, Reading
from shared.kernel.refusal import Refused
from shared.web.etag import is_known

router = APIRouter(prefix="/v1/cycles", tags=["cycles"])


class CatalogueShown(BaseModel):
    """What a cycle sells. Prices are cents per display unit with VAT and delivery; a rung's is indicative."""

    cycle: str
    products: list[CatalogueProduct]


_SHOWN = TypeAdapter(CatalogueShown)


@router.get("/{cycle}/catalogue", response_model=CatalogueShown, responses={304: {"description": "Unchanged."}})
async def get_catalogue(cycle: CyclePath, request: Request, parts: Parts, _: Reading) -> Response:
    """The catalogue with its ETag; send it back as `If-None-Match` to be told only what changed."""
    async with parts.engine.connect() as connection:
        etag = await catalogue_etag(connection, cycle)
        if etag is None:
            raise Refused("unknown_cycle", cycle=cycle)
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
        products = await catalogue(connection, cycle)
    shown = CatalogueShown(cycle=cycle, products=list(products))
    return JSONResponse(_SHOWN.dump_python(shown, mode="json"), headers=headers)
