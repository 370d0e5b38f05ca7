"""Why a membership fee is not booked, an order waits for it, a decision of the network is not kept."""

from shared.web.sentences import Sentence, Sentences

MEMBERSHIP_SENTENCES: Sentences = {
    "membership_not_asked": Sentence(
        409,
        "No membership fee here",
        "This network asks for no membership fee. If it should, a coordinator sets one on the page of the network.",
    ),
    "membership_due": Sentence(
        409,
        "Membership to be paid",
        "This household's yearly fee is not paid, and orders need it. Take one of the network's fees, then the order.",
    ),
    "membership_fee_unknown": Sentence(
        422, "Not one of the fees", "{fee_cents} is none of the network's yearly fees. Choose one of its grid."
    ),
    "membership_rules_changed": Sentence(
        409,
        "Somebody changed it meanwhile",
        "Somebody else has just changed the network's membership fees. Load the page again, look at what stands there "
        "now, then change what you wanted to.",
    ),
    "offered_languages_changed": Sentence(
        409,
        "Somebody changed it meanwhile",
        "Somebody else has just changed the languages that households choose from. Load the page again, look at what "
        "stands there now, then change what you wanted to.",
    ),
    "membership_differs": Sentence(
        409,
        "Fee already booked",
        "A fee with this id is booked already, of another household or amount. If this is another one, send it under "
        "a new id.",
    ),
}
