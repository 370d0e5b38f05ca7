"""Papers of households, of the wall and of a till, whatever stands on them: a screen reader reads them all the same."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.cycles import CatalogueRevised
from shared.contracts.settlements import HouseholdOrderSettled, Reason, ReasonCode
from shared.kernel.ids import uuid7
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC, FLOUR, Table, cash, catalogue
from tests.fixtures.orders_story import CYCLE, apply, closing, control, entry, settled
from tests.fixtures.verapdf import ACCESSIBLE, Printed

pytestmark = ACCESSIBLE

LONG = ("Famille de la Tour-du-Pin-Montauban " * 2)[:60]
ARABIC = "بيت ليلى والأولاد"
AT_DUC = f"/v1/cycles/{CYCLE}/centres/{DUC}/papers"
TILL = f"/v1/tills/{DUC}/sessions/{UUID(int=9)}"
LANGUAGES = ("fr", "en", "ar", "tr")


@pytest.fixture
def printed(table: Table, tmp_path: Path) -> Printed:
    return Printed(table.client, tmp_path)


async def test_many_lines_with_long_names_of_an_order_that_waits_or_is_cancelled(
    table: Table, orders_engine: AsyncEngine, printed: Printed
) -> None:
    names = [f"{number} {(LONG * 4)[:180]}" if number % 2 else f"{number} {ARABIC}" for number in range(60)]
    many = [entry(f"P{at}", name=name, category=f"{LONG} {at // 8}") for at, name in enumerate(names)]
    await apply(orders_engine, CatalogueRevised(version=2, cycle=CYCLE, catalogue=[*catalogue(), *many]))
    household = await table.household(label=LONG)
    order = uuid7()
    placed = await table.order(household, {one.product: 500 for one in many}, order_id=order)
    assert placed.json()["state"] == "waiting"
    for size in ("a4", "a6", "80mm"):
        for language in ("fr", "ar"):
            await printed.keep(f"summary-{size}-{language}", summary(order, f"size={size}&language={language}"))
    for name in ("poster", "order-form"):
        for language in ("fr", "ar"):
            await printed.keep(f"{name}-{language}", f"{AT_DUC}/{name}.pdf?language={language}")
    assert (await table.client.post(f"/v1/orders/{order}/cancellation")).is_success
    await printed.keep("summary-cancelled", summary(order, "language=tr"))
    assert printed.refused() == []


async def test_slips_of_what_lacked_of_what_nobody_fetched_and_of_many_households(
    table: Table, orders_engine: AsyncEngine, printed: Printed
) -> None:
    for number in range(1, 31):
        label = (LONG, ARABIC, "")[number % 3]
        household = await table.household(f"{number:06}", label=label, language=LANGUAGES[number % 4])
        await table.order(household, {FLOUR: 2_000}, order_id=UUID(int=number), payments=[cash()])
    outcomes = [lacking(1), *(settled(number, 1, 254) for number in range(2, 31))]
    await apply(orders_engine, closing())
    await apply(orders_engine, *outcomes, control(1, outcomes))
    await apply(orders_engine, handed_over(2, 1_900), handed_over(3, None))
    for number, state in enumerate(("lacking", "less", "absent"), start=1):
        for language in LANGUAGES:
            path = f"/v1/orders/{UUID(int=number)}/papers/slip.pdf?language={language}"
            await printed.keep(f"slip-{state}-{language}", path)
    await printed.keep("slips", f"{AT_DUC}/slips.pdf")
    assert printed.refused() == []


async def test_a_till_with_every_means_and_a_difference_and_one_with_nothing(table: Table, printed: Printed) -> None:
    paper = f"{TILL}/papers/closing.pdf"
    nothing = {"pieces": [], "reason": ""}
    assert (await table.client.put(TILL, json=nothing)).status_code == 201
    await printed.keep("open-and-empty", paper)
    household = await table.household(label=LONG)
    for means in ("cash", "cheque", "card", "transfer"):
        assert (await table.pay(household, 1_000, means=means)).is_success
    assert (await table.pay(household, 700, means="cheque", not_before="2999-01-05")).is_success
    await printed.keep("open", paper)
    counted = {"pieces": [{"denomination_cents": 500, "number": 1}], "reason": LONG * 3}
    assert (await table.client.post(f"{TILL}/closing", json=counted)).is_success
    for language in LANGUAGES:
        await printed.keep(f"closed-{language}", paper, language)
    await printed.keep("card-of-the-table", f"/v1/centres/{DUC}/papers/table-card.pdf", "en")
    assert printed.refused() == []


def summary(order: UUID, asked: str) -> str:
    return f"/v1/orders/{order}/papers/summary.pdf?{asked}"


def lacking(number: int) -> HouseholdOrderSettled:
    """An order that gets nothing, with why."""
    whole = settled(number, 1, 0)
    why = Reason(code=ReasonCode.NOT_DELIVERED, demand=60_000, available=58_000)
    line = whole.lines[0].model_copy(update={"granted": 0, "final_price": None, "reason": why})
    return whole.model_copy(update={"lines": [line]})
