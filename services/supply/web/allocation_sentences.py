"""Why a part decided by hand is refused. French is in ``allocation.po``."""

from shared.web.sentences import Sentence, Sentences

ALLOCATION_SENTENCES: Sentences = {
    "order_line_unknown": Sentence(
        404,
        "Not ordered",
        "No order under this id that counts in cycle {cycle} has product {product}. Check the order and the product.",
    ),
    "hand_part_not_in_steps": Sentence(
        422,
        "Not in whole steps",
        "Product {product} is handed out in steps of {step}. Give a multiple of it.",
    ),
    "hand_part_beyond_order": Sentence(
        409,
        "More than ordered",
        "This order asks for {ordered} of {product} and can't be given more.",
    ),
    "hand_part_beyond_available": Sentence(
        409,
        "More than there is",
        "Of {product} only {left} are there beside what was given to others by hand. Give less, or "
        "take back another exception.",
    ),
    "hand_part_raises": Sentence(
        409,
        "More than was published",
        "The settlement published gives this order {published} of {product}, and a correction raises "
        "nobody's charge. Give it that much or less.",
    ),
    "hand_parts_exceed": Sentence(
        409,
        "More by hand than there is",
        "Of {product} {by_hand} are to be handed out by hand, but there are only {available}. "
        "Take an exception back or lower it, then settle.",
    ),
}
