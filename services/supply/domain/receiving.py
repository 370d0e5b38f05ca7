"""What came of an order: every delivery of it added up, by lots (docs/receiving.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusal import Refused


class Receipt(StrEnum):
    """How far an order is received: nothing entered (as ordered, less what incidents say), in part, or all."""

    AS_ORDERED = "as_ordered"
    IN_PART = "in_part"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """So much of a product that came in one lot: base units in a good state, and damaged.

    Args:
        product: Its code.
        received: What counts; 0: none of it.
        lot: As the supplier names it.
        best_before: Printed on it.
        damaged: What came and doesn't count.
        note: What whoever received it wants to be known.
        short_dated_because: Why less time than promised to the best-before date was taken, or no date at all.
        photo: The id that its photo will have.
        invoiced_price: Euros per display unit ex VAT where the cycle's record says another than ordered.
    """

    product: str
    received: int
    lot: str | None = None
    best_before: date | None = None
    damaged: int = 0
    note: str | None = None
    short_dated_because: str | None = None
    photo: UUID | None = None
    invoiced_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReceivedLot:
    """How much of a product came in one lot; a lot without a name is None."""

    lot: str | None
    quantity: int
    best_before: date | None


@dataclass(frozen=True, slots=True)
class Came:
    """One ordered product as it came: base units; its lots add up to what was received."""

    ordered: int
    received: int
    damaged: int
    lots: tuple[ReceivedLot, ...]
    invoiced_price: Decimal | None

    @property
    def missing(self) -> int:
        """What was ordered and has not come."""
        return max(0, self.ordered - self.received)

    @property
    def extra(self) -> int:
        """What came beyond what was ordered."""
        return max(0, self.received - self.ordered)


@dataclass(frozen=True, slots=True)
class ExtraGoods:
    """A product that a supplier brought though it was never ordered from it: into stock, worth nothing.

    Args:
        number: The purchase order that it came with.
        product: Its code.
        damaged: What of it came and doesn't count.
        lots: What came in a good state.
    """

    number: int
    product: str
    damaged: int
    lots: tuple[ReceivedLot, ...]

    @property
    def received(self) -> int:
        """In a good state, in base units."""
        return sum(lot.quantity for lot in self.lots)


def came(ordered: int, lines: Sequence[DeliveryLine], *, unnamed_as_ordered: bool) -> Came:
    """Add up the lines of one ordered product; one that no line names came as ordered, or not at all."""
    if not lines:
        received = ordered if unnamed_as_ordered else 0
        return Came(ordered, received, 0, (ReceivedLot(None, received, None),), None)
    received, damaged = sum(line.received for line in lines), sum(line.damaged for line in lines)
    price = next((line.invoiced_price for line in lines if line.invoiced_price is not None), None)
    return Came(ordered, received, damaged, _lots(lines), price)


def _lots(lines: Sequence[DeliveryLine]) -> tuple[ReceivedLot, ...]:
    """The lots in which something came, by name, each under its earliest date; where nothing did, the first named."""
    found: dict[str | None, ReceivedLot] = {}
    for line in [line for line in lines if line.received] or lines[:1]:
        before = found.get(line.lot, ReceivedLot(line.lot, 0, line.best_before))
        dates = [day for day in (before.best_before, line.best_before) if day]
        found[line.lot] = ReceivedLot(line.lot, before.quantity + line.received, min(dates, default=None))
    return tuple(sorted(found.values(), key=lambda lot: lot.lot or ""))


@dataclass(frozen=True, slots=True)
class Promise:
    """How long goods must keep: until the last day they are handed out, and as many days as suppliers promised."""

    last_day: date
    min_remaining_days: Mapping[str, int | None]

    def earliest(self, product: str, received_on: date) -> date:
        """The earliest best-before date that is what was promised."""
        days = self.min_remaining_days.get(product)
        return self.last_day if days is None else max(self.last_day, received_on + timedelta(days=days))

    def check(self, lines: Iterable[DeliveryLine], received_on: date) -> None:
        """Let pass what keeps as promised, and what was taken all the same with a reason.

        Raises:
            Refused: ``best_before_too_short`` with the product, the date and the earliest one promised, or
                ``best_before_missing`` where days were promised.
        """
        for line in lines:
            if not line.received or line.short_dated_because is not None:
                continue
            earliest = self.earliest(line.product, received_on)
            if line.best_before is None:
                if self.min_remaining_days.get(line.product) is not None:
                    raise Refused("best_before_missing", product=line.product, earliest=earliest)
            elif line.best_before < earliest:
                raise Refused(
                    "best_before_too_short", product=line.product, best_before=line.best_before, earliest=earliest
                )
