"""Products as they can be sold."""

from fastapi import APIRouter, Response
from pydantic import Field

from services.supply.commands.keep_product import Product, ShortagePolicy, keep_product
from services.supply.queries.products import products_after
from services.supply.web.fields import (
    BasisPoints,
    Body,
    CodePath,
    Days,
    Flag,
    Name,
    ShortText,
    SomeQuantity,
    put_status,
)
from services.supply.web.parts import Coordinator, Parts
from shared.kernel.quantity import Unit
from shared.web.only_new import OnlyNew
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/products", tags=["catalogue"])


class ProductBody(Body):
    """A product; its unit never changes, its step and VAT not while it is on sale.

    A cycle is planned and settled by what its products were when they went on sale in it.
    """

    name: Name = Field(examples=["Farine de blé T65"])
    category: ShortText = Field(examples=["épicerie sèche"])
    unit: Unit = Field(examples=["kg"])
    step: SomeQuantity = Field(examples=[500], description="Sold in whole multiples of this many base units.")
    vat_basis_points: BasisPoints = Field(examples=[550])
    organic: Flag
    local: Flag
    shelf_days: Days = Field(examples=[270])
    surplus_loss_basis_points: BasisPoints = Field(examples=[6_000], le=10_000)
    shortage_policy: ShortagePolicy
    min_remaining_days: Days | None = Field(
        default=None,
        examples=[120],
        description="From delivery to best-before date, as suppliers promised it; null: nothing was promised.",
    )
    net_grams: SomeQuantity | None = Field(
        default=None,
        le=1_000_000,
        examples=[None],
        description="Net weight of a litre or a piece in grams; null: not known (shifts then count 1,000 g a litre, "
        "500 g a piece), or sold by weight.",
    )
    allergens: ShortText = Field(
        default="",
        examples=["gluten"],
        description="As labels say them, or that there are none; empty: labels leave room to write them.",
    )


@router.put("/{product}", responses={201: {"model": Product}})
async def put_product(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    product: CodePath, body: ProductBody, response: Response, parts: Parts, actor: Coordinator, only_new: OnlyNew
) -> Product:
    """Enter or correct a product."""
    wanted = Product(product=product, **body.model_dump())
    put_status(response, created=await keep_product(parts.engine, wanted, actor.user_id, only_new=only_new))
    return wanted


@router.get("")
async def get_products(parts: Parts, paging: Paging, _actor: Coordinator) -> Page[Product]:
    """The products, by code."""
    found = await products_after(parts.engine, paging.after, paging.limit + 1)
    return Page[Product].of(found, paging.limit, lambda product: product.product)
