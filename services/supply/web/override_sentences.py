"""What overrides of a plan say and why they are refused. Texts are gettext msgids; French is in ``overrides.po``."""

from services.supply.domain.overrides import Fixed
from shared.web.sentences import Sentence, Sentences

FIXED = {
    Fixed.SUPPLIER: "The coordinator fixed the supplier.",
    Fixed.CASES: "The coordinator fixed the supplier and the cases.",
}
COSTS = {
    True: "It costs {costs_cents} more than leaving it to the plan: goods and delivery before VAT, counting in what "
    "lacks and what is left over.",
    False: "It costs nothing more than leaving it to the plan.",
}
SAVES = (
    "It costs {saves_cents} less than what the plan may choose by itself: goods and delivery before VAT, counting in "
    "what lacks and what is left over."
)
COSTS_UNKNOWN = "What it costs is not known: without it there is no plan to compare with."
OTHERS_STAND = "That is while all else that is fixed stays."
TOGETHER = {
    True: "All that is fixed by hand costs {costs_cents} more than leaving it to the plan: goods and delivery before "
    "VAT, counting in what lacks and what is left over.",
    False: "All that is fixed by hand costs nothing more than leaving it to the plan.",
}
SAVES_TOGETHER = (
    "All that is fixed by hand costs {saves_cents} less than what the plan may choose by itself: goods and delivery "
    "before VAT, counting in what lacks and what is left over."
)
TOGETHER_UNKNOWN = "What all that is fixed by hand costs together is not known."

OVERRIDE_SENTENCES: Sentences = {
    "override_unclear": Sentence(
        422,
        "Not clear what is fixed",
        "Say one of these: a supplier (with cases or without), dropped, or as planned.",
    ),
    "product_not_sold": Sentence(
        404, "Not sold in this cycle", "Product {product} is not sold in cycle {cycle}. Check its code."
    ),
    "override_line_unknown": Sentence(
        404,
        "Not on the plan",
        "Plan {plan} has no line of {product}: nobody ordered it. Name a supplier and cases instead.",
    ),
    "override_offer_unknown": Sentence(
        409,
        "No such offer",
        "{supplier} does not offer {product}. Enter its offer first, or fix another supplier.",
    ),
    "override_too_late": Sentence(
        409,
        "It would come too late",
        "{supplier} needs more days than there are between the closing and the delivery of this cycle, so {product} "
        "can't come from it. Fix another supplier, or take the override back.",
    ),
    "override_above_cap": Sentence(
        409,
        "The supplier has no more",
        "{cases} cases of {product} are fixed, but {supplier} has at most {most}. Fix fewer, or correct its offer.",
    ),
    "override_under_minimum": Sentence(
        409,
        "Under the supplier's minimum",
        "What is fixed of {products} has to come from {supplier}, but only {goods_cents} would be ordered there: "
        "{lacks_cents} lack to reach its minimum of {minimum_cents}. Fix more of it, or take the override back.",
    ),
    "overrides_above_stock_limit": Sentence(
        409,
        "Too much would be left over",
        "With what is fixed on the plan of cycle {cycle}, more than {limit_cents} would lie in stock. Fix fewer cases.",
    ),
    "overrides_not_weighed": Sentence(
        409,
        "No plan found in time",
        "No plan of cycle {cycle} that keeps to everything fixed was found in time. Take some of it back.",
    ),
    "overrides_changed": Sentence(
        409,
        "The plan is out of date",
        "Since the plan of cycle {cycle} was made, what is fixed on it has changed. Make the plan again.",
    ),
}
