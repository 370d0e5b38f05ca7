"""Why a settlement run is not booked, and what to do, in words. French is in ``treasury.po``."""

from collections.abc import Iterator

from services.orders.queries.refused_settlements import RefusedRun
from shared.web.translation import Translator

NOT_BOOKED = "The settlement of cycle {cycle} is here, but it is not booked: no household has its money back yet."
OTHER_NUMBER = "{arrived} orders came of it, although it has {announced}."
HELD = "What its orders hold differs by {difference_cents} from its total."
CHARGED = "What its orders are charged differs by {difference_cents} from its total."
FUND = (
    "It lowers surcharges by more than the solidarity fund has: note money for it, then have the operators say it "
    "again."
)
OTHER_HOLD = (
    "One order is settled with an amount that is not held for it here.",
    "{number} orders are settled with an amount that is not held for them here.",
)
MISSING = (
    "One order is confirmed here and is not in it.",
    "{number} orders are confirmed here and are not in it.",
)
ABOVE = (
    "One order would be charged more than was published before, or than it holds.",
    "{number} orders would be charged more than was published before, or than they hold.",
)
SETTLE_AGAIN = "Settle the cycle again: the next settlement has what was admitted meanwhile."
SHOW_OPERATORS = "Show this to the operators."


def refused_sentence(say: Translator, run: RefusedRun) -> str:
    """What speaks against it, then what to do."""
    return " ".join([say(NOT_BOOKED, cycle=run.cycle), *_reasons(say, run)])


def _reasons(say: Translator, run: RefusedRun) -> Iterator[str]:
    if run.fund_low:
        yield say(FUND)
        return
    announced, arrived, against = run.announced, run.arrived, run.against
    if arrived.orders != announced.orders:
        yield say(OTHER_NUMBER, arrived=arrived.orders, announced=announced.orders)
    for text, difference in ((HELD, arrived.held - announced.held), (CHARGED, arrived.charged - announced.charged)):
        if difference:
            yield say(text, difference_cents=difference)
    counts = ((OTHER_HOLD, against.other_hold), (MISSING, against.missing), (ABOVE, against.above_published))
    yield from (say.number(*texts, number) for texts, number in counts if number)
    late = arrived == announced and against.missing and not (against.other_hold or against.above_published)
    yield say(SETTLE_AGAIN if late else SHOW_OPERATORS)
