"""Why an offer is not deleted or a net weight not taken: what, where, what to do; in French in ``offers.po``."""

from shared.web.sentences import Sentence, Sentences

OFFER_SENTENCES: Sentences = {
    "net_weight_of_weight": Sentence(
        422,
        "Sold by weight",
        "Product {product} is sold by the kilogram: its weight is what is ordered. Leave the net weight out.",
    ),
    "offer_ordered": Sentence(
        409,
        "The offer is being bought",
        "Purchase order {number} of cycle {cycle} buys {product} from {supplier}: the offer stays until that cycle is "
        "settled. Amend or cancel the order first, or delete the offer afterwards.",
    ),
    "offer_planned": Sentence(
        409,
        "A plan rests on the offer",
        "The plan of cycle {cycle} buys {product} from {supplier}. Correct the offer, or mark it as only in "
        "replacement, and make the plan again; then delete it.",
    ),
    "offer_fixed": Sentence(
        409,
        "The offer is fixed by hand",
        "{supplier} is fixed as the supplier of {product} in cycle {cycle}. Take that override back first.",
    ),
}
