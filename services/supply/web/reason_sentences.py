"""Why a price, why a quantity: sentences made from stored figures. French is in ``reasons.po``."""

from collections.abc import Iterator

from services.supply.domain.allocation import ShortagePolicy, Shortfall
from services.supply.domain.settlement import charge
from services.supply.queries.price_reason import PriceReason
from services.supply.queries.quantity_reason import QuantityReason, Sharing
from shared.kernel.quantity import Quantity
from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator

REASON_SENTENCES: Sentences = {
    "product_not_settled": Sentence(
        404,
        "Not in the settlement",
        "Nobody ordered product {product} in cycle {cycle}, so its settlement has no price of it. Check the code.",
    ),
    "order_not_in_run": Sentence(
        409,
        "Admitted since",
        "This order of {product} was admitted after cycle {cycle} was settled. Have the cycle settled again, then try "
        "again.",
    ),
}

OTHERWISE = "With what is printed on its invoice otherwise, and its credit notes: {otherwise_cents}."
INVOICED = "{supplier} invoiced {goods_cents} for it and {vat_cents} of VAT."
INVOICED_DELIVERED = (
    "{supplier} invoiced {goods_cents} for it, {vat_cents} of VAT and {delivery_cents} as its share of the delivery."
)
INVOICED_WHOLE = "Its part of the invoice is {invoiced_cents}, VAT and delivery included."
NONE_CAME = "None of what was ordered from {supplier} came."
FROM_STOCK = "{stock_used} came from stock, worth {stock_value_cents}."
PRICE = "Over {available} this makes {price_cents} for {one}, to the nearest cent."
CEILING = "Nobody pays more than the ceiling of {ceiling_cents} for {one}."
PUBLISHED = "Nobody pays more than the {published_cents} for {one} that was published before."
NETWORK_PAYS = "The network pays the {missing_cents} that this does not cover."
ROUNDING_COSTS = "Rounding costs the network {missing_cents}."
ROUNDING_LEAVES = "Rounding leaves the network {left_cents}."
KEPT = "{kept} that nobody got went into stock at that price, worth {kept_cents}."
NO_PRICE = {
    Shortfall.NOT_BOUGHT: "None of it was bought, so it has no price: everyone gets their money for it back.",
    Shortfall.NOT_DELIVERED: "None of it came, so it has no price: everyone gets their money for it back.",
    Shortfall.CYCLE_ABANDONED: "Nothing was bought in this cycle, so it has no price: everyone gets their money back.",
}

HANDED_OUT_WHOLE = "Households ordered {demand} and get all of it."
HANDED_OUT = "Households ordered {demand} and get {granted} of it."
AT_MOST = (
    "At most {ceiling_cents} for {one}: its ceiling price, which the coordinator fixed before orders opened and which "
    "orders hold."
)
AT_MOST_AS_PUBLISHED = "At most {published_cents} for {one}: it was published before, and a correction raises nothing."
COMES_TO = "{granted} at {final_cents} for {one} come to {charged_cents}."
COMES_TO_ROUNDED = (
    "{granted} at {final_cents} for {one} come to {product_cents}; line by line, each rounded to the cent, "
    "{charged_cents} are charged."
)

ALL = "{available} for {demand} ordered: enough for everyone to get all they ordered, here {quantity}."
NOTHING = {
    Shortfall.NOT_BOUGHT: "None of it was bought: of the {quantity} ordered nothing can be handed out.",
    Shortfall.NOT_DELIVERED: "None of it came: of the {quantity} ordered nothing can be handed out.",
    Shortfall.CYCLE_ABANDONED: "Nothing was bought in this cycle: of the {quantity} ordered nothing can be handed out.",
}
LEFT_OUT = "Centre {centre} was left out of the cycle: nothing was bought for it, all its money comes back."
LATE = "This order was admitted after the goods were bought, so it shares what the others left over."
SHARED = {
    ShortagePolicy.PRO_RATA: "{available} for {demand} ordered: shared in proportion to what was ordered, over the "
    "centres, then over the households of each, in steps of {step}.",
    ShortagePolicy.EQUAL: "{available} for {demand} ordered: handed out {step} at a time, in turn, to everyone who "
    "still wanted some.",
    ShortagePolicy.LOTTERY: "{available} for {demand} ordered: drawn by lot; each household in turn got all it "
    "ordered while that much was left, else nothing.",
}
OF_CENTRE = "Centre {centre} ordered {centre_demand} of it and has {centre_part}."
DRAWN = {
    ShortagePolicy.PRO_RATA: "What does not divide evenly went by a draw: this household is number {turn} of the "
    "{turns} of its centre.",
    ShortagePolicy.EQUAL: "Turns went by a draw: this household is number {turn} of {turns}.",
    ShortagePolicy.LOTTERY: "This household was number {turn} of {turns}: {left} was left at its turn.",
}
BY_HAND = "The coordinator decided this part by hand, because “{reason}”. It ordered {quantity} and its part is {part}."
OTHERS_BY_HAND = "The coordinator first handed out {by_hand} by hand, as an exception."
PART = "It ordered {quantity} and its part is {part}."
AS_PUBLISHED = "A run published before gave it {granted}, and a correction gives nobody more: it stays at that."


def price_sentence(say: Translator, reason: PriceReason) -> str:
    """Why a product costs what it costs."""
    if reason.final_price_cents is None:
        return say(NO_PRICE[Shortfall(reason.shortage or Shortfall.NOT_BOUGHT)])
    return " ".join([*_cost(say, reason), *_price(say, reason)])


