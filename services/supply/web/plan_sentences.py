"""Why a plan line is what it is, in a sentence made from its stored code and figures."""

from collections.abc import Mapping
from typing import Any

from services.supply.domain.ladder import Basis
from services.supply.domain.overrides import Fixed
from services.supply.domain.reasons import Breach, Why
from services.supply.web.override_sentences import FIXED
from shared.kernel.quantity import Quantity, Unit
from shared.web.translation import Translator

UNBOUGHT = {
    Why.FROM_STOCK: "All that is needed is in stock.",
    Why.NO_OFFER: "{needed} needed, but no supplier offers it.",
    Why.TOO_LATE: "{needed} needed, but every supplier delivers too late.",
    Why.NO_CASE: "{needed} needed, but no supplier can deliver a single case.",
    Why.DEARER: "{needed} needed, not bought: the cheapest, {cases} cases from {supplier}, would cost {adds_cents} "
    "more than leaving it out.",
    Why.ONLY_IN_REPLACEMENT: "{needed} needed, but it is offered only in replacement: fix its supplier to buy it.",
    Why.DROPPED: "{needed} needed, not bought: the coordinator decided so.",
}
UNBOUGHT_BREAKS = "{needed} needed, not bought: {breach}."

BOUGHT = "{needed} needed."
REACHED = {
    Basis.QUANTITY: "Price reached from {rung_quantity}.",
    Basis.HOUSEHOLDS: "Price reached from {rung_from} households that order it.",
    Basis.PARTICIPANTS: "Price reached from {rung_from} households that order anything.",
}
FEWER = "One case fewer: {adds_cents} more."
FEWER_BREAKS = "One case fewer: {breach}."
MORE = "One case more: {adds_cents} more."
MORE_BREAKS = "One case more: {breach}."

ELSEWHERE = "The next best, from {supplier}: {adds_cents} more, delivery counted."
ELSEWHERE_LESS = "From {supplier}: {saves_cents} less, delivery counted; the plan is not proven to be the cheapest."
ELSEWHERE_BREAKS = {
    Breach.MINIMUM: "From {supplier} instead: somebody's minimum would not be reached.",
    Breach.MAX_STOCK: "From {supplier} instead: too much money would lie in stock.",
}

BREACHES = {
    Breach.MINIMUM: "the supplier's minimum would not be reached",
    Breach.MAX_STOCK: "too much money would lie in stock",
    Breach.MAX_CASES: "the supplier has no more",
    Breach.MAX_SURPLUS: "more would be left over than is allowed",
}

AMENDED = "Amended by hand: the plan had {cases} cases."


def order_line_sentence(say: Translator, cases: int, planned_cases: int, reason: Mapping[str, Any]) -> str:
    """Why an order has so many cases of a product: the plan's reason, or that they were changed by hand."""
    no_names: dict[str, str] = {}  # what is ordered is bought, and the reason of that names no supplier
    return line_sentence(say, reason, no_names) if cases == planned_cases else say(AMENDED, cases=planned_cases)


def line_sentence(say: Translator, reason: Mapping[str, Any], suppliers: Mapping[str, str]) -> str:
    """The reason of a plan line, as ``plan_lines.reason`` keeps it, in the reader's language; suppliers by name."""
    needed = Quantity(reason["needed"], Unit(reason["unit"]))
    if reason["why"] != Why.BOUGHT:
        return _unbought(say, reason, needed, suppliers)
    fixed = reason.get("fixed")  # plans made before there were overrides don't have it
    parts = [
        say(BOUGHT, needed=needed),
        say(FIXED[Fixed(fixed)]) if fixed else "",
        _reached(say, reason),
        _other(say, reason["fewer"], FEWER, FEWER_BREAKS),
        _other(say, reason["more"], MORE, MORE_BREAKS),
    ]
    return " ".join(part for part in parts if part)


def elsewhere_sentence(say: Translator, reason: Mapping[str, Any], suppliers: Mapping[str, str]) -> str | None:
    """What the next best supplier would have cost; None where no other one could, or the plan did not yet keep it."""
    other = reason.get("elsewhere")
    if other is None:
        return None
    name, adds = suppliers[other["supplier"]], other["adds"]
    if other["breaks"] is not None:
        return say(ELSEWHERE_BREAKS[Breach(other["breaks"])], supplier=name)
    return say(ELSEWHERE_LESS if adds < 0 else ELSEWHERE, supplier=name, adds_cents=adds, saves_cents=-adds)


def _reached(say: Translator, reason: Mapping[str, Any]) -> str:
    rung_from = reason["rung_from"]
    if not rung_from:
        return ""
    rung_quantity = Quantity(rung_from, Unit(reason["unit"]))
    return say(REACHED[Basis(reason["basis"])], rung_from=rung_from, rung_quantity=rung_quantity)


def _other(say: Translator, alternative: Mapping[str, Any] | None, costs: str, breaks: str) -> str:
    """What one case fewer or more would have done."""
    if alternative is None:
        return ""
    if alternative["breaks"] is not None:
        return say(breaks, breach=say(BREACHES[Breach(alternative["breaks"])]))
    return say(costs, adds_cents=alternative["adds"])


def _unbought(say: Translator, reason: Mapping[str, Any], needed: Quantity, suppliers: Mapping[str, str]) -> str:
    why, instead = Why(reason["why"]), reason["instead"]
    if why is Why.DEARER and instead["breaks"] is not None:
        return say(UNBOUGHT_BREAKS, needed=needed, breach=say(BREACHES[Breach(instead["breaks"])]))
    if instead is None:
        return say(UNBOUGHT[why], needed=needed)
    name = suppliers[instead["supplier"]]
    return say(UNBOUGHT[why], needed=needed, cases=instead["cases"], supplier=name, adds_cents=instead["adds"])
