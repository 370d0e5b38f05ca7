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
    "purchase_order_amended": Sentence(
        409,
        "Amended meanwhile",
        "Purchase order {number} stands at amendment {amendment} now (0: as first sent). Look at what it asks for, "
        "then send this again for that amendment.",
    ),
    "amendment_differs": Sentence(
        409,
        "Another amendment has this id",
        "An amendment with this id says something else. Send what changes now under a new id.",
    ),
    "amendment_received": Sentence(
        409,
        "Something of it is here",
        "Goods of purchase order {number} were received from {supplier}: what is asked for can't change any more. "
        "Record what came in the delivery instead. A product of which nothing came is an incident: name it alone, and "
        "others are asked for it.",
    ),
    "amendment_lowered": Sentence(
        409,
        "Less of it was said",
        "Of product {product} of purchase order {number} an incident says already how much comes from {supplier}, "
        "which does not follow what is asked for now. Take {supplier} out of the cycle's record of deliveries, do "
        "this, then say that incident again.",
    ),
    "amendment_named_twice": Sentence(
        422,
        "Named twice",
        "Product {product} of purchase order {number} is changed twice. Name it once, with the cases that are wanted.",
    ),
    "amendment_not_ordered": Sentence(
        422,
        "Not ordered",
        "Purchase order {number} has no product {product}: an amendment changes or drops what was ordered. Check the "
        "product and the number of the order.",
    ),
    "amendment_changes_nothing": Sentence(
        422,
        "Nothing changes",
        "Purchase order {number} asks for {cases} cases of {product} already. Name only the products that change.",
    ),
    "amendment_above_cap": Sentence(
        409,
        "More than there is",
        "The supplier of purchase order {number} has at most {cases} cases of {product}. Ask for no more, or change "
        "its offer if it has more now.",
    ),
    "amendment_above_stock_limit": Sentence(
        409,
        "Too much for the stock",
        "So amended, purchase order {number} would bring goods for {surplus_cents} into stock that nobody ordered; the "
        "cycle may pay for {max_stock_cents}. Ask for fewer cases.",
    ),
    "amendment_gap": Sentence(
        409,
        "More than households hold",
        "So amended, purchase order {number} of supplier {supplier} comes to {total_cents}: {gap_cents} more than its "
        "households hold, which the network pays. Send it with that gap as accepted (accepted_gap_cents), or ask for "
        "fewer cases.",
    ),
    "amendment_leaves_nothing": Sentence(
        422,
        "Nothing would be left",
        "Nothing would be left of purchase order {number}. Cancel it instead.",
    ),
}
