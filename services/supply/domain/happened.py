"""What the coordinator says happened to a sent order (docs/incidents.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.supply.domain.incident import IncidentKind
from services.supply.domain.late_goods import Dates
from services.supply.domain.price_list_cells import PricePer
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class SaidPrice:
    """What the supplier asks for a product now, in euros ex VAT."""

    product: str
    price: Decimal
    per: PricePer


@dataclass(frozen=True, slots=True)
class SaidPack:
    """The cases that a product comes in, in base units, and how many come; None: as many as were ordered."""

    product: str
    case_size: int
    cases: int | None


@dataclass(frozen=True, slots=True)
class Happened:
    """An incident as it is said; nothing of it is stored.

    Args:
        number: The order's.
        kind: What went wrong.
        reason: In the coordinator's words.
        only: Of an order of which the rest comes, the products that don't; none: nothing comes.
        keep_short: Products not to be bought elsewhere, of those that do not come.
        lines: The products that came short or damaged, with how many base units of them.
        entered: The deliveries say just that already: nothing is taken off again. Of another tariff: the invoice, or
            the cycle's record, says it.
        new_date: The day on which goods come that were to come on another.
        distributions: The dates wanted for centres then, instead of what would be proposed.
        prices: Of another tariff, what is asked for goods.
        delivery: The same for the delivery: cents ex VAT.
        packs: The products that come in other cases.
        unusable: The products with how many cases of them can't be handed out because of their packaging.
        leave: To other terms, or another day, the coordinator says no: the supplier need not come.
    """

    number: int
    kind: IncidentKind
    reason: str
    keep_short: tuple[str, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    new_date: date | None = None
    distributions: tuple[Dates, ...] = ()
    prices: tuple[SaidPrice, ...] = ()
    delivery: int | None = None
    packs: tuple[SaidPack, ...] = ()
    unusable: tuple[tuple[str, int], ...] = ()
    leave: bool = False
    only: tuple[str, ...] = ()
    entered: bool = False

    @property
    def details(self) -> dict[str, Any]:
        """What it is, beside kind and reason: as it is compared when it is sent again."""
        return {
            "keep_short": sorted(self.keep_short),
            "lines": [list(line) for line in sorted(self.lines)],
            "new_date": None if self.new_date is None else self.new_date.isoformat(),
            "distributions": [
                [one.centre, one.starts.isoformat(), one.ends.isoformat()]
                for one in sorted(self.distributions, key=lambda one: one.centre)
            ],
            **{name: value for name, value in self._later_details.items() if _is_said(value)},
        }

    @property
    def _later_details(self) -> dict[str, Any]:
        """What incidents kept before it could be said don't have."""
        return {
            "prices": sorted([one.product, f"{one.price:.4f}", one.per.value] for one in self.prices),
            "delivery_cents": self.delivery,
            "packs": [[one.product, one.case_size, one.cases] for one in sorted(self.packs, key=_product)],
            "unusable": [list(line) for line in sorted(self.unusable)],
            "leave": self.leave,
            "only": sorted(self.only),
            "entered": self.entered,
        }

    @property
    def other_terms(self) -> bool:
        """Whether the supplier would still bring the order, by other terms: the coordinator takes or leaves them."""
        return (self.kind is IncidentKind.TARIFF and not self.entered) or bool(self.packs)

    @property
    def invoiced(self) -> bool:
        """Whether the other tariff is one that the order is invoiced at."""
        return self.kind is IncidentKind.TARIFF and self.entered

    @property
    def named(self) -> set[str]:
        """Every product it names."""
        return {product for group in self._groups() for product in group}

    def check_clear(self) -> None:
        """Do nothing when just what belongs to its kind is said, and each thing once.

        Raises:
            Refused: ``incident_unclear`` or ``incident_named_twice``.
        """
        said, needed, allowed = self._said(), _NEEDED[self.kind], _ALLOWED[self.kind]
        taken_back = self.kind is IncidentKind.CANCELLED or self.leave
        centres = [one.centre for one in self.distributions]
        if (
            (needed and not said & needed)
            or said - needed - allowed
            or (self.packs and self.unusable)
            or (self.keep_short and not taken_back)
            or (self.leave and not (self.other_terms or self.new_date))
            or (self.leave and self.distributions)
            or (self.invoiced and said != {"entered"})
            or len(set(centres)) < len(centres)
        ):
            raise Refused("incident_unclear", number=self.number)
        for group in self._groups():
            for product in group:
                if group.count(product) > 1:
                    raise Refused("incident_named_twice", number=self.number, product=product)

    def _said(self) -> set[str]:
        every = {*_ALL_NEEDED, "keep_short", "distributions", "leave", "only", "entered"}
        return {name for name in every if _is_said(getattr(self, name))}

    def _groups(self) -> Iterator[list[str]]:
        yield list(dict.fromkeys(self.keep_short))
        yield list(dict.fromkeys(self.only))
        yield [product for product, _ in self.lines]
        yield [product for product, _ in self.unusable]
        yield [one.product for one in self.prices]
        yield [one.product for one in self.packs]


def _is_said(value: object) -> bool:
    """A delivery that costs 0 now is said."""
    return value is not None and value is not False and value not in ([], ())


def _product(one: SaidPack) -> str:
    return one.product


_NEEDED: dict[IncidentKind, set[str]] = {
    IncidentKind.CANCELLED: set(),
    IncidentKind.SHORT: {"lines"},
    IncidentKind.DAMAGED: {"lines"},
    IncidentKind.WRONG_DATE: {"new_date"},
    IncidentKind.TARIFF: {"prices", "delivery", "entered"},
    IncidentKind.PACKAGING: {"packs", "unusable"},
}
"""Of which a kind says one at least."""
_ALL_NEEDED = set().union(*_NEEDED.values())
_ALLOWED: dict[IncidentKind, set[str]] = {
    IncidentKind.CANCELLED: {"keep_short", "only"},
    IncidentKind.SHORT: {"entered"},
    IncidentKind.DAMAGED: {"entered"},
    IncidentKind.WRONG_DATE: {"distributions", "keep_short", "leave"},
    IncidentKind.TARIFF: {"keep_short", "leave"},
    IncidentKind.PACKAGING: {"keep_short", "leave"},
}
"""What else it may say."""
