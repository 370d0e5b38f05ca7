"""What the model knows of goods that came: by the cycle's record, or line by line in deliveries (docs/receiving.md)."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID


class Bought(NamedTuple):
    """What a supplier is asked for of a product: base units, euros a display unit."""

    supplier: str
    quantity: int
    price: Fraction


@dataclass
class CameLine:
    """So much of a product that came in a good state in one lot, in base units."""

    product: str
    received: int


@dataclass
class Delivered:
    """What one supplier brought at once; withdrawn, it counts no more."""

    id: UUID
    supplier: str
    lines: list[CameLine]
    version: int = 1
    stands: bool = True

    def take(self, product: str, less: int) -> int:
        """So much less of a product, of its last lines first; what is left to take."""
        before = less
        for line in reversed(self.lines):
            if line.product == product:
                taken = min(less, line.received)
                line.received -= taken
                less -= taken
        self.version += less != before
        return less


@dataclass
class Receiving:
    """A cycle's: ``record`` is what the short way says of products, ``deliveries`` are in the order of their ids."""

    record: dict[str, Bought] = field(default_factory=dict)
    deliveries: list[Delivered] = field(default_factory=list)
    complete: set[str] = field(default_factory=set)
    foretold: set[str] = field(default_factory=set)
    """Suppliers of whom only incidents wrote what the record says."""

    def recorded(self, supplier: str) -> bool:
        return any(one.supplier == supplier for one in self.record.values())

    def by_line(self, supplier: str) -> list[Delivered]:
        return [one for one in self.deliveries if one.supplier == supplier and one.stands]

    def entered(self, supplier: str) -> bool:
        return self.recorded(supplier) or bool(self.by_line(supplier))

    def here(self, supplier: str) -> bool:
        """Whether something came, or nothing more will: what incidents say before is no goods."""
        return self.entered(supplier) and not (supplier in self.foretold and supplier not in self.complete)

    @property
    def open(self) -> set[str]:
        """Of whom more may come: their goods can't be settled."""
        return {one.supplier for one in self.deliveries if one.stands} - self.complete

    def counted(self, bought: dict[str, Bought]) -> dict[str, Bought]:
        """What was bought as it came, price and all: what nobody entered came as ordered."""
        in_lines: Counter[str] = Counter()
        for one in self.deliveries:
            for line in one.lines if one.stands else ():
                in_lines[line.product] += line.received
        found = {
            product: one._replace(quantity=in_lines[product]) if self.by_line(one.supplier) else one
            for product, one in bought.items()
        }
        return found | self.recorded_of(bought)

    def recorded_of(self, bought: dict[str, Bought]) -> dict[str, Bought]:
        """The record of what is still asked of who it is said of."""
        return {
            product: one
            for product, one in self.record.items()
            if product in bought and bought[product].supplier == one.supplier
        }

    def say_again(self, record: dict[str, Bought]) -> None:
        """The record replaces the one before; an order of which nothing is entered any more is not complete."""
        self.record = record
        self.foretold = {supplier for supplier in self.foretold if self.recorded(supplier)}
        self.complete = {supplier for supplier in self.complete if self.entered(supplier)}

    def withdraw(self, one: Delivered) -> None:
        one.stands, one.version = False, one.version + 1
        self.say_again(self.record)

    def lose(self, product: str, came: Bought, less: int) -> None:
        """There is less of it than was counted: of the last delivery first; where nothing was entered, the record."""
        entered = self.by_line(came.supplier)
        for one in reversed(entered):
            less = one.take(product, less)
        if not entered:
            self.foretold |= set() if self.recorded(came.supplier) else {came.supplier}
            self.record[product] = came._replace(quantity=came.quantity - less)
