"""supply → orders: a cycle from its opening to its archive. Key: cycle code."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, NaiveDatetime, model_validator

from shared.contracts.event import BaseQuantity, Cents, Code, ContractModel, Event, Topic, named_once
from shared.kernel.quantity import Unit


class Basis(StrEnum):
    """What a price ladder counts to find the rung reached (docs/rules.md, price ladder)."""

    QUANTITY = "quantity"
    HOUSEHOLDS = "households"
    PARTICIPANTS = "participants"


class Rung(ContractModel):
    """One rung as households see it."""

    starts_at: Annotated[int, Field(ge=0, description="From this many base units, households or participants.")]
    indicative_price: Annotated[Cents, Field(ge=0, description="About this per display unit, with VAT and delivery.")]


class CatalogueEntry(ContractModel):
    """One product as sold in one cycle. Ceiling, unit, step and VAT are frozen once the cycle is open."""

    product: Code
    name: Annotated[str, Field(min_length=1, max_length=200)]
    category: Annotated[str, Field(max_length=100)]
    unit: Annotated[Unit, Field(strict=False)]
    step: Annotated[int, Field(gt=0, description="Orders are whole multiples of this many base units.")]
    vat_basis_points: Annotated[int, Field(ge=0, description="VAT rate in hundredths of a percent: 550 is 5.5 %.")]
    ceiling_price: Annotated[Cents, Field(ge=0, description="Cents per display unit, VAT and delivery included.")]
    organic: bool
    local: bool
    on_sale: bool
    stock_first: Annotated[BaseQuantity, Field(description="Stock that is used before anything is bought.")]
    basis: Annotated[Basis, Field(strict=False)]
    rungs: Annotated[list[Rung], Field(description="Indicative ladder, by rising start; may be empty.")]


class CentreDates(ContractModel):
    """When one centre stops taking orders and hands goods over, in the network's local time."""

    centre: Code
    closes: NaiveDatetime | None
    distribution_starts: NaiveDatetime | None
    distribution_ends: NaiveDatetime | None
    place: Annotated[str, Field(max_length=200)]


class CycleEvent(Event):
    """A fact about one cycle."""

    topic: ClassVar[Topic] = Topic.CYCLES

    cycle: Code

    @property
    def key(self) -> str:
        """Cycle code."""
        return self.cycle


class CycleOpened(CycleEvent):
    """A cycle takes orders: its dates and its catalogue."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    opens: date
    closes: date
    delivery: date
    distribution: date
    centres: list[CentreDates]
    catalogue: list[CatalogueEntry]

    @model_validator(mode="after")
    def _each_is_named_once(self) -> Self:
        named_once("centre", [dates.centre for dates in self.centres])
        named_once("product", [entry.product for entry in self.catalogue])
        return self


class CatalogueRevised(CycleEvent):
    """The whole catalogue after a product was added or its sale stopped."""

    catalogue: list[CatalogueEntry]

    @model_validator(mode="after")
    def _each_is_named_once(self) -> Self:
        named_once("product", [entry.product for entry in self.catalogue])
        return self


class CycleClosing(CycleEvent):
    """The coordinator closes the cycle: every group order still open is sealed now."""


class SupplierInvoice(ContractModel):
    """What one supplier invoices for one cycle, in cents."""

    supplier: Code
    goods: Annotated[Cents, Field(ge=0, description="Excluding VAT.")]
    delivery: Annotated[Cents, Field(ge=0, description="Excluding VAT.")]
    vat: Annotated[Cents, Field(ge=0)]
    total: Annotated[Cents, Field(ge=0)]

    @model_validator(mode="after")
    def _total_is_the_sum(self) -> Self:
        if self.total != self.goods + self.delivery + self.vat:
            raise ValueError(f"invoice of {self.supplier}: total {self.total} is not goods + delivery + VAT")
        return self


class CycleSettled(CycleEvent):
    """One settlement run's control totals: orders posts the run only once what it received equals them.

    ``run`` rises with each settlement run of the cycle, with gaps; ``version`` rises with it.
    """

    run: Annotated[int, Field(ge=1)]
    orders: Annotated[int, Field(ge=0, description="How many HouseholdOrderSettled the run sends.")]
    held: Cents
    charged: Cents
    rebates: Cents
    rounding: Annotated[Cents, Field(description="Adjustment, account rounding: charged + kept − cost.")]
    uncovered: Annotated[Cents, Field(description="Adjustment where a ceiling did not cover the cost.")]
    stock_kept: Cents
    stock_used: Cents
    invoices: list[SupplierInvoice]
    left_out: Annotated[
        list[UUID], Field(description="Group orders the coordinator closed without: their holds are released whole.")
    ]

    @model_validator(mode="after")
    def _money_is_conserved(self) -> Self:
        named_once("supplier", [invoice.supplier for invoice in self.invoices])
        named_once("group order", self.left_out)
        if self.held != self.charged + self.rebates:
            raise ValueError(f"settlement {self.cycle}/{self.run}: held is not charged + rebates")
        paid_for = self.charged - self.rounding - self.uncovered + self.stock_kept - self.stock_used
        if paid_for != sum(invoice.total for invoice in self.invoices):
            raise ValueError(f"settlement {self.cycle}/{self.run}: charges and stock do not pay the invoices exactly")
        return self


class CycleSettledV2(CycleSettled):
    """As version 1, and who published the run."""

    schema_version: ClassVar[int] = 2

    by: Annotated[UUID, Field(description="The user, as orders knows them.")]


class SupplierInvoiceReceived(CycleEvent):
    """A supplier's invoice as it is printed, for whoever pays it; the one received last replaces the others."""

    supplier: Code
    number: Annotated[str, Field(min_length=1, max_length=64, description="As the supplier numbers it.")]
    due_on: date | None = Field(description="When it is to be paid; null: nothing is printed.")
    total: Annotated[Cents, Field(ge=0)]
    withdrawn: Annotated[bool, Field(description="It was entered by mistake and counts no more.")]


class ProductLimited(CycleEvent):
    """How much there is at most of a product in an open cycle; said only once there is a limit, and when it changes."""

    product: Code
    at_most: BaseQuantity | None = Field(
        description="Whole cases of whoever it is bought from, and the stock used before; null: as much as wanted."
    )


class CycleArchived(CycleEvent):
    """Nothing of this cycle changes any more."""
