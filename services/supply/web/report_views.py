"""A report as it is read over HTTP, and the numbers behind the funders' page."""

from collections.abc import Collection
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from services.supply.domain.allocation import Shortfall
from services.supply.domain.incident import IncidentKind
from services.supply.queries.report import Report
from services.supply.queries.report_rows import Goods, Money, Row
from services.supply.queries.report_solidarity import FundPart
from shared.kernel.rounding import half_up_ratio

FundFigure = Annotated[
    int | None,
    Field(description="Household orders; null for what is sold, and where they or the others are fewer than five."),
]
Figure = Annotated[int | None, Field(description="Null where it is hidden or would tell of what is hidden.")]
BASIS = 10_000


class ReportRow(BaseModel):
    """One row. Hidden, it has no figures; of one that is not, a figure is null that would tell of a hidden row.

    Euros and shortages of what is sold at one centre are not told.
    """

    code: str = Field(examples=["FAR-T65"], description="Of the centre, family, product or cycle; empty: the total.")
    name: str = Field(examples=["Farine de blé T65"])
    hidden: bool = Field(description="It rests on one to four households, in one of its cycles at least.")
    households: Annotated[
        int | None,
        Field(description="That got something, each counted once; null: would tell of a hidden row or of newcomers."),
    ]
    first_time_buyers: Annotated[
        int | None, Field(description="Of them, who never got anything before; null: too few.")
    ]
    baskets: Annotated[int | None, Field(description="Orders of which something was handed out.")]
    grams: Figure
    millilitres: Figure
    pieces: Figure
    charged_cents: Figure
    organic_cents: Annotated[int | None, Field(description="Of what was charged, for organic products.")]
    local_cents: Annotated[int | None, Field(description="Of what was charged, for local products.")]
    compared_cents: Annotated[int | None, Field(description="Of what was charged, for products with a shop's price.")]
    saving_cents: Annotated[int | None, Field(description="What a shop would have asked for these, less the charge.")]
    short_lines: Annotated[
        int | None,
        Field(description="Order lines of which less was granted than ordered; null where a reason of it is not told."),
    ]
    short_by_reason: Annotated[
        dict[Shortfall, int | None] | None,
        Field(description="Those of a reason; null where they are of one to four households, or would tell of such."),
    ]
    volunteer_minutes: Annotated[int | None, Field(description="As the roster has it; null for what is sold.")]
    solidarity_paid_orders: FundFigure
    solidarity_paid_cents: Annotated[
        int | None, Field(description="What the solidarity fund paid of them at a reduced price, as settled.")
    ]
    solidarity_received_orders: FundFigure
    solidarity_received_cents: Annotated[
        int | None, Field(description="What the solidarity fund got of surcharges, as settled.")
    ]

    @classmethod
    def of(cls, row: Row) -> Self:
        """A row as it is shown."""
        goods, money = _figures(Goods, row.goods), _figures(Money, row.money)
        short = money.pop("short_lines")
        by_reason = None if short is None else {why: lines for why, lines in short.items() if lines != 0}
        return cls(
            code=row.code,
            name=row.name,
            hidden=row.hidden,
            **goods,
            **money,
            short_lines=None if by_reason is None else _if_all_told(by_reason.values()),
            short_by_reason=by_reason,
            volunteer_minutes=row.volunteer_minutes,
            **_fund(row),
        )


def _if_all_told(parts: Collection[int | None]) -> int | None:
    return None if None in parts else sum(part for part in parts if part is not None)


def _figures(kind: type[Goods] | type[Money], figures: Goods | Money | None) -> dict[str, Any]:
    """By name; each null where there are none."""
    return {name: figures and getattr(figures, name) for name in kind.__slots__}


def _fund(row: Row) -> dict[str, int | None]:
    """What the fund paid and got; each null where it is not told."""
    paid, received = (row.solidarity.paid, row.solidarity.received) if row.solidarity else (FundPart(), FundPart())
    return {
        "solidarity_paid_orders": paid.orders,
        "solidarity_paid_cents": paid.cents,
        "solidarity_received_orders": received.orders,
        "solidarity_received_cents": received.cents,
    }


class SupplierIncidentsView(BaseModel):
    """How often one thing went wrong with a supplier in a cycle."""

    model_config = ConfigDict(from_attributes=True)

    cycle: str
    supplier: str
    name: str
    kind: IncidentKind
    incidents: int


Incidents = Annotated[
    list[SupplierIncidentsView] | None,
    Field(description="By cycle, supplier and kind, what did not happen absent; null for one centre."),
]


