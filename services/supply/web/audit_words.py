"""What stands in the audit trail, in words: the names of what was changed and their values."""

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_decimal

from services.supply.domain.audit import State, what_differs
from shared.database.audit_trail import AuditLine
from shared.web.figures import show, show_moment, show_money
from shared.web.translation import Translator

NAMES: Final = {
    "kind": "Difference",
    "product": "Code",
    "supplier": "Code",
    "name": "Name",
    "category": "Family",
    "unit": "Unit",
    "step": "Step, in g, ml or pieces",
    "vat_basis_points": "VAT, in hundredths of a percent",
    "organic": "Organic",
    "local": "Local",
    "shelf_days": "Days it keeps",
    "surplus_loss_basis_points": "Loss of surplus, in hundredths of a percent",
    "reference_price_cents": "Price in shops",
    "shortage_policy": "When there is not enough",
    "min_remaining_days": "Days left at delivery",
    "net_grams": "Net weight in grams",
    "allergens": "Allergens",
    "email": "Mail address",
    "minimum_cents": "Minimum",
    "delivery_fee_cents": "Delivery",
    "free_delivery_from_cents": "Delivery free from",
    "lead_days": "Days to deliver",
    "vat_liable": "Invoices VAT",
    "delivery_vat": "VAT of delivery",
    "case_size": "Case, in g, ml or pieces",
    "max_cases": "Cases at most",
    "basis": "Prices go by",
    "only_in_replacement": "Only in replacement",
    "rungs": "From: price",
    "state": "State",
    "opens": "Orders from",
    "closes": "Orders until",
    "delivery": "Delivery day",
    "distribution": "Day of distribution",
    "shortage_penalty": "Weight of what lacks",
    "max_surplus_basis_points": "Surplus at most, in hundredths of a percent",
    "max_stock_cents": "Surplus at most",
    "delivery_vat_basis_points": "VAT of delivery, in hundredths of a percent",
    "address": "Postal address",
    "registration": "SIRET or RNA",
    "phone": "Phone",
    "gap_limit_cents": "A supplier may cost more than its households hold without a named choice, by",
    "warehouse": "Suppliers deliver at",
    "distribution_starts": "Goods are handed out from",
    "distribution_ends": "Goods are handed out until",
    "uncollected_days": "Days goods wait for their household",
    "plan": "Plan",
    "order": "Purchase order",
    "amendment": "Amendment",
    "incident": "Incident",
    "expected": "Expected",
    "printed": "Printed",
    "expected_cents": "Expected",
    "printed_cents": "Printed",
    "disputed": "Disputed",
    "version": "Version",
    "note_number": "Delivery note",
    "received_on": "Received on",
    "number": "Number printed",
    "invoiced_on": "Date printed",
    "due_on": "To be paid by",
    "amount_cents": "Amount",
    "delivery_cents": "Delivery",
    "vat": "VAT",
    "vat_cents": "VAT",
    "total_cents": "Total with VAT",
    "counts": "Counts",
    "products": "Products",
    "run": "Run",
    "held_cents": "Held",
    "charged_cents": "Charged",
}
"""Of each field, as msgids, in the order in which they are shown."""
OF_ONE: Final = {
    "centre": "Centre {code}",
    "product": "Ceiling of {code}",
    "received": "Received of {code}, in g, ml or pieces",
    "damaged": "Damaged of {code}, in g, ml or pieces",
    "invoiced": "Invoiced of {code}: how much, at which price",
}
"""Of fields that name what they are of, as msgids."""
CODES: Final = {
    "state": {
        "draft": "In preparation",
        "open": "Orders open",
        "closing": "Closing",
        "settled": "Settled",
        "archived": "Archived",
    },
    "delivery_vat": {"own_rate": "at its own rate", "as_goods": "as the goods"},
    "shortage_policy": {"pro_rata": "everyone a part", "equal": "everyone the same", "lottery": "lots are drawn"},
    "order": {
        "draft": "draft",
        "approved": "approved",
        "sent": "sent",
        "acknowledged": "confirmed by the supplier",
        "delivered": "delivered",
        "cancelled": "cancelled",
    },
    "incident": {
        "cancelled": "The supplier, or a product, does not come",
        "short": "Less came than expected",
        "damaged": "Goods are damaged",
        "wrong_date": "It comes on another day",
        "tariff": "The prices are not those agreed",
        "packaging": "The cases are not those agreed",
    },
    "kind": {
        "quantity": "the quantity",
        "price": "the price",
        "fee": "the delivery",
        "vat": "the VAT",
        "vat_rates": "the rates of VAT",
        "total": "the total",
    },
    "basis": {
        "quantity": "the quantity",
        "households": "the households that order it",
        "participants": "the households that order anything",
    },
}
"""What a field may hold that is no word yet, as msgids."""
DAYS: Final = {"opens", "closes", "delivery", "distribution", "received_on", "invoiced_on", "due_on"}


def told(line: AuditLine, say: Translator) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Before and after in words: of what was there and still is, only what differs; in a known order."""
    before: State = line.before or {}
    after: State = line.after or {}
    if before and after:
        before, after = what_differs(before, after)
    return _in_words(before, say), _in_words(after, say)


def _in_words(state: State, say: Translator) -> list[tuple[str, str]]:
    places = {name: place for place, name in enumerate(NAMES)}
    fields = sorted(state, key=lambda name: (places.get(name, len(places)), name))
    return [(name_of(field, say), value_of(field, state[field], say)) for field in fields]


def name_of(field: str, say: Translator) -> str:
    """What was changed."""
    what, _, code = field.partition(" ")
    if code:
        return say(OF_ONE[what], code=code)
    return say(NAMES[field]) if field in NAMES else field


def value_of(field: str, value: Any, say: Translator) -> str:  # noqa: ANN401 - whatever was stored
    """What it was or became."""
    if field in CODES:
        return say(CODES[field].get(value, value))
    if field.startswith("product "):
        cents, _, stopped = str(value).partition(", ")
        ceiling = show_money(int(cents), say.locale)
        return say("{ceiling}, not on sale any more", ceiling=ceiling) if stopped else ceiling
    return _plain(field, value, say)


def _plain(field: str, value: Any, say: Translator) -> str:  # noqa: ANN401 - whatever was stored
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return say("yes") if value else say("no")
        case int():
            return show_money(value, say.locale) if field.endswith("_cents") else show(field, value, say)
        case list():
            return " · ".join(_priced(field, str(one), say) for one in value)
        case _:
            return _written(field, str(value), say)


def _written(field: str, value: str, say: Translator) -> str:
    if field in DAYS or field.startswith("centre "):
        return " · ".join(_moment(part, say) for part in value.split(" · "))
    if field.startswith("invoiced "):
        return _priced(field, value, say)
    return _decimal(value, say) if field in {"shortage_penalty", "expected", "printed"} else value


def _priced(field: str, written: str, say: Translator) -> str:
    """A rung or a line of an invoice: how much, and its price; VAT: its rate in basis points, and cents."""
    starts, _, price = written.partition(": ")
    if not price:
        return written
    if field == "vat":
        rate = starts if starts == "–" else f"{show('', Decimal(starts) / 100, say)} %"
        return f"{rate}: {show_money(int(price), say.locale)}"
    return f"{starts}: {price if price == '–' else _decimal(price, say)}"


def _moment(written: str, say: Translator) -> str:
    """A day, or a time of one; a place stands among them."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(written)
        return show_moment(moment if ":" in written else moment.date(), say.locale)
    return written


def _decimal(written: str, say: Translator) -> str:
    return str(format_decimal(Decimal(written), locale=say.locale, decimal_quantization=False))
