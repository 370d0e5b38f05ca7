"""Why the day of distribution refuses something: what, where, what to do. French is in ``distribution.po``."""

from services.supply.domain.allocation import Shortfall
from shared.web.sentences import Sentence, Sentences

LACKS = {
    Shortfall.NOT_BOUGHT: "It was not bought: the money for it came back.",
    Shortfall.NOT_DELIVERED: "It did not come: the money for it came back.",
    Shortfall.SHORT_PRO_RATA: "There was not enough: everyone got a part of what they ordered.",
    Shortfall.SHORT_EQUAL: "There was not enough: everyone got the same, in turn.",
    Shortfall.SHORT_LOTTERY: "There was not enough: it was drawn by lot.",
    Shortfall.ADMITTED_LATE: "It was ordered late: late orders share what the others left over.",
    Shortfall.CYCLE_ABANDONED: "Nothing was bought in this cycle: the money came back.",
}
"""Why an order gets less of a product than it asked for, in a line for whoever hands it over."""

DISTRIBUTION_SENTENCES: Sentences = {
    "handed_order_unknown": Sentence(
        404,
        "Order not known",
        "There is no such order to hand over in this cycle, or it is another centre's. Check the member number.",
    ),
    "hand_over_changed": Sentence(
        409,
        "Noted meanwhile",
        "Somebody noted this order since you read it. Reload it, then correct what is noted if it is wrong.",
    ),
    "hand_over_differs": Sentence(
        409,
        "Noted otherwise",
        "This order was noted otherwise in the same moment. Reload it, then correct what is noted if it is wrong.",
    ),
    "label_too_long": Sentence(
        422,
        "No room on the label",
        "The label of {name} would be cut off even in the smallest letters. Shorten its name or its allergens.",
    ),
    "label_too_small": Sentence(
        422,
        "No room on the label",
        "A label of sheets of 65 is too small for {name} and its allergens. Print on sheets of 24 or on a roll.",
    ),
    "neighbour_needed": Sentence(
        422, "Which neighbour?", "Give the member number of the neighbour who took the goods along."
    ),
    "neighbour_without_goods": Sentence(
        422,
        "A neighbour without goods",
        "A neighbour is named only when the goods were left with them. Choose “left_with_neighbour”, or name nobody.",
    ),
    "handed_named_twice": Sentence(
        422, "A product named twice", "Name each product once, with all that was handed over of it."
    ),
    "handed_not_ordered": Sentence(
        422,
        "Not in this order",
        "{product} is not in this order. What a household takes beside its order is a sale of its own.",
    ),
    "handed_to_nobody": Sentence(
        422,
        "Handed to nobody",
        "Nobody came for this order, yet something of {product} is handed over. Choose “collected”, or hand over none.",
    ),
    "handed_beyond_granted": Sentence(
        422,
        "More than it gets",
        "Of {product} this household gets {granted}, so {handed} can't be handed over as its order. Sell it what is "
        "more as a sale of its own, if it accepts.",
    ),
    "goods_fetched": Sentence(
        409, "Goods were fetched", "These goods were fetched, so they can't be released. Correct what is noted first."
    ),
    "goods_awaited": Sentence(
        409,
        "The household may still come",
        "These goods wait for their household until {last_day}. They may be released for sale from the day after.",
    ),
    "distribution_unknown": Sentence(
        404,
        "No distribution there",
        "This centre hands out no goods in cycle {cycle}, or it is not yours. Check the centre's code.",
    ),
    "goods_not_of_cycle": Sentence(
        404, "Not sold in this cycle", "{product} was not sold in cycle {cycle}. Check the product's code."
    ),
    "distribution_closed": Sentence(
        409,
        "The day is closed",
        "The day of distribution of {centre} is closed. Ask the coordinator to open it again if something is missing.",
    ),
    "distribution_differs": Sentence(
        409,
        "It does not balance",
        "At {centre} these products are not all handed over, sold, sent back or lost: {products}. Note what is "
        "missing, or say in “reason” why it does not balance, such as baskets that still wait.",
    ),
}
