"""What happens to a purchase order after it was sent, and what each household can be told of it (docs/incidents.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from services.supply.domain.allocation import Claim, ShortagePolicy, Supply, allocate, left_over
from services.supply.domain.settlement_run import Published


class IncidentKind(StrEnum):
    """What went wrong."""

    CANCELLED = "cancelled"
    """The supplier does not come, or some of its products don't."""
    SHORT = "short"
    """Less came than was counted so far."""
    DAMAGED = "damaged"
    """Some of what came can't be handed out."""
    WRONG_DATE = "wrong_date"
    """It comes on another day than was agreed."""
    TARIFF = "tariff"
    """Goods or delivery cost something else than was announced."""
    PACKAGING = "packaging"
    """It comes in other cases than were ordered, or in packs that can't be handed out."""


LOWERS_WHAT_CAME = frozenset({IncidentKind.SHORT, IncidentKind.DAMAGED})
"""Kinds after which the deliveries that were entered say less than before; packs that are unusable do it too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an order asks for of one product; ``late`` was admitted after the goods were bought; ``held`` in cents."""

    order_id: UUID
    claim: Claim
    late: bool
    held: int


@dataclass(frozen=True, slots=True)
class HouseholdPart:
    """What an order would get of a product as things stand, of what it asks for; base units."""

    order_id: UUID
    household: str
    centre: str
    product: str
    ordered: int
    expected: int


@dataclass(frozen=True, slots=True)
class Touched:
    """One product that an incident touches: what there would be to hand out, and how it is shared.

    ``changes`` says whether those who get all of it are to be told too: it comes from another producer.
    """

    product: str
    available: int
    step: int
    policy: ShortagePolicy
    changes: bool
    published: Published = field(default_factory=Published)

    def most(self, one: Wanted) -> int:
        """What an order may get: what it asks for, and in a correction never more than was published."""
        if self.published.nothing(self.product):
            return 0
        before = {**self.published.grants.get(self.product, {}), **self.published.late.get(self.product, {})}
        return before.get(one.order_id, one.claim.quantity)


def household_parts(
    cycle: str, touched: Iterable[Touched], wanted: Mapping[str, Iterable[Wanted]]
) -> tuple[HouseholdPart, ...]:
    """Of each household that is to be told something, what it would get: by member number, then product.

    Shared as a settlement would, late orders last (docs/rules.md); what was decided by hand is left to that.
    """
    found = [part for one in touched for part in _parts(cycle, one, tuple(wanted.get(one.product, ())))]
    return tuple(sorted(found, key=lambda part: (part.household, part.product)))


def shared(cycle: str, one: Touched, wanted: tuple[Wanted, ...]) -> Iterator[tuple[Wanted, int]]:
    """What each order would get of a product, in base units."""
    supply = Supply(cycle, one.product, one.available, one.step, one.policy)
    planned, late = [each for each in wanted if not each.late], [each for each in wanted if each.late]
    first = allocate(supply, [each.claim for each in planned])
    rest = allocate(left_over(supply, sum(first)), [each.claim for each in late])
    for each, part in zip([*planned, *late], [*first, *rest], strict=True):
        yield each, min(part, one.most(each))


def _parts(cycle: str, one: Touched, wanted: tuple[Wanted, ...]) -> Iterator[HouseholdPart]:
    for each, expected in shared(cycle, one, wanted):
        if one.changes or expected < each.claim.quantity:
            claim = each.claim
            yield HouseholdPart(each.order_id, claim.household, claim.centre, one.product, claim.quantity, expected)
