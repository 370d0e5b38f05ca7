"""Why a deposit is not booked. French is in ``deposits.po``."""

from shared.web.sentences import Sentence, Sentences

DEPOSIT_SENTENCES: Sentences = {
    "container_unknown": Sentence(
        422, "Container not known", "There is no container “{container}”. Choose one of the list of containers."
    ),
    "container_in_use": Sentence(
        409,
        "Households have some",
        "Households have {taken} of {name}, so the deposit stays what they paid. Register another container for "
        "another deposit.",
    ),
    "deposit_of_nothing": Sentence(
        422, "How many?", "Say how many containers are taken, or with a minus how many are brought back."
    ),
    "containers_not_taken": Sentence(
        409,
        "Not taken by this household",
        "This household has {taken} of these containers, so it can't bring back or lose {brought}. Check the kind and "
        "number.",
    ),
    "deposit_differs": Sentence(
        409,
        "Deposit already noted",
        "A deposit with this id is noted already, of another household, container or number, or lost for another "
        "reason. If this is another one, send it under a new id.",
    ),
    "household_has_containers": Sentence(
        409,
        "Containers are still out",
        "This household has {containers} containers on deposit. Have them brought back, or the treasurer writes off "
        "those that are lost on the household's page; then close the account.",
    ),
}
