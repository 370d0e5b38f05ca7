"""What a volunteer reads out once an order is entered or paid: what was paid or is missing, when and where to fetch.

Texts are gettext msgids in plain English; the catalogue has them in French.
"""

from services.orders.domain.entry import OrderState
from services.orders.storage.handing_over import Fetch
from services.orders.storage.placement.statement import Written
from shared.web.translation import Translator

OUTCOMES: dict[OrderState, str] = {
    OrderState.CONFIRMED: "The order is confirmed and paid: {total_cents} are set aside for it, "
    "at most that will be charged. {credit_cents} are left on the household's account.",
    OrderState.WAITING: "The order is noted but waits for payment: {missing_cents} are missing. "
    "It counts only once they are paid.",
    OrderState.LATE: "The orders of this centre were already closed: this one waits for the coordinator. "
    "What was paid is on the household's account: {credit_cents}.",
    OrderState.CANCELLED: "The order is cancelled. {credit_cents} are on the household's account.",
    OrderState.LAPSED: "The order lapsed: it was not paid when the orders of this centre were closed.",
    OrderState.REFUNDED: "The order was not taken; its money is on the household's account.",
}
BOOKED = "The payment of {amount_cents} is booked. {credit_cents} are left on the payer's account."
PAID_NOW = "Paid with it: {paid_cents}."
FETCH_AT_TIME = "To fetch: {place}, on {day} from {starts} to {ends}."
FETCH_OVER_DAYS = "To fetch: {place}, from {starts} to {ends}."
FETCH_AT_DAY = "To fetch: {place}, on {day}."
FETCH_LATER = "When and where to fetch will be said by the centre."
MEMBERSHIP_DUE = "The household's yearly fee is not paid: ask for it."
ORDINARY_FROM = "From {day} on the ordinary price applies."

TEXTS = [
    *OUTCOMES.values(),
    BOOKED,
    PAID_NOW,
    FETCH_AT_TIME,
    FETCH_OVER_DAYS,
    FETCH_AT_DAY,
    FETCH_LATER,
    MEMBERSHIP_DUE,
    ORDINARY_FROM,
]


def outcome_sentence(order: Written, translator: Translator) -> str:
    """What became of the order, in the reader's language."""
    said = translator(
        OUTCOMES[order.state],
        total_cents=order.own_cents,
        missing_cents=order.missing_cents,
        credit_cents=order.credit_cents,
    )
    if order.state not in (OrderState.CONFIRMED, OrderState.WAITING):
        return said
    paid = [translator(PAID_NOW, paid_cents=order.paid_cents)] if order.paid_cents else []
    ends = [translator(ORDINARY_FROM, day=order.ordinary_from)] if order.ordinary_from else []
    return " ".join([said, *paid, _fetch_sentence(order.fetch, translator), *ends])


def _fetch_sentence(fetch: Fetch, translator: Translator) -> str:
    place = fetch.place or fetch.centre
    if fetch.starts is not None and fetch.ends is not None:
        day, starts, ends = fetch.starts.date(), fetch.starts.time(), fetch.ends.time()
        if fetch.ends.date() != day:
            return translator(FETCH_OVER_DAYS, place=place, starts=fetch.starts, ends=fetch.ends)
        return translator(FETCH_AT_TIME, place=place, day=day, starts=starts, ends=ends)
    if fetch.day is not None:
        return translator(FETCH_AT_DAY, place=place, day=fetch.day)
    return translator(FETCH_LATER)
