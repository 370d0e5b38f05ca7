"""What a volunteer reads out once an order is entered or paid: what was paid or is missing, when and where to fetch.

Texts are gettext msgids in plain English; the catalogue has them in French.
"""

from services.orders.commands.record_payment import Recorded
from services.orders.domain.entry import OrderState
from services.orders.domain.late_reasons import LateReason
from services.orders.domain.membership import Needed
from services.orders.storage.handing_over import Fetch
from services.orders.storage.placement.statement import Written
from services.orders.web.solidarity_sentences import SOLIDARITY_SENTENCES
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
LATE_REASONS: dict[LateReason, str] = {
    LateReason.STOPPED: "A product of this order is not sold any more.",
    LateReason.CLOSED: "The household's account was closed meanwhile.",
    LateReason.OVER: "The prices of this cycle were final already: the order can't be bought any more.",
    LateReason.SECOND: "The household has another order in this cycle.",
    LateReason.DEARER: "The household would pay more for it than it was told: ask it first.",
    LateReason.LAPSED: "Its money came after the orders of its centre were closed.",
    LateReason.CHANGE: "It was to change the household's order, which stands as it was.",
}
KEPT_LATE = "The order waits for the coordinator. What was paid is on the household's account: {credit_cents}."
PAID_AND_WAITS = (
    "The order is noted but does not count yet, though enough money for it is on the household's account. "
    "Choose the household at the order table."
)
NOT_COVERED = "An order that it was for does not count yet: choose its household at the order table."
BOOKED = "The payment of {amount_cents} is booked. {credit_cents} are left on the payer's account."
PAID_NOW = "Paid with it: {paid_cents}."
FETCH_AT_TIME = "To fetch: {place}, on {day} from {starts} to {ends}."
FETCH_OVER_DAYS = "To fetch: {place}, from {starts} to {ends}."
FETCH_AT_DAY = "To fetch: {place}, on {day}."
FETCH_LATER = "When and where to fetch will be said by the centre."
PAID_LATE = "An order that it was for came too late: it waits for the coordinator."
MEMBERSHIP_DUE = "The household's yearly fee is not paid: ask for it."
MEMBERSHIP_LACKS = "The household's yearly fee is not paid, and orders need it here: ask for it."
MEMBERSHIP_BARS = (
    "An order that it was for does not count yet: its household's yearly fee is not paid, and orders need it here. "
    "Take the fee, then the order."
)
ORDINARY_FROM = "From {day} on the ordinary price applies."

TEXTS = [
    *OUTCOMES.values(),
    *LATE_REASONS.values(),
    KEPT_LATE,
    PAID_AND_WAITS,
    NOT_COVERED,
    PAID_LATE,
    BOOKED,
    PAID_NOW,
    FETCH_AT_TIME,
    FETCH_OVER_DAYS,
    FETCH_AT_DAY,
    FETCH_LATER,
    MEMBERSHIP_DUE,
    MEMBERSHIP_LACKS,
    MEMBERSHIP_BARS,
    ORDINARY_FROM,
]


def outcome_sentence(order: Written, translator: Translator) -> str:
    """What became of the order, in the reader's language."""
    if order.late_reason is not None:
        why = translator(LATE_REASONS[order.late_reason])
        return f"{why} {translator(KEPT_LATE, credit_cents=order.credit_cents)}"
    said = translator(
        PAID_AND_WAITS if _is_held_back(order) else OUTCOMES[order.state],
        total_cents=order.own_cents,
        missing_cents=order.missing_cents,
        credit_cents=order.credit_cents,
    )
    if order.state not in (OrderState.CONFIRMED, OrderState.WAITING):
        return said
    paid = [translator(PAID_NOW, paid_cents=order.paid_cents)] if order.paid_cents else []
    ends = [translator(ORDINARY_FROM, day=order.ordinary_from)] if order.ordinary_from else []
    return " ".join([said, *paid, _fetch_sentence(order.fetch, translator), *ends])


def placed_sentence(placed: Written, told_cents: int | None, fee_due: Needed, translator: Translator) -> str:
    """The same to whoever placed it: also why it waits though it is paid, and that its yearly fee is due."""
    said = [outcome_sentence(placed, translator)]
    if placed.state is OrderState.WAITING and told_cents is not None and told_cents < placed.own_cents:
        more = SOLIDARITY_SENTENCES["more_than_told"].detail
        said.append(translator(more, due_cents=placed.own_cents, told_cents=told_cents))
    elif _is_held_back(placed) and placed.own_cents < placed.total_cents:
        said.append(translator(SOLIDARITY_SENTENCES["solidarity_fund_low"].detail, total_cents=placed.total_cents))
    if fee_due is not Needed.NO:
        said.append(translator(MEMBERSHIP_LACKS if fee_due is Needed.REFUSE else MEMBERSHIP_DUE))
    return " ".join(said)


def payment_sentence(recorded: Recorded, fee_due: Needed, translator: Translator) -> str:
    """What became of a payment; whose order is told of, its own household is not."""
    said = [translator(BOOKED, amount_cents=recorded.amount_cents, credit_cents=recorded.credit_cents)]
    if any(order.state is OrderState.WAITING for order in recorded.orders.values()):
        said.append(translator(MEMBERSHIP_BARS if fee_due is Needed.REFUSE else NOT_COVERED))
    if any(order.state is OrderState.LATE for order in recorded.orders.values()):
        said.append(translator(PAID_LATE))
    return " ".join(said)


def _is_held_back(order: Written) -> bool:
    """Whether it waits though its household's money suffices: for the solidarity fund, or to be told its price."""
    return order.state is OrderState.WAITING and order.missing_cents == 0


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