class NetworkFigures(BaseModel):
    """What belongs to the network alone: charged − rounding − uncovered + stock kept − stock used = invoices."""

    model_config = ConfigDict(from_attributes=True)

    held_cents: Annotated[int | None, Field(description="Null where it would tell of what few ordered.")]
    rebates_cents: Annotated[int | None, Field(description="What of it was not charged; null where that is not told.")]
    invoices_cents: int
    stock_kept_cents: int = Field(description="Value of what went into stock.")
    stock_used_cents: int = Field(description="Value of the stock that was used first.")
    stock_value_cents: int = Field(
        description="Value of all stock, in the warehouse and at centres, at the end of `until` "
        "or, without, of the last distribution day."
    )
    rounding_cents: int = Field(description="The adjustment: what rounding left over.")
    uncovered_cents: int = Field(description="The adjustment: what ceilings did not cover.")
    warehouse_minutes: int = Field(description="Of the total's volunteer minutes, those at the warehouse.")


class ReportView(BaseModel):
    """The report of settled cycles. Rows add up to the total, but for households and first-time buyers.

    These are counted once in each row: whoever bought two products is in both their rows, and once in the total.
    """

    cycles: list[str] = Field(examples=[["2026-12"]], description="The settled cycles counted, by distribution day.")
    total: ReportRow
    network: NetworkFigures | None = Field(
        description="Null for one centre, and where the total doesn't tell what was charged."
    )
    stock_value_cents: int | None = Field(
        description="Of one centre: value of the stock that lies there at the end of `until` (without it: of the last "
        "distribution day). Null for the network, which has it above."
    )
    incidents: Incidents
    rows: list[ReportRow]

    @classmethod
    def of(cls, found: Report) -> Self:
        """A report as it is shown."""
        return cls(
            cycles=list(found.cycles),
            total=ReportRow.of(found.total),
            network=found.network and NetworkFigures.model_validate(found.network),
            stock_value_cents=found.stock_value_cents,
            incidents=_incidents(found),
            rows=[ReportRow.of(row) for row in found.rows],
        )


class Shares(BaseModel):
    """Parts of a whole in basis points: 2 450 is 24.5 %. Null where it is hidden, not told, or of nothing."""

    organic_basis_points: Annotated[int | None, Field(description="Of what was charged.")]
    local_basis_points: Annotated[int | None, Field(description="Of what was charged.")]
    compared_basis_points: Annotated[int | None, Field(description="Of what was charged: what has a shop's price.")]
    saving_basis_points: Annotated[int | None, Field(description="Of what a shop would have asked.")]

    @classmethod
    def of(cls, row: ReportRow) -> Self:
        """The shares of a row."""
        in_a_shop = None
        if row.compared_cents is not None and row.saving_cents is not None:
            in_a_shop = row.compared_cents + row.saving_cents
        return cls(
            organic_basis_points=_share(row.organic_cents, row.charged_cents),
            local_basis_points=_share(row.local_cents, row.charged_cents),
            compared_basis_points=_share(row.compared_cents, row.charged_cents),
            saving_basis_points=_share(row.saving_cents, in_a_shop),
        )


class ImpactRow(BaseModel):
    """A row of figures with its shares."""

    figures: ReportRow
    shares: Shares

    @classmethod
    def of(cls, row: Row) -> Self:
        """A row as funders read it."""
        figures = ReportRow.of(row)
        return cls(figures=figures, shares=Shares.of(figures))


class ImpactView(BaseModel):
    """The numbers behind the funders' page."""

    cycles: list[str]
    total: ImpactRow
    families: list[ImpactRow]
    incidents: Incidents
    over_time: list[ImpactRow] = Field(description="A row a cycle, by distribution day.")

    @classmethod
    def of(cls, by_family: Report, by_cycle: Report) -> Self:
        """Two breakdowns of one total."""
        return cls(
            cycles=list(by_family.cycles),
            total=ImpactRow.of(by_family.total),
            families=[ImpactRow.of(row) for row in by_family.rows],
            incidents=_incidents(by_family),
            over_time=[ImpactRow.of(row) for row in by_cycle.rows],
        )


def _incidents(found: Report) -> list[SupplierIncidentsView] | None:
    if found.incidents is None:
        return None
    return [SupplierIncidentsView.model_validate(one) for one in found.incidents]


def _share(part: int | None, whole: int | None) -> int | None:
    return half_up_ratio(part * BASIS, whole) if part is not None and whole else None
