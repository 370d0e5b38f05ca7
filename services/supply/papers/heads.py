"""What the papers of a cycle have at their head: whose they are, when and where."""

from collections.abc import Iterable, Sequence

from services.supply.domain.shifts import weight_grams
from services.supply.queries.bags import Bags
from services.supply.queries.stops import CycleHead, Stop
from shared.kernel.quantity import Quantity, Unit
from shared.papers.alphabet import alphabetical
from shared.papers.days import hours
from shared.papers.sheet import Cell, shown
from shared.web.translation import Translator


def running(head: CycleHead, stop: Stop | None = None) -> str:
    """At the top of every page: the cycle, and the centre."""
    return head.name if stop is None else f"{stop.name} · {head.name}"


def stop_facts(stop: Stop, say: Translator) -> list[tuple[str, Cell]]:
    """Where, when, for how many."""
    place = f"{stop.name} ({stop.centre})" if stop.name != stop.centre else stop.centre
    return [
        (say("Centre"), place),
        (say("Place"), stop.place or None),
        (say("Distribution"), hours(stop.starts, stop.ends, say)),
        (say("Households"), stop.households),
    ]


def weight(bags: Sequence[Bags]) -> Quantity:
    """What they weigh net, with the usual weight of a litre or a piece where none is known."""
    grams = sum(weight_grams(one.quantity.base, one.size.unit, one.net_grams) for one in bags)
    return Quantity(grams, Unit.KG)


def loose(bags: Sequence[Bags]) -> list[Bags]:
    """What is weighed or poured: pieces are only counted."""
    return [one for one in bags if one.size.unit is not Unit.PIECE]


def by_product(bags: Iterable[Bags]) -> list[list[Bags]]:
    """The bags of each product, in the alphabetical order of their names."""
    found: dict[str, list[Bags]] = {}
    for one in bags:
        found.setdefault(one.product, []).append(one)
    return sorted(found.values(), key=lambda same: (alphabetical(same[0].name), same[0].product))


def parts(bags: Sequence[Bags], say: Translator) -> str:
    """How a quantity is made up, such as ``4 × 2,5 kg + 1 × 5 kg``; the largest first. Pieces come as they are."""
    sizes: dict[Quantity, int] = {}
    for one in sorted(loose(bags), key=lambda one: -one.size.base):
        sizes[one.size] = sizes.get(one.size, 0) + one.number
    return " + ".join(f"{number}\u00a0×\u00a0{shown(size, say)}" for size, number in sizes.items())
