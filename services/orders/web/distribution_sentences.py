"""Why a sale on the day is not booked. French is in ``distribution.po``."""

from shared.web.sentences import Sentence, Sentences

DISTRIBUTION_SENTENCES: Sentences = {
    "goods_credit_unknown": Sentence(
        404,
        "No such credit",
        "No goods were credited for this order in cycle {cycle}. Choose one of the list of credits.",
    ),
    "sale_unknown": Sentence(
        404, "Sale not known", "There is no such sale, or it is another centre's. Check its id in the list of sales."
    ),
    "sale_not_accepted": Sentence(
        422,
        "Not accepted",
        "A sale needs the household's agreement. Say quantity and price, and send it only if the household accepts.",
    ),
    "sale_differs": Sentence(
        409,
        "Sale already booked",
        "A sale with this id is booked already, of other goods or another household. If this is another one, send it "
        "under a new id.",
    ),
    "sale_centre_unknown": Sentence(
        404,
        "Centre not known",
        "This centre takes no part in cycle {cycle}, or it is not yours. Check the centre's code.",
    ),
    "sale_price_unknown": Sentence(
        409,
        "No final price yet",
        "{product} has no final price in this cycle: it is not settled yet, or nothing of it came. Wait until it is, "
        "or send the goods back to the warehouse.",
    ),
    "goods_order_unknown": Sentence(
        404,
        "Order not known",
        "There is no such order at this centre in this cycle. Check whose uncollected goods are sold.",
    ),
    "goods_not_released": Sentence(
        409,
        "Not for sale",
        "These goods still wait for their household, or were fetched. They are sold once they are released, after "
        "their last day. If they were released just now, try again in a moment.",
    ),
    "goods_not_left": Sentence(
        409,
        "Not so much is left",
        "Of {product} {left} of this order are left, not {quantity}. Correct the quantity, or sell the rest as "
        "surplus.",
    ),
}
