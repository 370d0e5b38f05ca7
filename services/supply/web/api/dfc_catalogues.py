"""Catalogues of the Data Food Consortium: which of their products are ours, what they change, applied."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from services.supply.commands.import_dfc_catalogue import import_dfc_catalogue
from services.supply.commands.import_price_list import Applying
from services.supply.commands.keep_dfc_references import keep_dfc_references
from services.supply.queries.dfc_references import references_of
from services.supply.web.fields import Body, Code, CodePath, put_status
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.price_list_views import PriceListView
from shared.kernel.refusal import Refused
from shared.web.paging import PRINTABLE
from shared.web.translation import Reader

router = APIRouter(prefix="/v1/suppliers/{supplier}", tags=["catalogue"])

KINDS = ("application/ld+json", "application/json")
_EXAMPLE: Final = {
    "@context": "https://www.datafoodconsortium.org",
    "@graph": [
        {
            "@id": "https://moulin.example/supplied_products/9",
            "@type": "dfc-b:SuppliedProduct",
            "dfc-b:name": "Miel, 500 g",
            "dfc-b:hasQuantity": {
                "@type": "dfc-b:QuantitativeValue",
                "dfc-b:hasUnit": "dfc-m:Kilogram",
                "dfc-b:value": "0.5",
            },
            "dfc-b:referencedBy": "https://moulin.example/catalog_items/9",
        },
        {
            "@id": "https://moulin.example/catalog_items/9",
            "@type": "dfc-b:CatalogItem",
            "dfc-b:offeredThrough": {
                "@type": "dfc-b:Offer",
                "dfc-b:hasPrice": {"@type": "dfc-b:Price", "dfc-b:hasUnit": "dfc-m:Euro", "dfc-b:value": "6.40"},
            },
        },
    ],
}
_DOCUMENT: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/ld+json": {
                "schema": {"type": "object", "description": "The catalogue, as exported.", "examples": [_EXAMPLE]}
            }
        },
    }
}

DfcId = Annotated[str, Field(min_length=1, max_length=500, pattern=PRINTABLE)]


class DfcReferencesBody(Body):
    """Which product of ours each product of the supplier's catalogue is, whole."""

    references: dict[DfcId, Code] = Field(
        max_length=5_000,
        examples=[{"https://moulin.example/api/dfc/enterprises/1/supplied_products/7": "FAR-T65"}],
        description="Our product code by the id of a dfc-b:SuppliedProduct: the single piece, or its case.",
    )


class DfcReferences(BaseModel):
    """The mapping of a supplier's catalogue."""

    supplier: str
    references: dict[str, str]


@router.put("/dfc-references", responses={201: {"model": DfcReferences}})
async def put_dfc_references(
    supplier: CodePath, body: DfcReferencesBody, response: Response, parts: Parts, _actor: Coordinator
) -> DfcReferences:
    """Say which products of a supplier's catalogue are ours, this time and every time."""
    put_status(response, created=await keep_dfc_references(parts.engine, supplier, body.references))
    return DfcReferences(supplier=supplier, references=await references_of(parts.engine, supplier))


@router.get("/dfc-references")
async def get_dfc_references(supplier: CodePath, parts: Parts, _actor: Coordinator) -> DfcReferences:
    """Which products of a supplier's catalogue are ours."""
    return DfcReferences(supplier=supplier, references=await references_of(parts.engine, supplier))


@router.post("/dfc-catalogues", openapi_extra=_DOCUMENT)
async def post_dfc_catalogue(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
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
    """Say what a catalogue would change; sent again with `apply`, change exactly that, all of it or nothing."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in KINDS:
        raise Refused("document_kind_unknown", kinds=KINDS)
    applying = None if apply is None else Applying(apply, actor.user_id, parts.clock)
    found = await import_dfc_catalogue(parts.engine, supplier, await request.body(), applying)
    return PriceListView.of(found, say, applied=apply is not None)
