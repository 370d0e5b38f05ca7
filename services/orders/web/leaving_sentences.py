"""Why an account is not closed or erased, or credit not moved. French is in ``leaving.po``."""

from shared.web.sentences import Sentence, Sentences

LEAVING_SENTENCES: Sentences = {
    "household_closed": Sentence(
        409,
        "The account is closed",
        "This household's account is closed: it neither orders nor pays. Open the account again first.",
    ),
    "household_has_credit": Sentence(
        409,
        "There is credit left",
        "{credit_cents} are still on this household's account. Give them back or move them to another household, then "
        "close it.",
    ),
    "household_owes": Sentence(
        409,
        "Something is owed",
        "This household owes {owed_cents}. Have it paid back, or the treasurer gives it up on the household's page; "
        "then close the account.",
    ),
    "household_awaits_refund": Sentence(
        409,
        "A refund is still due",
        "{due_cents} are still to be transferred to this household. Make the transfer and note it on the treasury "
        "page; then close the account.",
    ),
    "household_awaits_bank": Sentence(
        409,
        "A payment is not at the bank yet",
        "{waiting_cents} that this household paid by cheque, card or transfer are not on the bank account yet. Deposit "
        "the cheque or find the payment on the statement, and note it on the treasury page; or note that the bank "
        "refused it. Then close the account.",
    ),
    "household_awaits_goods": Sentence(
        409,
        "Goods are still to come",
        "This household has paid goods at centre {centre} that were neither fetched nor sold yet. Cancel the order "
        "while it can be; else hand the goods out, or release them after their last day and sell them. What still lies "
        "there when the coordinator archives the cycle holds up no account.",
    ),
    "household_not_closed": Sentence(
        409, "The account is open", "Only a closed account is erased. Close this one first."
    ),
    "household_erased": Sentence(
        409,
        "The household was erased",
        "What named this household was erased at its request, and stays so. Register it under a new number.",
    ),
    "credit_stays": Sentence(
        422, "Twice the same household", "Credit is moved to another household. Say which one gets it."
    ),
    "credit_move_differs": Sentence(
        409,
        "Already moved",
        "A move with this id is booked already, of other households, another amount or reason. If this is another "
        "one, send it under a new id.",
    ),
}
