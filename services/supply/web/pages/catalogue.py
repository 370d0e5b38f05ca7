"""The catalogue: suppliers, products and offers, and the lists that suppliers send."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.price_list import PriceListColumns
from services.supply.queries.catalogue import whole_catalogue
from services.supply.queries.dfc_references import references_of
from services.supply.queries.price_list_columns import columns_of
from services.supply.queries.reference_prices import latest_reference_prices, reference_prices_of
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.kernel.refusal import Refused
from shared.web.pages import page

SPARE_RUNGS: Final = 2

router = APIRouter(prefix="/catalogue", include_in_schema=False)


@router.get("")
async def show_products(request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """Products by family, and what is offered of each."""
    in_shops = await latest_reference_prices(parts.engine)
    return page(request, "catalogue/products.html", found=await whole_catalogue(parts.engine), shop_prices=in_shops)


@router.get("/suppliers")
async def show_suppliers(request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """Suppliers with their terms."""
    return page(request, "catalogue/suppliers.html", found=await whole_catalogue(parts.engine))


@router.get("/new-product")
async def show_new_product(request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """A product that is not there yet."""
    found = await whole_catalogue(parts.engine)
    return page(request, "catalogue/product.html", found=found, product=None, offers=[], others=[], spare=SPARE_RUNGS)


@router.get("/products/{product}")
async def show_product(product: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """One product, every offer of it with its rungs, and what shops ask."""
    found = await whole_catalogue(parts.engine)
    offers = found.offers.get(product, ())
    offering = {offer.supplier for offer in offers}
    return page(
        request,
        "catalogue/product.html",
        found=found,
        product=found.product(product),
        shop_prices=await reference_prices_of(parts.engine, product),
        offers=offers,
        others=[(code, one.name) for code, one in found.suppliers.items() if code not in offering],
        spare=SPARE_RUNGS,
    )


@router.get("/new-supplier")
async def show_new_supplier(request: Request, _actor: Coordinator) -> HTMLResponse:
    """A supplier that is not there yet."""
    return page(request, "catalogue/supplier.html", supplier=None, offers=[], found=None)


@router.get("/suppliers/{supplier}")
async def show_supplier(supplier: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """One supplier: its terms and what it offers."""
    found = await whole_catalogue(parts.engine)
    one = found.supplier(supplier)
    return page(request, "catalogue/supplier.html", supplier=one, offers=found.offered_by(supplier), found=found)


@router.get("/suppliers/{supplier}/import")
async def show_import(supplier: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """A price list or a catalogue that a supplier sent: how it is read, what it changes, then apply."""
    found = await whole_catalogue(parts.engine)
    return page(
        request,
        "catalogue/import.html",
        found=found,
        supplier=found.supplier(supplier),
        columns=await _columns(parts, supplier),
        references=await references_of(parts.engine, supplier),
        names={code: {"name": one.name, "unit": one.unit} for code, one in found.products.items()},
    )


async def _columns(parts: SupplyParts, supplier: str) -> PriceListColumns | None:
    try:
        return await columns_of(parts.engine, supplier)
    except Refused:
        return None
