"""Suppliers and their terms."""

from fastapi import APIRouter, Response
from pydantic import Field

from services.supply.commands.keep_supplier import Supplier, keep_supplier
from services.supply.domain.supplier_vat import DeliveryVat
from services.supply.queries.suppliers import suppliers_after
from services.supply.web.fields import Body, Cents, CodePath, Days, Flag, Name, ShortText, put_status
from services.supply.web.parts import Coordinator, Parts
from shared.web.only_new import OnlyNew
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/suppliers", tags=["catalogue"])


class SupplierBody(Body):
    """A supplier's name and terms; amounts exclude VAT."""

    name: Name = Field(examples=["Moulins de l'Alma"])
    email: ShortText = Field(
        default="", examples=["commandes@alma.example"], description="Where orders are mailed; empty: nowhere."
    )
    minimum_cents: Cents = Field(examples=[15_000])
    delivery_fee_cents: Cents = Field(examples=[3_800])
    free_delivery_from_cents: Cents | None = Field(examples=[60_000], description="Null: delivery is never free.")
    lead_days: Days = Field(examples=[7])
    vat_liable: Flag = Field(default=True, description="False: it invoices no VAT, on goods or delivery.")
    delivery_vat: DeliveryVat = Field(
        default=DeliveryVat.OWN_RATE,
        description="own_rate: delivery has the VAT that the cycle says; as_goods: it follows the goods.",
    )


@router.put("/{supplier}", responses={201: {"model": Supplier}})
async def put_supplier(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    supplier: CodePath, body: SupplierBody, response: Response, parts: Parts, actor: Coordinator, only_new: OnlyNew
) -> Supplier:
    """Enter or correct a supplier."""
    wanted = Supplier(supplier=supplier, **body.model_dump())
    put_status(response, created=await keep_supplier(parts.engine, wanted, actor.user_id, only_new=only_new))
    return wanted


@router.get("")
async def get_suppliers(parts: Parts, paging: Paging, _actor: Coordinator) -> Page[Supplier]:
    """The suppliers, by code."""
    found = await suppliers_after(parts.engine, paging.after, paging.limit + 1)
    return Page[Supplier].of(found, paging.limit, lambda supplier: supplier.supplier)
