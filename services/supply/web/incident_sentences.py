"""What households can be told of an incident, and why one is refused. French is in ``incidents.po``."""

from shared.kernel.quantity import Quantity
from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator

ALL_FROM_ANOTHER = (
    "The {name} you ordered ({ordered}) comes from another producer. It costs you no more than what was set aside "
    "for it."
)
PART_FROM_ANOTHER = (
    "The {name} comes from another producer, who has not enough: you get about {expected} of the {ordered} you "
    "ordered. What was set aside for the rest comes back to you."
)
PART = (
    "There is not enough {name}: you get about {expected} of the {ordered} you ordered. What was set aside for the "
    "rest comes back to you."
)
NOTHING = "The {name} you ordered ({ordered}) does not come this time. What was set aside for it comes back to you."

INCIDENT_SENTENCES: Sentences = {
    "incident_unknown": Sentence(
        404,
        "Incident not known",
        "Purchase order {number} has no incident {incident}. Look for it among those of its cycle.",
    ),
    "incident_not_ordered": Sentence(
        422,
        "Not ordered",
        "Purchase order {number} has no product {product}. Check the product and the number of the order.",
    ),
    "incident_differs": Sentence(
        409,
        "Another incident has this id",
        "The incident {incident} says something else. Send this one under a new id.",
    ),
    "incident_proposal_outdated": Sentence(
        409,
        "No longer what was proposed",
        "Since the consequences of this incident of purchase order {number} were proposed, this has changed: "
        "{changed}. Nothing was done. Ask for a new proposal, look at it, then confirm that one.",
    ),
}


def household_sentence(say: Translator, name: str, ordered: Quantity, expected: Quantity, *, replaced: bool) -> str:
    """What a household can be told of one product: no amount, so that nobody hears what price somebody pays."""
    if not expected.base:
        return say(NOTHING, name=name, ordered=ordered)
    if expected.base >= ordered.base:
        return say(ALL_FROM_ANOTHER, name=name, ordered=ordered)
    return say(PART_FROM_ANOTHER if replaced else PART, name=name, ordered=ordered, expected=expected)
