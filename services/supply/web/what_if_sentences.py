"""What the what-if says in words. Texts are gettext msgids; French is in ``what_if.po``."""

from services.supply.domain.ladder import Basis

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
