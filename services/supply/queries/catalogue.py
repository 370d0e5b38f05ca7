"""The whole catalogue at one moment: what its pages show and look things up in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.keep_product import Product
from services.supply.commands.keep_supplier import Supplier
from services.supply.queries.offers import OfferView
from services.supply.queries.products import products_after
from services.supply.queries.snapshot import snapshot
from services.supply.queries.suppliers import suppliers_after
from services.supply.storage.offers import offers_of_products
from shared.kernel.refusal import Refused

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Suppliers and products by code; the offers of a product, by supplier."""

    suppliers: Mapping[str, Supplier]
    products: Mapping[str, Product]
    offers: Mapping[str, tuple[OfferView, ...]]

    def product(self, code: str) -> Product:
        """One product.

        Raises:
            Refused: ``product_unknown``.
        """
        if code not in self.products:
            raise Refused("product_unknown", product=code)
        return self.products[code]

    def supplier(self, code: str) -> Supplier:
        """One supplier.

        Raises:
            Refused: ``supplier_unknown``.
        """
        if code not in self.suppliers:
            raise Refused("supplier_unknown", supplier=code)
        return self.suppliers[code]

    def offered_by(self, supplier: str) -> list[OfferView]:
        """What a supplier offers, by product."""
        return [offer for offers in self.offers.values() for offer in offers if offer.supplier == supplier]

    def lowest_price(self, product: str) -> str:
        """The lowest price of any rung of a product that is offered, as text."""
        prices = (rung.price for offer in self.offers[product] for rung in offer.rungs)
        return min(prices, key=Decimal)

    def families(self) -> dict[str, list[Product]]:
        """The products of each family, by name."""
        found: dict[str, list[Product]] = {}
        for product in sorted(self.products.values(), key=lambda one: (one.category, one.name, one.product)):
            found.setdefault(product.category, []).append(product)
        return found


async def whole_catalogue(engine: AsyncEngine) -> Catalogue:
    """Everything that was entered."""
    suppliers, products = await suppliers_after(engine, None, MOST), await products_after(engine, None, MOST)
    by_code = {product.product: product for product in products}
    async with snapshot(engine) as connection:
        offered = await offers_of_products(connection, by_code)
    return Catalogue(
        {supplier.supplier: supplier for supplier in suppliers},
        by_code,
        {code: tuple(OfferView.of(code, offer) for offer in offered[code]) for code in by_code if code in offered},
    )
