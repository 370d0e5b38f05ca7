"""The catalogue of a cycle: a device that has it already gets 304; the lines of the form to order on by pen."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, TypeAdapter

from services.orders.papers.form_lines import form_lines, form_mark
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


class FormLineShown(BaseModel):
    """A product under the number that it has on the printed order form."""

    number: int
    product: str


class OrderFormShown(BaseModel):
    """The lines of the printed order form. A form that bears another mark has other numbers."""

    cycle: str
    mark: str
    lines: list[FormLineShown]


@router.get("/{cycle}/order-form")
async def get_order_form(cycle: CyclePath, parts: Parts, _: Reading) -> OrderFormShown:
    """What the numbers on the printed order form stand for, whether on sale or not."""
    async with parts.engine.connect() as connection:
        if await catalogue_etag(connection, cycle) is None:
            raise Refused("unknown_cycle", cycle=cycle)
        lines = form_lines(await catalogue(connection, cycle))
    shown = [FormLineShown(number=line.number, product=line.product.product) for line in lines]
    return OrderFormShown(cycle=cycle, mark=form_mark(lines), lines=shown)
