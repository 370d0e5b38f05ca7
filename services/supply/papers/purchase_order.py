"""The purchase order as its supplier reads it, and packs it."""

from decimal import Decimal

from babel.numbers import format_currency

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.purchase_order_documents import DocumentLine, PurchaseOrderDocument
from shared.kernel.money import Money
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet
from shared.web.translation import Translator


def purchase_order_sheet(document: PurchaseOrderDocument, say: Translator) -> Sheet:
    """The order with its prices, and its sums with VAT."""
    title = say("Purchase order no. {number}", number=document.number)
    return Sheet(
        title=title,
        running=document.supplier_name,
        dated=document.delivery,
        lead=_standing(document, say),
        facts=[
            *_who_orders(document, say),
            (say("Supplier"), f"{document.supplier_name} ({document.supplier})"),
            (say("Delivery on"), document.delivery),
            *([(say("Deliver to"), document.warehouse)] if document.warehouse else []),
        ],
        sections=[Section(_columns(say), [_row(line, say) for line in document.lines])],
        closing=_sums(document, say),
        signatures=[say("Date, name and signature of the supplier")],
    )


def _who_orders(document: PurchaseOrderDocument, say: Translator) -> list[tuple[str, Cell]]:
    network = document.network
    if network is None:
        return []
    facts = [
        (say("Ordered by"), (network.name, network.registration)),
        (say("Postal address"), (network.address,)),
        (say("Contact"), (network.email, network.phone)),
    ]
    return [(word, " · ".join(filter(None, said))) for word, said in facts if any(said)]


def _standing(document: PurchaseOrderDocument, say: Translator) -> str | None:
    if document.state is PurchaseOrderState.CANCELLED:
        return say("Cancelled: deliver nothing of it.")
    if document.state is PurchaseOrderState.DRAFT:
        return say("Draft: deliver nothing yet.")
    if document.amendment:
        return say("Amendment {number}. It replaces what was sent before.", number=document.amendment)
    return None


def _columns(say: Translator) -> list[Column]:
    return [
        Column(say("Product"), wide=True),
        Column(say("Code")),
        Column(say("Cases"), Kind.FIGURE),
        Column(say("Quantity"), Kind.QUANTITY),
        Column(say("Price without VAT"), Kind.FIGURE),
        Column(say("Amount without VAT"), Kind.FIGURE),
    ]


def _row(line: DocumentLine, say: Translator) -> list[Cell]:
    cases = say("{cases} × {size}", cases=line.cases, size=line.case_size)
    price = f"{_price(line.price, say)} / {say(line.quantity.unit.value)}"
    return [line.name, line.product, cases, line.quantity, price, Money(line.goods_cents)]


def _price(price: Decimal, say: Translator) -> str:
    """Two decimals, or the three or four that a supplier's price has."""
    decimals = max(2, -int(price.normalize().as_tuple().exponent))
    quantized = price.quantize(Decimal(1).scaleb(-decimals))
    pattern = say.locale.currency_formats["standard"].pattern.replace("0.00", f"0.{'0' * decimals}")
    return format_currency(quantized, "EUR", pattern, locale=say.locale, currency_digits=False)


def _sums(document: PurchaseOrderDocument, say: Translator) -> list[tuple[str, Cell]]:
    rates = [
        (say("VAT {rate} %", rate=Decimal(rate) / 100), Money(cents)) for rate, cents in document.vat_cents.items()
    ]
    return [
        (say("Goods without VAT"), Money(document.goods_cents)),
        (say("Delivery without VAT"), Money(document.delivery_cents)),
        *rates,
        (say("Total with VAT"), Money(document.total_cents)),
    ]
