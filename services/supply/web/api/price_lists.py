"""Price lists as suppliers send them: which of their columns is what, what they change, applied."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from services.supply.commands.import_price_list import Applying, import_price_list
from services.supply.commands.keep_price_list_columns import keep_price_list_columns
from services.supply.domain.ladder import Basis
from services.supply.domain.price_list import PriceListColumns
from services.supply.domain.price_list_cells import ListUnit, PricePer
from services.supply.files.sheets import FileKind
from services.supply.queries.price_list_columns import columns_of
from services.supply.web.fields import Body, Code, CodePath, Name, put_status
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.price_list_views import PriceListView
from shared.kernel.refusal import Refused
from shared.web.translation import Reader

router = APIRouter(prefix="/v1/suppliers/{supplier}", tags=["catalogue"])

_FILE: Final = {
    "requestBody": {
        "required": True,
        "content": {
            FileKind.CSV: {
                "schema": {
                    "type": "string",
                    "examples": ["Réf.;Colis;À partir de;Prix HT\nT65;25 kg;;1,18\nT65;25 kg;150;1,05\n"],
                }
            },
            FileKind.XLSX: {"schema": {"type": "string", "format": "binary"}},
            FileKind.ODS: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class PriceListColumnsBody(Body):
    """The header of each column in the supplier's file; null: it has none."""

    product_column: Name = Field(examples=["Réf."], description="Our product code, or a reference of the supplier's.")
    case_size_column: Name = Field(examples=["Colis"], description="Such as 25 kg or 6 x 1 l.")
    case_unit: ListUnit | None = Field(
        default=None,
        examples=["kg"],
        description="What a case size that names no unit is in; null: each names its own.",
    )
    price_column: Name = Field(examples=["Prix HT"], description="Euros, excluding VAT.")
    price_per: PricePer = Field(
        default=PricePer.UNIT,
        description="The price of a kg, litre or piece, or of a case: divided by what it holds, told where rounded.",
    )
    from_column: Name | None = Field(
        default=None,
        examples=["À partir de"],
        description="From which quantity, in kg, litres or pieces, or head count on; null: one price a product.",
    )
    name_column: Name | None = Field(default=None, examples=["Désignation"], description="Shown beside ours.")
    max_cases_column: Name | None = Field(
        default=None, examples=["Colis max."], description="Null: what offers have now stays."
    )
    basis: Basis = Field(default=Basis.QUANTITY, description="What the from column counts.")
    references: dict[Code, Code] = Field(
        default_factory=dict,
        max_length=5_000,
        examples=[{"T65": "FAR-T65"}],
        description="Our product code by the supplier's reference.",
    )


@router.put("/price-list-columns", responses={201: {"model": PriceListColumns}})
async def put_price_list_columns(
    supplier: CodePath, body: PriceListColumnsBody, response: Response, parts: Parts, _actor: Coordinator
) -> PriceListColumns:
    """Say how a supplier's price list is to be read, this time and every time."""
    wanted = PriceListColumns(supplier=supplier, **body.model_dump())
    put_status(response, created=await keep_price_list_columns(parts.engine, wanted))
    return wanted


@router.get("/price-list-columns")
async def get_price_list_columns(supplier: CodePath, parts: Parts, _actor: Coordinator) -> PriceListColumns:
    """How a supplier's price list is read."""
    return await columns_of(parts.engine, supplier)


@router.post("/price-lists", openapi_extra=_FILE)
async def post_price_list(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    supplier: CodePath,
    request: Request,
    parts: Parts,
    say: Reader,
    actor: Coordinator,
    apply: Annotated[
        str | None,
        Query(pattern="^[0-9a-f]{64}$", description="The `token` of the changes as they were shown: do exactly these."),
    ] = None,
) -> PriceListView:
    """Say what a price list would change; sent again with `apply`, change exactly that, all of it or nothing."""
    applying = None if apply is None else Applying(apply, actor.user_id, parts.clock)
    found = await import_price_list(parts.engine, supplier, _kind(request), await request.body(), applying)
    return PriceListView.of(found, say, applied=apply is not None)


def _kind(request: Request) -> FileKind:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        return FileKind(media_type)
    except ValueError:
        raise Refused("file_kind_unknown", kinds=[kind.value for kind in FileKind]) from None
