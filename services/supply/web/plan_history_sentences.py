"""Why a plan was made. Texts are gettext msgids; French is in ``plan_history.po``."""

from services.supply.domain.plan_history import Because

BECAUSE = {
    Because.FIRST: "The first plan.",
    Because.DEMAND: "What is ordered has changed.",
    Because.CENTRES: "Other centres are left out.",
    Because.STOCK: "The stock has changed.",
    Because.OFFERS: "Offers or what suppliers ask have changed.",
    Because.OVERRIDES: "What the coordinator fixed has changed.",
    Because.SEALED_AGAIN: "The same orders were sealed again.",
    Because.INCIDENT: "A supplier did not come.",
    Because.UNKNOWN: "Why is not known: plans did not yet keep what they were made from.",
}
