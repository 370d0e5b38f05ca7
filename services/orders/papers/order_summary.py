"""What a household takes home when it has ordered: on A4, A6, or the 80 mm of a till printer."""

from enum import StrEnum
from pathlib import Path

from services.orders.domain.entry import OrderState
from services.orders.papers.words import UNDATED, named, price, when_to_fetch
from services.orders.queries.paper_orders import PaperLine, PaperOrder
from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit
from shared.papers.alphabet import alphabetical
from shared.papers.press import Data, Paper
from shared.papers.qr import qr_svg
from shared.papers.sheet import shown
from shared.web.translation import Translator

TEMPLATE = Path(__file__).parent / "summary.typ"

STATES: dict[OrderState, str] = {
    OrderState.CONFIRMED: "Paid: your order counts.",
    OrderState.WAITING: "Not paid yet: your order counts once it is paid.",
    OrderState.LATE: "It came late: the coordinator decides. Your money is on your account.",
    OrderState.CANCELLED: "Cancelled: your money is on your account.",
    OrderState.LAPSED: "It was not paid in time. What you paid is on your account.",
    OrderState.REFUNDED: "It was not taken: your money is on your account.",
}

ORDINARY_FROM = "From {day} on you pay the ordinary price."


class SummarySize(StrEnum):
    """What it is printed on."""

    A4 = "a4"
    A6 = "a6"
    ROLL = "80mm"


def summary_paper(found: PaperOrder, size: SummarySize, say: Translator) -> Paper:
    """The order, what it costs at most, when and where to fetch it, and a code for the table to scan."""
    order, fetch = found.order, found.order.fetch
    day = fetch.day or (fetch.starts.date() if fetch.starts else UNDATED)
    data: dict[str, Data] = {
        "language": say.language,
        "title": say("Your order"),
        "size": size.value,
        "running": found.cycle_name,
        "facts": [
            [say("Household"), named(found.household, found.label)],
            [say("Cycle"), found.cycle_name],
            [say("To fetch"), when_to_fetch(fetch.starts, fetch.ends, fetch.day, say)],
            [say("Where"), fetch.place or fetch.centre],
        ],
        "state": say(STATES[order.state]),
        "headings": [say("Product"), say("Quantity"), say("Price at most"), say("At most")],
        "lines": [_line(line, say) for line in sorted(found.lines, key=lambda line: alphabetical(line.name))],
        "sums": [[word, shown(Money(cents), say)] for word, cents in _sums(found, say)],
        "notes": [
            say("You never pay more than these prices. If the goods cost less, the difference is on your account."),
            say("If a supplier cannot deliver, you get your money back on your account."),
            *([say(ORDINARY_FROM, day=order.ordinary_from)] if order.ordinary_from else []),
        ],
        "code": qr_svg(f"VRAC:order:{found.order_id}"),
        "code_says": say("Code of your order"),
    }
    return Paper(TEMPLATE, data, day)


def _line(line: PaperLine, say: Translator) -> list[Data]:
    quantity = shown(Quantity(line.quantity, Unit(line.unit)), say)
    terms = [quantity, price(line.ceiling_price_cents, line.unit, say), shown(Money(line.held_cents), say)]
    return [line.pictogram, line.name, *terms]


def _sums(found: PaperOrder, say: Translator) -> list[tuple[str, int]]:
    """What the goods come to, what its household pays of it, also where that is all, what is paid or lacks."""
    order = found.order
    sums = [(say("Total at most"), order.total_cents), (say("You pay at most"), order.own_cents)]
    if order.missing_cents:
        sums.append((say("Still to pay"), order.missing_cents))
    return [*sums, (say("On your account afterwards"), order.credit_cents)]
