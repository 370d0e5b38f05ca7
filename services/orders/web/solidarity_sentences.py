"""Why the solidarity fund or a tariff refuses something. French is in ``solidarity.po``.

What is said at a table tells neither a rate nor why: the full price, and what to do.
"""

from shared.web.sentences import Sentence, Sentences

SOLIDARITY_SENTENCES: Sentences = {
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
