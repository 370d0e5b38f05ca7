"""Why a household gets less than it ordered, and why sealing or a late order is refused: the sentences.

Texts are gettext msgids in plain English; the catalogue has them in French.
"""

from shared.contracts.settlements import ReasonCode
from shared.kernel.quantity import Quantity, Unit
from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator

REASONS: dict[ReasonCode, str] = {
    ReasonCode.NOT_BOUGHT: "This product was not bought this time: {demand} were ordered in all, and no supplier's "
    "conditions could be met. What was paid for it is back on the household's account.",
    ReasonCode.NOT_DELIVERED: "The supplier did not deliver this product: {demand} were ordered in all. What was paid "
    "for it is back on the household's account.",
    ReasonCode.SHORT_PRO_RATA: "There were {available} for {demand} ordered in all: everyone got a part in proportion "
    "to what they ordered.",
    ReasonCode.SHORT_EQUAL: "There were {available} for {demand} ordered in all: they were handed out one share each "
    "in turn until nothing was left.",
    ReasonCode.SHORT_LOTTERY: "There were {available} for {demand} ordered in all: a draw decided who got their order.",
    ReasonCode.ADMITTED_LATE: "There were {available} for {demand} ordered in all: this order came after the goods had "
    "been bought, so it got what was left over. What was paid for the rest is back on the household's account.",
    ReasonCode.CENTRE_LEFT_OUT: "This centre's order could not be joined to the purchase. What was paid is back on the "
    "household's account.",
    ReasonCode.CYCLE_ABANDONED: "This cycle was abandoned and nothing was bought. What was paid is back on the "
    "household's account.",
}


def reason_sentence(code: ReasonCode, demand: int, available: int, unit: Unit, translator: Translator) -> str:
    """Why less was granted than ordered, in the reader's language; amounts in base units of ``unit``."""
    return translator(REASONS[code], demand=Quantity(demand, unit), available=Quantity(available, unit))


LAPSED = (
    "This order was still waiting for {missing_cents} when the orders were sealed, so it was not counted. "
    "What had been paid stays on the household's account."
)

ADMITTED = "The order is admitted and counts with all others: {total_cents} are set aside for it."
ADMITTED_AFTER_SEAL = (
    "The order is admitted: {total_cents} are set aside for it. If no purchase order is approved yet, it is bought "
    "with all others. Otherwise it gets what is left over once the others have theirs, and what it does not get comes "
    "back on the household's account."
)

TEXTS = [*REASONS.values(), LAPSED, ADMITTED, ADMITTED_AFTER_SEAL]

CYCLE_SENTENCES: Sentences = {
    "unknown_cycle": Sentence(
        404, "Cycle not known", "There is no cycle “{cycle}” here. Check its code, or wait until it is announced."
    ),
    "cycle_sealed": Sentence(
        409,
        "The cycle is sealed",
        "All centres of cycle {cycle} are sealed and its goods are being bought: no order group can be reopened. "
        "Enter what was forgotten in the next cycle.",
    ),
    "reopening_needs_reason": Sentence(
        422, "Reason needed", "Say in “reason” why this centre's orders are opened again: it is kept with the cycle."
    ),
    "order_not_late": Sentence(
        409, "Not a late order", "This order is not in the late tray: it is {state}. Reload the tray."
    ),
    "late_order_after_settlement": Sentence(
        409,
        "Too late to admit",
        "Cycle {cycle} is settled and its goods are handed out, so this order can't join any more. "
        "Refund it: its money stays on the household's account for the next cycle.",
    ),
    "late_order_lacks_credit": Sentence(
        409,
        "Not enough money",
        "This late order lacks {missing_cents} on the household's account. Take the payment first, then admit it.",
    ),
}
