"""The facts of settled cycles, in one statement: every breakdown of a report groups the same lines.

A line is what one household ordered of one product in a cycle, with what the last settlement run granted and
charged of it. Quantities are base units, money cents; each line's saving is rounded once, as its charge is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    CursorResult,
    Integer,
    Numeric,
    RowMapping,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.allocation import Shortfall
from services.supply.queries.granted import in_run
from services.supply.storage.buying_tables import plans
from services.supply.storage.cycle_tables import cycle_products, cycles
from services.supply.storage.demand_tables import household_order_lines, household_orders, left_out_centres
from services.supply.storage.reference_price_tables import reference_prices
from services.supply.storage.settlement_tables import settled_grants, settled_products, settlements
from shared.contracts.manifest import ManifestState
from shared.kernel.quantity import Unit


class By(StrEnum):
    """What a report's rows are."""

    CENTRE = "centre"
    FAMILY = "family"
    PRODUCT = "product"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class Scope:
    """The settled cycles of a report: those whose distribution day is in the period, or the one that is named."""

    begins: date | None = None
    until: date | None = None
    cycle: str | None = None

    def wanted(self) -> ColumnElement[bool]:
        """Whether a cycle is one of them."""
        return and_(
            literal(True),
            *([cycles.c.distribution >= self.begins] if self.begins else []),
            *([cycles.c.distribution <= self.until] if self.until else []),
            *([cycles.c.cycle == self.cycle] if self.cycle else []),
        )


_NO_NESTED_LOOPS = text("SET LOCAL enable_nestloop = off")
"""Whole cycles are joined. Of one just settled PostgreSQL knows no figures yet, expects a row, and loops over all."""

LEVELS = ("cycle", "centre", "family", "product")
QUANTITIES = {Unit.KG: "grams", Unit.L: "millilitres", Unit.PIECE: "pieces"}


async def facts(
    connection: AsyncConnection, scope: Scope, breakdowns: Sequence[By], *, at_centres: bool
) -> Sequence[RowMapping]:
    """Figures of every level of each cycle, which say what must be hidden, and of the period as it is asked for.

    A row's level is told by ``level``, a bit for each of ``LEVELS`` that it is not broken down by, the first the
    highest. What a product is (its name, unit and prices, whether organic, local) is told of rows of one product.
    """
    place = ("centre",) if at_centres else ()
    period = {place: None} | {tuple(dict.fromkeys([*place, by.value])): None for by in breakdowns if by is not By.CYCLE}
    within: list[tuple[str, ...]] = [("family", "product"), ("family",), ()]
    in_cycles = [("cycle", *where, *part) for where in (("centre",), ()) for part in within]
    await connection.execute(_NO_NESTED_LOOPS)
    found: CursorResult[Any] = await connection.execute(_grouped(scope, [*in_cycles, *period]))
    return found.mappings().all()


async def centres_before(connection: AsyncConnection, scope: Scope) -> set[str]:
    """The centres where anybody got something before the period: none where it goes back to the beginning."""
    if scope.begins is None:
        return set()
    lines = _lines(settled(scope))
    before = select(lines.c.centre).distinct().where(~lines.c.wanted, lines.c.granted > 0)
    return set(await connection.scalars(before))


def whose_short(why: Shortfall) -> str:
    """The name of the figure that says of how many households lines came short for this reason."""
    return f"{why.value}_households"


def settled(scope: Scope) -> CTE:
    """The cycles that are settled, with their last run; those before the scope's too, for who came first then."""
    last = select(settlements.c.cycle, func.max(settlements.c.run).label("run")).group_by(settlements.c.cycle)
    run = last.subquery()
    plan = select(plans.c.cycle, plans.c.sealed_version).ext(distinct_on(plans.c.cycle))
    in_force = plan.order_by(plans.c.cycle, plans.c.plan.desc()).subquery()
    query = (
        select(
            *(cycles.c.cycle, cycles.c.distribution.label("day"), run.c.run),
            func.coalesce(in_force.c.sealed_version, 0).label("sealed_version"),
            scope.wanted().label("wanted"),
        )
        .join(run, run.c.cycle == cycles.c.cycle)
        .outerjoin(in_force, in_force.c.cycle == cycles.c.cycle)
    )
    if scope.until:
        query = query.where(cycles.c.distribution <= scope.until)
    return query.cte("settled")


def _lines(of: CTE) -> CTE:
    """Every line of the runs. An order admitted after its cycle's last run is in none yet."""
    order, line, product, grant = (
        household_orders.c,
        household_order_lines.c,
        settled_products.c,
        settled_grants.c,
    )
    left_out = exists().where(left_out_centres.c.cycle == order.cycle, left_out_centres.c.centre == order.centre)
    without_grant = case((product.final_price_cents.is_(None), 0), else_=line.quantity)
    late = and_(grant.late.is_(True), product.stock_used + product.received > 0)
    query = (
        select(
            *(of.c.cycle, of.c.day, of.c.wanted, order.centre, order.household, order.order_id),
            *(line.product, line.quantity, product.unit_base, product.final_price_cents),
            func.coalesce(grant.granted, without_grant).label("granted"),
            case((late, Shortfall.ADMITTED_LATE.value), else_=product.shortage).label("shortage"),
        )
        .select_from(of)
        .join(household_orders, order.cycle == of.c.cycle)
        .join(household_order_lines, and_(line.cycle == order.cycle, line.order_id == order.order_id))
        .join(
            settled_products,
            and_(product.cycle == of.c.cycle, product.run == of.c.run, product.product == line.product),
        )
        .outerjoin(
            settled_grants,
            and_(
                *(grant.cycle == of.c.cycle, grant.run == of.c.run),
                *(grant.product == line.product, grant.order_id == order.order_id),
            ),
        )
        .where(order.state == ManifestState.CONFIRMED.value, ~left_out, in_run(of.c.sealed_version))
    )
    return query.cte("lines")


