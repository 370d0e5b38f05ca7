"""Why a choice, a purchase order or a delivery is refused, and what a choice asks.

Texts are gettext msgids in plain English; the catalogue ``buying.po`` has them in French.
"""

from services.supply.queries.choices import ChoiceKind
from shared.web.sentences import Sentence, Sentences

CHOICES = {
    ChoiceKind.GAP: "Supplier {subject} costs {gap_cents} more than its households hold. The network pays the "
    "difference if this is ordered.",
    ChoiceKind.UNBOUGHT: "Product {subject} was ordered but is not bought: its households get their money back.",
    ChoiceKind.LEFT_OUT: "Centre {subject} is left out: its households get their money back.",
}

BUYING_SENTENCES: Sentences = {
    "no_plan": Sentence(409, "No plan yet", "Cycle {cycle} has no purchase plan. Make the plan first."),
    "plan_unknown": Sentence(404, "Plan not known", "Cycle {cycle} has no plan {plan}. Look at those that were made."),
    "plan_replaced": Sentence(
        409,
        "Another plan meanwhile",
        "Plan {plan} of cycle {cycle} has replaced the one that was looked at. Look at what this one asks, then accept "
        "that.",
    ),
    "choice_unknown": Sentence(
        404,
        "Nothing to accept",
        "The plan of cycle {cycle} asks for no choice “{kind}” on {subject}. Look at its choices again: the plan may "
        "have changed.",
    ),
    "choices_open": Sentence(
        409,
        "Choices are waiting",
        "The plan of cycle {cycle} can't be carried out yet. Accept first, by name and with a reason: {subjects}.",
    ),
    "purchase_order_unknown": Sentence(
        404, "Purchase order not known", "There is no purchase order {number}. Check its number."
    ),
    "purchase_order_cancelled": Sentence(
        409, "Purchase order cancelled", "Purchase order {number} was cancelled. Look for the one that replaces it."
    ),
    "purchase_order_outdated": Sentence(
        409,
        "The plan has changed",
        "Purchase order {number} carries out an earlier plan. Draft the purchase orders again, then approve.",
    ),
    "purchase_order_drafted_again": Sentence(
        409,
        "Drafted again meanwhile",
        "Purchase order {number} was drafted again and carries out plan {plan} now. Look at what it asks for, then "
        "approve it for that plan.",
    ),
    "purchase_order_approved": Sentence(
        409,
        "Already ordered",
        "Purchase order {number} of supplier {supplier} is approved or sent: the plan behind it can't be replaced.",
    ),
    "purchase_order_not_approved": Sentence(
        409, "Not approved yet", "Purchase order {number} is a draft. Approve it before it is sent."
    ),
    "delivery_named_twice": Sentence(
        422,
        "Named twice",
        "The delivery of {product} by {supplier} is named twice. Put what came into one line.",
    ),
    "delivery_not_ordered": Sentence(
        422,
        "Not ordered",
        "No purchase order sent to {supplier} has product {product}. Check the supplier, or send the order first.",
    ),
    "delivery_day_not_ordered": Sentence(
        422,
        "Not ordered",
        "No purchase order was sent to {supplier} in cycle {cycle}. Check the supplier, or send the order first.",
    ),
}
