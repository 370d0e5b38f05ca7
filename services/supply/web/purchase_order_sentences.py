"""Why what becomes of a purchase order after it was approved is refused. French is in ``purchase_orders.po``."""

from shared.web.sentences import Sentence, Sentences

PURCHASE_ORDER_SENTENCES: Sentences = {
    "purchase_order_not_sent": Sentence(
        409,
        "Not sent yet",
        "Purchase order {number} was not sent to its supplier yet. Send it first; until then a new plan changes it.",
    ),
    "purchase_order_delivered": Sentence(
        409,
        "Delivered already",
        "The goods of purchase order {number} are here. Record what came in the delivery instead.",
    ),
    "acknowledgement_named_twice": Sentence(
        422,
        "Named twice",
        "Product {product} of purchase order {number} is confirmed twice. Put what the supplier confirms into one "
        "line.",
    ),
    "acknowledgement_not_ordered": Sentence(
        422,
        "Not ordered",
        "Purchase order {number} has no product {product}. Check the product and the number of the order.",
    ),
}
