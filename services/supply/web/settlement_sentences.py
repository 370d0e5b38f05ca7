"""Why planning or settling is refused: what, where, what to do. French is in ``plans.po``."""

from shared.web.sentences import Sentence, Sentences

SETTLEMENT_SENTENCES: Sentences = {
    "centres_not_proved": Sentence(
        409,
        "Orders are missing",
        "Not every order of these centres is here: {centres}. Nothing is bought or charged. Wait until they arrive, or "
        "close without the centre and say why.",
    ),
    "plan_keeps_changing": Sentence(
        409,
        "Stock or centres are changing",
        "The stock or the centres of cycle {cycle} changed while the plan was made. Finish these changes, then make "
        "the plan again.",
    ),
    "too_many_cases": Sentence(
        409,
        "Cases far too small",
        "The cases of {product} from {supplier} are so small that up to {cases} of them could be bought; a plan weighs "
        "at most {most}. Correct the case size of that offer.",
    ),
    "figures_too_large": Sentence(
        409,
        "Figures too large to weigh",
        "A price, a delivery fee or a quantity of cycle {cycle} is so large that its plans can't be weighed. Look for "
        "the mistyped one among the offers, suppliers and orders, correct it, then make the plan again.",
    ),
    "plan_outdated": Sentence(
        409,
        "The plan is out of date",
        "Since the plan of cycle {cycle} was made, orders were admitted or the centres that count have changed, and "
        "nothing is bought yet. Make the plan again.",
    ),
    "settlement_figures_changed": Sentence(
        409,
        "The figures have changed",
        "What cycle {cycle} is settled from has changed since these figures were worked out. Nothing is published. "
        "Look at the new figures, then publish them.",
    ),
    "purchase_orders_not_sent": Sentence(
        409,
        "Purchase orders not sent",
        "Cycle {cycle} can't be settled before its purchase orders are sent. Still to send: {suppliers}.",
    ),
    "cycle_abandoned": Sentence(
        409,
        "The cycle was abandoned",
        "Cycle {cycle} was abandoned: nothing was bought and every household has its money back.",
    ),
    "cycle_bought": Sentence(
        409,
        "Goods are ordered",
        "Purchase order {number} of supplier {supplier} is approved or sent, so cycle {cycle} can't be abandoned any "
        "more. Record what is delivered and settle it.",
    ),
    "cycle_archived": Sentence(
        409, "The cycle is archived", "Cycle {cycle} is archived: nothing of it changes any more."
    ),
    "archive_settles_otherwise": Sentence(
        409,
        "Settle it again first",
        "Since cycle {cycle} was settled, what was ordered, received or invoiced has changed. Settle it again, then "
        "archive it.",
    ),
    "archive_disputes_open": Sentence(
        409,
        "Disputes are open",
        "Invoices of these suppliers are disputed, and an archived cycle takes no credit note: {suppliers}. Enter the "
        "credit notes or accept what is printed, settle cycle {cycle} again, then archive it.",
    ),
    "archive_distribution_ahead": Sentence(
        409,
        "The distribution is not over",
        "{centre} hands out goods of cycle {cycle} on {day}. Archive the cycle afterwards.",
    ),
    "archive_days_open": Sentence(
        409,
        "A day of distribution is open",
        "The day of distribution is not closed at: {centres}. Close it there, with a reason if goods are missing, then "
        "archive cycle {cycle}.",
    ),
    "not_settled": Sentence(
        404, "Not settled yet", "Cycle {cycle} is not settled yet. Settle it once the deliveries are recorded."
    ),
}
