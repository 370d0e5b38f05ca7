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
    Why.DEARER: "{needed} needed, not bought: even the cheapest, {cases} cases from {supplier}, costs more than the "
    "plan counts for going without.",
    Why.ONLY_IN_REPLACEMENT: "{needed} needed, but it is offered only in replacement: fix its supplier to buy it.",
    Why.DROPPED: "{needed} needed, not bought: the coordinator decided so.",
}
WOULD_COST = "It would cost {paid_cents} with delivery, before VAT."
UNBOUGHT_BREAKS = "{needed} needed, not bought: {breach}."

BOUGHT = "{needed} needed."
REACHED = {
    Basis.QUANTITY: "Price reached from {rung_quantity}.",
    Basis.HOUSEHOLDS: "Price reached from {rung_from} households that order it.",
    Basis.PARTICIPANTS: "Price reached from {rung_from} households that order anything.",
}
FEWER = "One case fewer: {difference}."
FEWER_BREAKS = "One case fewer: {breach}."
MORE = "One case more: {difference}."
MORE_BREAKS = "One case more: {breach}."

PAID_MORE = "{more_cents} more to pay"
PAID_LESS = "{less_cents} less to pay"
PAID_AS_MUCH = "as much to pay"
LACKS_MORE = "{more} more would lack"
LACKS_LESS = "{less} less would lack"
LEAVES_MORE = "{more} more would be left over"
LEAVES_LESS = "{less} less would be left over"

ELSEWHERE = "The next best, from {supplier}, delivery counted: {difference}."
ELSEWHERE_LESS = "From {supplier}, delivery counted: {difference}; the plan is not proven to be the cheapest."
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
        _other(say, reason, "fewer", FEWER, FEWER_BREAKS),
        _other(say, reason, "more", MORE, MORE_BREAKS),
    ]
    return " ".join(part for part in parts if part)


def elsewhere_sentence(say: Translator, reason: Mapping[str, Any], suppliers: Mapping[str, str]) -> str | None:
    """What the next best supplier would have cost; None where no other one could, or the plan did not yet keep it."""
    other = reason.get("elsewhere")
    if other is None:
        return None
    name = suppliers[other["supplier"]]
    if other["breaks"] is not None:
        return say(ELSEWHERE_BREAKS[Breach(other["breaks"])], supplier=name)
    difference = _difference(say, other, Unit(reason["unit"]))
    text = ELSEWHERE_LESS if other["adds"] < 0 else ELSEWHERE
    return say(text, supplier=name, difference=difference) if difference else None


def _reached(say: Translator, reason: Mapping[str, Any]) -> str:
    rung_from = reason["rung_from"]
    if not rung_from:
        return ""
    rung_quantity = Quantity(rung_from, Unit(reason["unit"]))
    return say(REACHED[Basis(reason["basis"])], rung_from=rung_from, rung_quantity=rung_quantity)


def _other(say: Translator, reason: Mapping[str, Any], which: str, costs: str, breaks: str) -> str:
    """What one case fewer or more would have done."""
    alternative = reason[which]
    if alternative is None:
        return ""
    if alternative["breaks"] is not None:
        return say(breaks, breach=say(BREACHES[Breach(alternative["breaks"])]))
    difference = _difference(say, alternative, Unit(reason["unit"]))
    return say(costs, difference=difference) if difference else ""


def _difference(say: Translator, alternative: Mapping[str, Any], unit: Unit) -> str:
    """In money what is paid, in quantities what lacks and what is left; empty where the plan did not yet keep it."""
    if "paid" not in alternative:
        return ""
    paid = alternative["paid"]
    text = PAID_MORE if paid > 0 else PAID_LESS if paid else PAID_AS_MUCH
    parts = [say(text, more_cents=paid, less_cents=-paid)]
    for name, more, less in (("lacks", LACKS_MORE, LACKS_LESS), ("leaves", LEAVES_MORE, LEAVES_LESS)):
        if by := alternative[name]:
            quantity = Quantity(abs(by), unit)
            parts.append(say(more if by > 0 else less, more=quantity, less=quantity))
    return ", ".join(parts)


def _unbought(say: Translator, reason: Mapping[str, Any], needed: Quantity, suppliers: Mapping[str, str]) -> str:
    why, instead = Why(reason["why"]), reason["instead"]
    if why is Why.DEARER and instead["breaks"] is not None:
        return say(UNBOUGHT_BREAKS, needed=needed, breach=say(BREACHES[Breach(instead["breaks"])]))
    if instead is None:
        return say(UNBOUGHT[why], needed=needed)
    said = say(UNBOUGHT[why], needed=needed, cases=instead["cases"], supplier=suppliers[instead["supplier"]])
    return f"{said} {say(WOULD_COST, paid_cents=instead['paid'])}" if "paid" in instead else said
