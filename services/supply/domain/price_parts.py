"""What a product's part of its supplier's invoice is made of: for whoever asks why it costs what it costs."""

from dataclasses import dataclass

from services.supply.domain.invoice import Invoice, taxed
from services.supply.domain.printed_invoice import Expected


@dataclass(frozen=True, slots=True)
class PriceParts:
    """One product on an invoice, in cents: goods ex VAT, the VAT on them, its share of delivery with the VAT on that.

    ``otherwise`` is what the invoice as it was printed, less its credit notes, has more than what was ordered and
    received comes to; negative: less. All four sum to what the product bears of the invoice.
    """

    supplier: str
    goods: int
    vat: int
    delivery: int
    otherwise: int


def price_parts(bill: Invoice, expected: Expected) -> dict[str, PriceParts]:
    """The parts of each product of an invoice (docs/rules.md, invoice)."""
    lines = [line.line for line in expected.lines]
    fee = expected.fee if any(line.goods for line in lines) else 0
    computed = taxed(lines, fee, expected.fee_vat_basis_points)
    parts = {}
    for line in lines:
        cost, delivery = computed.costs[line.product], computed.deliveries[line.product]
        otherwise = bill.costs[line.product] - cost
        parts[line.product] = PriceParts(bill.supplier, line.goods, cost - line.goods - delivery, delivery, otherwise)
    return parts
