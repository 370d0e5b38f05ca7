"""Why the solidarity fund or a tariff refuses something. French is in ``solidarity.po``.

What is said at a table tells neither a rate nor why: the full price, and what to do.
"""

from shared.web.sentences import Sentence, Sentences

SOLIDARITY_SENTENCES: Sentences = {
    "solidarity_fund_low": Sentence(
        409,
        "At the ordinary price today",
        "The full price is {total_cents}; today the reduced price can't be given. Send the order again with "
        "“ordinary_price” to have it at the full price, order less, or ask the treasurer.",
    ),
    "donation_needs_till": Sentence(
        422,
        "Where is the money?",
        "Cash lies in a centre's till: name the centre. All other money is noted once the bank has it, without centre.",
    ),
    "donation_differs": Sentence(
        409,
        "Donation already noted",
        "A receipt with this id is noted already, with another amount, means, till or giver. If this is other money, "
        "send it under a new id.",
    ),
    "donation_unknown": Sentence(404, "Receipt not known", "There is no such receipt. Check its id."),
}
