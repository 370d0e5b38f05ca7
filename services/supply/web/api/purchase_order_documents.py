"""A purchase order as files for its supplier, in the network's language."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.supply.papers.purchase_order import purchase_order_sheet
from services.supply.queries.purchase_order_documents import PurchaseOrderDocument, purchase_order_document
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.purchase_orders import Number
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.purchase_order_files import as_csv, as_xlsx, file_name
from shared.papers.press import PDF_MEDIA, print_paper
from shared.papers.sheet import sheet_paper
from shared.papers.tables import CSV_MEDIA, XLSX_MEDIA
from shared.web.paper_files import IN_PDF
from shared.web.translation import DEFAULT_LANGUAGE, Catalogues, Translator

router = APIRouter(prefix="/v1/purchase-orders", tags=["purchase orders"])


async def _network_language(request: Request) -> Translator:
    catalogues: Catalogues = request.app.state.catalogues
    return catalogues.of(DEFAULT_LANGUAGE)


NetworkLanguage = Annotated[Translator, Depends(_network_language)]
"""The translator of what leaves the network: its suppliers read its language, whatever the coordinator reads."""


@router.get("/{number}.csv", response_class=Response, responses={200: {"content": {CSV_MEDIA: {}}}})
async def get_purchase_order_csv(number: Number, parts: Parts, say: NetworkLanguage, _actor: Coordinator) -> Response:
    """The order as CSV, as it is asked for now."""
    async with snapshot(parts.engine) as connection:
        document = await purchase_order_document(connection, number)
    return _file(as_csv(document, say), f"{CSV_MEDIA}; charset=utf-8", file_name(document, "csv"))


@router.get("/{number}.xlsx", response_class=Response, responses={200: {"content": {XLSX_MEDIA: {}}}})
async def get_purchase_order_xlsx(number: Number, parts: Parts, say: NetworkLanguage, _actor: Coordinator) -> Response:
    """The order as XLSX, as it is asked for now."""
    async with snapshot(parts.engine) as connection:
        document = await purchase_order_document(connection, number)
    content = await asyncio.to_thread(as_xlsx, document, say)
    return _file(content, XLSX_MEDIA, file_name(document, "xlsx"))


@router.get("/{number}.pdf", response_class=Response, responses=IN_PDF)
async def get_purchase_order_pdf(number: Number, parts: Parts, say: NetworkLanguage, _actor: Coordinator) -> Response:
    """The order on paper, as it is asked for now."""
    async with snapshot(parts.engine) as connection:
        document = await purchase_order_document(connection, number)
    return _file(await as_pdf(document, say), PDF_MEDIA, file_name(document, "pdf"))


async def as_pdf(document: PurchaseOrderDocument, say: Translator) -> bytes:
    """The order printed: to read, sign and send back."""
    return await print_paper(sheet_paper(purchase_order_sheet(document, say), say))


def _file(content: bytes, media: str, name: str) -> Response:
    attachment = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=attachment)
