"""Why the solidarity fund or a tariff refuses something. French is in ``solidarity.po``.

What is said at a table tells neither a rate nor why: the full price, and what to do.
"""

from shared.web.sentences import Sentence, Sentences

SOLIDARITY_SENTENCES: Sentences = {
    "solidarity_fund_low": Sentence(
        409,
        "At the ordinary price today",
        "The fund that pays the rest has too little for this order today: the full price is {total_cents}. Ask the "
        "household: does it take it at the full price, order less, or wait until the treasurer has filled the fund?",
    ),
    "more_than_told": Sentence(
        409,
        "More than was told",
        "The household was told {told_cents}, but its part of this order is {due_cents} by now. Tell it, then take "
        "the order again.",
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
    "tariff_dates": Sentence(
        422, "It ends before it begins", "A tariff from {begins} until {ends} has no day. Change one of both."
    ),
    "eligibility_needs_end": Sentence(
        422,
        "Until when?",
        "What a partner prescribed has an end: say its last day, from the next one on the ordinary price applies.",
    ),
    "tariff_not_offered": Sentence(
        409,
        "Not a tariff of this centre",
        "The household's centre does not offer this rate. Choose one of its rates, or add this one to them first.",
    ),
    "tariff_overlaps": Sentence(
        409,
        "Another tariff on these days",
        "This household has a tariff since or from {begins} that applies on some of these days. End that one first.",
    ),
    "tariff_differs": Sentence(
        409,
        "Tariff already set",
        "A tariff with this id is set already, of another household, rate, days or partner. If this is another one, "
        "send it under a new id.",
    ),
    "tariff_unknown": Sentence(404, "Tariff not known", "This household has no such tariff. Look at its tariffs."),
    "tariff_ended": Sentence(
        409,
        "It ends before that",
        "This tariff ends on {ends}. It may only be made shorter; for a longer time set a new one from the day after.",
    ),
    "tariff_ends_in_past": Sentence(
        409,
        "Days that are over",
        "A tariff may end on {earliest} at the earliest: what was ordered before stays as it was entered.",
    ),
    "tariff_is_ordinary": Sentence(
        422,
        "That is the ordinary price",
        "10000 is the ordinary price, which needs no tariff. Take it off the rates.",
    ),
}
