"""What the what-if says in words. Texts are gettext msgids; French is in ``what_if.po``."""

from services.supply.domain.demand import Sources
from services.supply.domain.ladder import Basis
from services.supply.domain.what_if import LineChange, MoreHouseholds, Standing
from services.supply.queries.names import Names
from shared.kernel.quantity import Quantity
from shared.web.translation import Translator

NEXT_RUNG = {
    Basis.QUANTITY: "{product}: with {missing_quantity} more, what is planned costs {saves_cents} less.",
    Basis.HOUSEHOLDS: "{product}: once {missing} more households order it, what is planned costs {saves_cents} less.",
    Basis.PARTICIPANTS: "{product}: once {missing} more households order anything, what is planned costs "
    "{saves_cents} less.",
}
CLIMB = {
    Basis.QUANTITY: "{missing_quantity} more: from {price_now} to {price}",
    Basis.HOUSEHOLDS: "Households that order it, {missing} more: from {price_now} to {price}",
    Basis.PARTICIPANTS: "Households that order anything, {missing} more: from {price_now} to {price}",
}
CLIMBED = "Best price reached: {price}"
WOULD_COST = (
    "{climb}. At {price} what is needed costs {would_cost_cents} with VAT, without delivery; its households pay "
    "{at_most_cents} at the most"
)
BELOW_MINIMUM = (
    "{supplier}: {goods_cents} would be ordered if it asked for no minimum; {lacks_cents} lack to reach "
    "{minimum_cents}."
)
MORE = (
    "More households: {households}, each like the average of today’s {participants}. Suppliers would be paid "
    "{paid_then_cents} instead of {paid_cents}, with delivery and VAT."
)
NOBODY = "Nobody has ordered yet: there is no average household to add."
ELSEWHERE = "{product}: from {supplier} at {price} instead of {supplier_now} at {price_now}."
SAME_SUPPLIER = "{product}: at {price} instead of {price_now}."
BOUGHT = "{product}: bought from {supplier} at {price}; today it is not bought."
NOT_BOUGHT = "{product}: not bought any more; today it comes from {supplier_now} at {price_now}."
SHORT = "{product}: {short} would be missing."
NOT_SHORT = "{product}: nothing would be missing any more."


def more_sentence(more: MoreHouseholds | None, say: Translator) -> str:
    """What more households would make of what suppliers are paid."""
    if more is None:
        return say(NOBODY)
    return say(
        MORE,
        households=more.households,
        participants=more.participants,
        paid_cents=more.paid,
        paid_then_cents=more.paid_then,
    )


def standing_sentence(standing: Standing, sources: Sources, say: Translator) -> str:
    """How far it is; of what is not bought also what it would cost, for it has no saving to show."""
    climb, would_cost = _climb_sentence(standing, sources, say), standing.would_cost
    if would_cost is None:
        return climb
    return say(
        WOULD_COST,
        climb=climb,
        price=would_cost.price.normalize(),
        would_cost_cents=would_cost.goods,
        at_most_cents=would_cost.at_most,
    )


def _climb_sentence(standing: Standing, sources: Sources, say: Translator) -> str:
    now, following = standing.ladder.reached(standing.counted), standing.following
    if following is None:
        return say(CLIMBED, price=now.price.normalize())
    missing = following.starts_at - standing.counted
    return say(
        CLIMB[standing.ladder.basis],
        missing=missing,
        missing_quantity=Quantity(missing, sources.sold[standing.product].unit),
        price_now=now.price.normalize(),
        price=following.price.normalize(),
    )


def change_sentence(change: LineChange, sources: Sources, names: Names, say: Translator) -> str:
    """How else a product would be bought."""
    now, then = change.now.bought, change.then.bought
    unit = sources.sold[change.product].unit
    figures = {
        "product": names.products[change.product].name,
        "supplier": then and names.suppliers[then.supplier],
        "price": then and then.rung.price.normalize(),
        "supplier_now": now and names.suppliers[now.supplier],
        "price_now": now and now.rung.price.normalize(),
        "short": Quantity(change.then.short, unit),
    }
    if now is None or then is None:
        return say(NOT_BOUGHT if then is None else BOUGHT, **figures)
    if now.supplier != then.supplier:
        return say(ELSEWHERE, **figures)
    if now.rung.price != then.rung.price:
        return say(SAME_SUPPLIER, **figures)
    return say(SHORT if change.then.short else NOT_SHORT, **figures)
