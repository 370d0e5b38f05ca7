"""An incident as it is sent: what happened to an order."""

from datetime import date

from pydantic import Field

from services.supply.domain.happened import Happened, SaidPack, SaidPrice
from services.supply.domain.incident import IncidentKind
from services.supply.domain.late_goods import Dates
from services.supply.domain.price_list_cells import PricePer
from services.supply.web.fields import Body, Cents, Code, DecimalText, Flag, Reason, SomeCases, SomeQuantity
from shared.web.local_times import LocalTime


class IncidentLineBody(Body):
    """So much less of a product."""

    product: Code = Field(examples=["FAR-T65"])
    quantity: SomeQuantity = Field(examples=[25_000])


class DatesBody(Body):
    """When a centre hands goods out, in local time."""

    centre: Code = Field(examples=["DUC"])
    starts: LocalTime = Field(examples=["2026-12-21T14:00:00"])
    ends: LocalTime = Field(examples=["2026-12-21T18:00:00"])


class SaidPriceBody(Body):
    """What a product costs now, in euros excluding VAT."""

    product: Code = Field(examples=["FAR-T65"])
    price: DecimalText = Field(examples=["1.12"])
    per: PricePer = Field(default=PricePer.UNIT, description="Of a case: of one as it was ordered.")


class SaidPackBody(Body):
    """The cases that a product comes in."""

    product: Code = Field(examples=["FAR-T65"])
    case_size: SomeQuantity = Field(examples=[10_000])
    cases: SomeCases | None = Field(default=None, examples=[15], description="Left out: as many as were ordered.")


class UnusableBody(Body):
    """So many cases of a product that can't be handed out."""

    product: Code = Field(examples=["FAR-T65"])
    cases: SomeCases = Field(examples=[1])


class IncidentBody(Body):
    """What happened to a sent order."""

    kind: IncidentKind = Field(examples=["cancelled"])
    reason: Reason = Field(examples=["the lorry broke down, nothing comes tomorrow"])
    only: list[Code] = Field(
        default_factory=list,
        max_length=20_000,
        examples=[[]],
        description="Of an order of which the rest comes: the products that don't. Empty: nothing of it comes.",
    )
    keep_short: list[Code] = Field(
        default_factory=list,
        max_length=20_000,
        examples=[[]],
        description="Products that are not to be bought from others.",
    )
    lines: list[IncidentLineBody] = Field(
        default_factory=list, max_length=20_000, description="Of goods short or damaged: which, and how much of them."
    )
    entered: Flag = Field(
        default=False,
        description="Of goods short or damaged: the deliveries that were entered say it already, nothing is taken off. "
        "Of another tariff: the invoice that was entered says it, what differs in prices and delivery is accepted.",
    )
    new_date: date | None = Field(
        default=None, examples=[None], description="Of goods that come on another day: which."
    )
    distributions: list[DatesBody] = Field(
        default_factory=list,
        max_length=1_000,
        description="Of goods that come on another day: dates of centres, instead of what would be proposed.",
    )
    prices: list[SaidPriceBody] = Field(
        default_factory=list, max_length=20_000, description="Of another tariff: what goods cost now."
    )
    delivery_cents: Cents | None = Field(
        default=None, examples=[None], description="Of another tariff: what the delivery costs now, excluding VAT."
    )
    packs: list[SaidPackBody] = Field(
        default_factory=list, max_length=20_000, description="Of packaging: what comes in other cases."
    )
    unusable: list[UnusableBody] = Field(
        default_factory=list, max_length=20_000, description="Of packaging: what can't be handed out because of it."
    )
    leave: Flag = Field(
        default=False,
        description="To another tariff, other cases or another day: no. The supplier need not come, others are asked.",
    )

    def of(self, number: int) -> Happened:
        """What happened to the order of this number."""
        return Happened(
            number,
            self.kind,
            self.reason,
            keep_short=tuple(sorted(set(self.keep_short))),
            lines=tuple((line.product, line.quantity) for line in self.lines),
            new_date=self.new_date,
            distributions=tuple(Dates(one.centre, one.starts, one.ends) for one in self.distributions),
            prices=tuple(SaidPrice(one.product, one.price, one.per) for one in self.prices),
            delivery=self.delivery_cents,
            packs=tuple(SaidPack(one.product, one.case_size, one.cases) for one in self.packs),
            unusable=tuple((one.product, one.cases) for one in self.unusable),
            leave=self.leave,
            only=tuple(sorted(set(self.only))),
            entered=self.entered,
        )
