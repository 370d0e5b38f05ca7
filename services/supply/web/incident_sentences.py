"""What households can be told of an incident, and why one is refused. French is in ``incidents.po``."""

from collections.abc import Iterator
from dataclasses import dataclass

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
OTHER_PRICE = (
    "The price of {name} is not the one that was announced: about {now_cents} instead of {before_cents} for {one}. You "
    "never pay more than what was set aside for it."
)

ANOTHER_DAY = (
    "Your goods come later than announced. Fetch them on {new_starts}, until {new_until}, and not on {starts}."
)

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
    "incident_unclear": Sentence(
        422,
        "Not clear what happened",
        "Of goods short or damaged say the products of purchase order {number} with how much of each; of another date "
        "the new one, and each centre once; of another tariff the prices or the delivery; of packaging either the "
        "cases that come or those that are unusable; of an order that is cancelled only the products not to be bought "
        "elsewhere.",
    ),
    "incident_named_twice": Sentence(
        422, "Named twice", "Product {product} of purchase order {number} is named twice. Name it once, with all of it."
    ),
    "incident_changes_nothing": Sentence(
        422,
        "Nothing is otherwise",
        "What is said of purchase order {number} is what was ordered. Check the prices, the delivery or the cases.",
    ),
    "incident_figures_too_large": Sentence(
        422,
        "Figures too large",
        "A price or the cases of purchase order {number} are so large that something is mistyped. Check them.",
    ),
    "incident_case_price_invalid": Sentence(
        422,
        "Not the price of a case",
        "What a case of product {product} of purchase order {number} costs makes no price of a kilo, litre or piece: "
        "it is too small or too large. Check it.",
    ),
    "incident_receiving_open": Sentence(
        409,
        "More may come",
        "More of purchase order {number} may still come from {supplier}. Enter what came, damaged goods too, then say "
        "that the order is complete; what is missing then counts as not received.",
    ),
    "incident_all_here": Sentence(
        409,
        "All of it is here",
        "All that comes of purchase order {number} was received from {supplier}: nothing of it can come on another day "
        "any more. Check the number of the order.",
    ),
    "incident_not_entered": Sentence(
        422,
        "Not so much is entered",
        "Of product {product} of purchase order {number} only {entered} are entered so and were not "
        "said yet. Check the quantity, enter what came, or say it without “entered already”.",
    ),
    "incident_tariff_not_entered": Sentence(
        422,
        "Invoiced as it was ordered",
        "{supplier} invoices purchase order {number} as it was ordered, or what differs is disputed, or an incident "
        "told of it already. Enter the invoice as it is printed, or say the prices here.",
    ),
    "incident_more_than_came": Sentence(
        422,
        "Not so much came",
        "Of product {product} of purchase order {number} only {came} were counted as received. Check the quantity.",
    ),
    "incident_centre_unknown": Sentence(
        422,
        "Not a centre of this cycle",
        "Centre {centre} hands out no goods of this cycle. Check its code.",
    ),
    "incident_date_too_far": Sentence(
        422,
        "Too far away",
        "{comes} is more than a year from {delivery}, when the goods were to come. Check the new day.",
    ),
    "incident_before_goods": Sentence(
        422,
        "Before the goods are there",
        "Centre {centre} would hand goods out on {starts}, but they come on {comes}. Choose a later day.",
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


@dataclass(frozen=True, slots=True)
class PriceChange:
    """The final price of a display unit, in cents, now and by the terms of before (None: it has no others)."""

    now: int | None
    before: int | None

    @property
    def is_one(self) -> bool:
        """Whether there is another price to tell of."""
        return None not in (self.now, self.before) and self.now != self.before


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told of one product; ``replaced``: another producer brings it."""

    ordered: Quantity
    expected: Quantity
    prices: PriceChange
    replaced: bool


def household_sentence(say: Translator, name: str, told: Told) -> str:
    """What a household can be told of one product: no amount, so that nobody hears what somebody pays."""
    return " ".join(_sentences(say, name, told))


def _sentences(say: Translator, name: str, told: Told) -> Iterator[str]:
    ordered, expected, prices = told.ordered, told.expected, told.prices
    if not expected.base:
        yield say(NOTHING, name=name, ordered=ordered)
        return
    if expected.base < ordered.base:
        yield say(PART_FROM_ANOTHER if told.replaced else PART, name=name, ordered=ordered, expected=expected)
    elif told.replaced:
        yield say(ALL_FROM_ANOTHER, name=name, ordered=ordered)
    if prices.is_one:
        one = Quantity(ordered.unit.base, ordered.unit)
        yield say(OTHER_PRICE, name=name, one=one, now_cents=prices.now, before_cents=prices.before)