def _first_times(lines: CTE) -> CTE:
    """In which cycle each household got something for the first time, wherever it ordered."""
    query = select(lines.c.household, lines.c.cycle).ext(distinct_on(lines.c.household)).where(lines.c.granted > 0)
    return query.order_by(lines.c.household, lines.c.day, lines.c.cycle).cte("first_times")


def _references(of: CTE) -> CTE:
    """What the shop nearby asked on each cycle's distribution day."""
    price = reference_prices.c
    query = select(of.c.cycle, price.product, price.price_cents).ext(distinct_on(of.c.cycle, price.product))
    query = query.join(reference_prices, price.from_date <= of.c.day).where(of.c.wanted)
    return query.order_by(of.c.cycle, price.product, price.from_date.desc()).cte("references")


def _facts(scope: Scope) -> CTE:
    """The lines of the cycles that are asked for, with all that a report tells of them."""
    of = settled(scope)
    lines = _lines(of)
    first, reference, entry = _first_times(lines), _references(of), cycle_products.c.entry
    charged = _amount(func.coalesce(lines.c.final_price_cents, 0), lines)
    in_a_shop = _amount(reference.c.price_cents, lines)
    query = (
        select(
            *(lines.c.cycle, lines.c.centre, lines.c.product, lines.c.household, lines.c.order_id),
            *(lines.c.quantity, lines.c.granted, lines.c.shortage),
            *(entry["category"].astext.label("family"), entry["name"].astext.label("name")),
            entry["unit"].astext.label("unit"),
            cast(entry["organic"].astext, Boolean).label("organic"),
            cast(entry["local"].astext, Boolean).label("local"),
            *(lines.c.final_price_cents.label("price"), reference.c.price_cents.label("in_a_shop")),
            cycle_products.c.ceiling_price_cents.label("ceiling"),
            charged.label("charged"),
            (in_a_shop - charged).label("saving"),
            (first.c.cycle == lines.c.cycle).label("first_time"),
        )
        .select_from(lines)
        .join(
            cycle_products,
            and_(cycle_products.c.cycle == lines.c.cycle, cycle_products.c.product == lines.c.product),
        )
        .outerjoin(reference, and_(reference.c.cycle == lines.c.cycle, reference.c.product == lines.c.product))
        .outerjoin(first, first.c.household == lines.c.household)
        .where(lines.c.wanted)
    )
    return query.cte("facts")


def _amount(price: ColumnElement[int], lines: CTE) -> ColumnElement[Any]:
    """Cents for what was granted, half-up; null without a price. Numeric: no price times quantity is too large."""
    twice = cast(price, Numeric) * lines.c.granted * 2 + lines.c.unit_base
    return func.div(twice, lines.c.unit_base * 2)


def _grouped(scope: Scope, sets: Sequence[tuple[str, ...]]) -> Select[Any]:
    fact = _facts(scope)
    line = fact.c
    got = line.granted > 0
    short = line.granted < line.quantity
    sums: dict[str, ColumnElement[Any]] = {
        "ordered": func.count(line.household.distinct()),
        "households": func.count(line.household.distinct()).filter(got),
        "first_time_buyers": func.count(line.household.distinct()).filter(got, line.first_time),
        "baskets": func.count(line.order_id.distinct()).filter(got),
        **{name: _sum(line.granted, line.unit == unit.value) for unit, name in QUANTITIES.items()},
        "charged_cents": _sum(line.charged),
        "organic_cents": _sum(line.charged, line.organic),
        "local_cents": _sum(line.charged, line.local),
        "compared_cents": _sum(line.charged, line.saving.is_not(None)),
        "saving_cents": _sum(line.saving),
        "short_households": func.count(line.household.distinct()).filter(short),
        **{why.value: func.count().filter(short, line.shortage == why.value) for why in Shortfall},
        **{
            whose_short(why): func.count(line.household.distinct()).filter(short, line.shortage == why.value)
            for why in Shortfall
        },
    }
    levels = [line[name] for name in LEVELS]
    grouping = func.grouping_sets(*(tuple_(*(line[name] for name in one)) for one in sets))
    return select(
        *(cast(level, level.type).label(name) for name, level in zip(LEVELS, levels, strict=True)),
        cast(func.grouping(*levels), Integer).label("level"),
        *(func.max(line[name]).label(name) for name in ("name", "unit", "price", "ceiling", "in_a_shop")),
        *(func.bool_or(line[name]).label(name) for name in ("organic", "local")),
        *(figure.label(name) for name, figure in sums.items()),
    ).group_by(grouping)


def _sum(figure: ColumnElement[Any], *only: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(figure).filter(*only) if only else func.sum(figure), 0)