def _cost(say: Translator, reason: PriceReason) -> Iterator[str]:
    goods = reason.goods
    if reason.goods_cents is None:
        if goods.invoiced:
            yield say(INVOICED_WHOLE, invoiced_cents=goods.invoiced)
    elif not goods.received and not goods.invoiced:
        yield say(NONE_CAME, supplier=reason.supplier)
    else:
        figures = {"goods_cents": reason.goods_cents, "vat_cents": reason.vat_cents}
        text = INVOICED_DELIVERED if reason.delivery_cents else INVOICED
        yield say(text, supplier=reason.supplier, delivery_cents=reason.delivery_cents, **figures)
        if reason.otherwise_cents:
            yield say(OTHERWISE, otherwise_cents=reason.otherwise_cents)
    if goods.stock_used:
        used = Quantity(goods.stock_used, reason.unit)
        yield say(FROM_STOCK, stock_used=used, stock_value_cents=goods.stock_value)


def _price(say: Translator, reason: PriceReason) -> Iterator[str]:
    goods, one = reason.goods, Quantity(reason.unit.base, reason.unit)
    price = goods.price or 0
    yield say(PRICE, available=Quantity(goods.available, reason.unit), price_cents=price, one=one)
    if price <= goods.ceiling:
        yield from _rounding(say, reason.adjustment_cents)
    else:
        published = reason.published_price_cents
        text = CEILING if published is None else PUBLISHED
        yield say(text, ceiling_cents=reason.ceiling_price_cents, published_cents=published, one=one)
        if reason.adjustment_cents < 0:
            yield say(NETWORK_PAYS, missing_cents=-reason.adjustment_cents)
    if reason.kept:
        yield say(KEPT, kept=Quantity(reason.kept, reason.unit), kept_cents=reason.kept_value_cents)


def _rounding(say: Translator, adjustment: int) -> Iterator[str]:
    if adjustment < 0:
        yield say(ROUNDING_COSTS, missing_cents=-adjustment)
    elif adjustment:
        yield say(ROUNDING_LEAVES, left_cents=adjustment)


def figures_sentence(say: Translator, reason: PriceReason) -> str:
    """Where the other figures of the product come from: ordered, handed out, at most, charged."""
    return " ".join(_figures(say, reason))


def _figures(say: Translator, reason: PriceReason) -> Iterator[str]:
    unit, final, published = reason.unit, reason.final_price_cents, reason.published_price_cents
    one, granted = Quantity(unit.base, unit), Quantity(reason.granted, unit)
    text = HANDED_OUT_WHOLE if reason.granted == reason.demand else HANDED_OUT
    yield say(text, demand=Quantity(reason.demand, unit), granted=granted)
    text = AT_MOST if published is None else AT_MOST_AS_PUBLISHED
    yield say(text, ceiling_cents=reason.ceiling_price_cents, published_cents=published, one=one)
    if final is not None:
        product, charged = charge(final, reason.granted, unit.base), reason.charged_cents
        text = COMES_TO if product == charged else COMES_TO_ROUNDED
        yield say(text, granted=granted, final_cents=final, one=one, product_cents=product, charged_cents=charged)


def quantity_sentence(say: Translator, reason: QuantityReason) -> str:
    """Why an order got what it got."""
    ordered = Quantity(reason.line.quantity, reason.unit)
    if reason.left_out:
        return say(LEFT_OUT, centre=reason.line.centre)
    if reason.nothing is not None:
        return say(NOTHING[reason.nothing], quantity=ordered)
    return " ".join(_handed_out(say, reason, ordered))


def _handed_out(say: Translator, reason: QuantityReason, ordered: Quantity) -> Iterator[str]:
    unit = reason.unit
    total = {"available": Quantity(reason.available, unit), "demand": Quantity(reason.demand, unit)}
    if reason.by_hand is not None:
        why = reason.by_hand or "…"  # forgotten with its household
        yield say(BY_HAND, reason=why, quantity=ordered, part=Quantity(reason.part, unit))
        yield from _as_published(say, reason)
        return
    if reason.others_by_hand:
        yield say(OTHERS_BY_HAND, by_hand=Quantity(reason.others_by_hand, unit))
    if reason.late:
        yield say(LATE)
    if reason.sharing is None:
        yield say(ALL, quantity=ordered, **total)
    else:
        yield say(SHARED[reason.sharing.policy], step=Quantity(reason.step, unit), **total)
        yield from _drawn(say, reason, reason.sharing)
        yield say(PART, quantity=ordered, part=Quantity(reason.part, unit))
    yield from _as_published(say, reason)


def _as_published(say: Translator, reason: QuantityReason) -> Iterator[str]:
    if reason.granted < reason.part:
        yield say(AS_PUBLISHED, granted=Quantity(reason.granted, reason.unit))


def _drawn(say: Translator, reason: QuantityReason, sharing: Sharing) -> Iterator[str]:
    """What the part went by, as far as its run kept it."""
    unit = reason.unit
    if sharing.centre_part is not None:
        of_centre = {"centre_demand": sharing.centre_demand, "centre_part": sharing.centre_part}
        shown = {name: Quantity(quantity, unit) for name, quantity in of_centre.items()}
        yield say(OF_CENTRE, centre=reason.line.centre, **shown)
    if sharing.turn is not None:
        left = Quantity(sharing.left, unit)
        yield say(DRAWN[sharing.policy], turn=sharing.turn, turns=sharing.turns, left=left)
