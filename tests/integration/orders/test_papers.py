"""The papers of orders: who may have them, in which language, the same bytes each time."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.slips import slips_of_centre
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_distribution import handed_over
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE, apply, closing, control, settled
from tests.fixtures.printed import A4, colours, page_sizes
from tests.fixtures.printed_anew import watched_press
from tests.fixtures.verapdf import ACCESSIBLE, verdicts

ORDER = UUID(int=1)
SUMMARY, SLIP = (f"/v1/orders/{ORDER}/papers/{name}.pdf" for name in ("summary", "slip"))
AT_DUC = f"/v1/cycles/{CYCLE}/centres/{DUC}/papers"
ON_THE_WALL = (f"{AT_DUC}/poster.pdf", f"{AT_DUC}/order-form.pdf")
TABLE_CARD = f"/v1/centres/{DUC}/papers/table-card.pdf"
LANGUAGES = ("fr", "en", "ar", "tr")
COUNT = {"pieces": [{"denomination_cents": 1_000, "number": 2}], "reason": "fond de caisse"}


async def pdf(client: httpx.AsyncClient, path: str) -> bytes:
    response = await client.get(path)
    assert response.status_code == 200, f"{path}: {response.text}"
    assert response.headers["content-type"] == "application/pdf"
    return response.content


async def refusal(client: httpx.AsyncClient, path: str) -> tuple[int, str]:
    response = await client.get(path)
    return response.status_code, response.json()["code"]


async def ordered(table: Table, **changed: str) -> None:
    household = await table.household(**changed)
    placed = await table.order(household, {FLOUR: 2_000}, order_id=ORDER, payments=[cash()])
    assert placed.json()["state"] == "confirmed", placed.text


async def day_household(table: Table) -> UUID:
    """The one household of the day."""
    return UUID((await table.client.get("/v1/households")).json()["items"][0]["id"])


async def settle(engine: AsyncEngine) -> None:
    await apply(engine, closing())
    orders = [settled(1, 1, 254)]
    await apply(engine, *orders, control(1, orders))


async def till(table: Table) -> Sequence[str]:
    """Its X, then its Z, each at the same address."""
    session = f"/v1/tills/{DUC}/sessions/{uuid7()}"
    assert (await table.client.put(session, json=COUNT)).status_code == 201
    return session, f"{session}/papers/closing.pdf"


@pytest.fixture
async def day(table: Table, orders_engine: AsyncEngine) -> Table:
    """A table whose one order is settled."""
    await ordered(table)
    await settle(orders_engine)
    return table


async def every_paper(table: Table) -> Sequence[str]:
    of_households = (SUMMARY, SLIP, f"{AT_DUC}/slips.pdf", *ON_THE_WALL)
    closed, closing_paper = await till(table)
    assert (await table.client.post(f"{closed}/closing", json=COUNT)).status_code == 200
    _, count_so_far = await till(table)
    return (
        *(f"{path}?language={language}" for path in of_households for language in LANGUAGES),
        *(f"{SUMMARY}?size={size}&language={language}" for size in ("a6", "80mm") for language in ("fr", "ar")),
        *(closing_paper, count_so_far),
        *(TABLE_CARD, f"{AT_DUC}/orders.pdf"),
    )


async def test_the_same_data_is_the_same_bytes(day: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew, not taken from memory, and by another process in another time zone."""
    anew = watched_press(monkeypatch)
    paths = await every_paper(day)
    first = [await pdf(day.client, path) for path in paths]
    made = list(anew.made)
    assert anew.made_elsewhere() == made
    anew.forget()
    assert [await pdf(day.client, path) for path in paths] == first
    assert anew.made == made


async def test_every_paper_is_grey_and_on_a4_unless_asked_otherwise(day: Table) -> None:
    for path in await every_paper(day):
        paper = await pdf(day.client, path)
        assert colours(paper) == set(), path
        sizes = page_sizes(paper)
        assert sizes == {A4} if "size=" not in path else sizes and A4 not in sizes, path


@ACCESSIBLE
async def test_a_screen_reader_can_read_every_paper(day: Table, tmp_path: Path) -> None:
    paths = await every_paper(day)
    for number, path in enumerate(paths):
        (tmp_path / f"{number:02}.pdf").write_bytes(await pdf(day.client, path))
    assert verdicts(tmp_path) == [f"PASS {number:02}.pdf" for number in range(len(paths))]


async def test_a_household_reads_its_paper_in_its_language(day: Table) -> None:
    async def spoken(path: str) -> tuple[str, bool]:
        response = await day.client.get(path, headers={"Accept-Language": "en, fr;q=0.5"})
        language = response.headers["content-language"]
        return language, f"/Lang({language})".encode() in response.content

    household = await day.household(id=await day_household(day), language="ar")
    assert [await spoken(path) for path in (SUMMARY, SLIP)] == [("ar", True)] * 2
    await day.household(id=household, language="tr")
    assert [await spoken(path) for path in (SUMMARY, SLIP)] == [("tr", True)] * 2
    for language in LANGUAGES:
        assert await spoken(f"{SLIP}?language={language}") == (language, True)
    assert [await spoken(path) for path in ON_THE_WALL] == [("en", True)] * 2
    assert await refusal(day.client, f"{SLIP}?language=de") == (422, "invalid_request")


@pytest.fixture
async def spoken(table: Table, orders_engine: AsyncEngine) -> Table:
    """A table whose three settled orders are of households that read Arabic, French and Turkish."""
    for number, language in enumerate(("ar", "fr", "tr"), start=1):
        household = await table.household(f"00000{number}", language=language)
        await table.order(household, {FLOUR: 2_000}, order_id=UUID(int=number), payments=[cash()])
    await apply(orders_engine, closing())
    orders = [settled(number, 1, 254) for number in (1, 2, 3)]
    await apply(orders_engine, *orders, control(1, orders))
    return table


async def test_the_slips_of_a_centre_are_each_in_their_households_language(spoken: Table) -> None:
    response = await spoken.client.get(f"{AT_DUC}/slips.pdf")
    assert response.headers["content-language"] == "ar, fr, tr"
    assert [one for one in LANGUAGES if f"/Lang({one})".encode() in response.content] == ["fr", "ar", "tr"]
    chosen = await spoken.client.get(f"{AT_DUC}/slips.pdf?language=en")
    assert chosen.headers["content-language"] == "en"


@ACCESSIBLE
async def test_a_screen_reader_can_read_slips_in_several_languages(spoken: Table, tmp_path: Path) -> None:
    (tmp_path / "slips.pdf").write_bytes(await pdf(spoken.client, f"{AT_DUC}/slips.pdf"))
    assert verdicts(tmp_path) == ["PASS slips.pdf"]


async def test_screens_stay_in_a_language_that_they_have_whole(day: Table) -> None:
    refused = await day.client.get(f"/v1/orders/{uuid7()}", headers={"Accept-Language": "ar, fr;q=0.5"})
    assert refused.json()["title"] == "Commande inconnue"


async def test_nobody_has_papers_of_another_centre(orders_http: OrdersHttp, day: Table) -> None:
    paths = await every_paper(day)
    async with orders_http.table(MIN) as elsewhere:
        for path in paths:
            assert (await elsewhere.client.get(path)).status_code == 404, path
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        for path in paths:
            await pdf(coordinator.client, path)


async def test_there_is_no_slip_before_the_cycle_is_settled(table: Table) -> None:
    await ordered(table)
    for path in (SLIP, f"{AT_DUC}/slips.pdf"):
        assert await refusal(table.client, path) == (404, "slips_before_settlement")
    assert await refusal(table.client, SLIP.replace(str(ORDER), str(uuid7()))) == (404, "order_unknown")


async def test_a_waiting_order_has_its_summary_too(table: Table) -> None:
    household = await table.household()
    placed = await table.order(household, {SOAP: 2}, order_id=ORDER)
    assert placed.json()["state"] == "waiting"
    await pdf(table.client, f"{SUMMARY}?size=80mm")


async def test_a_till_has_its_x_while_it_is_open_and_its_z_for_good(table: Table) -> None:
    session, paper = await till(table)
    while_open = await pdf(table.client, paper)
    assert (await table.client.post(f"{session}/closing", json=COUNT | {"reason": ""})).status_code == 200
    for_good = await pdf(table.client, paper)
    assert while_open != for_good == await pdf(table.client, paper)
    assert await refusal(table.client, paper.replace("sessions/", "sessions/0")) == (422, "invalid_request")
    unknown = f"/v1/tills/{DUC}/sessions/{uuid7()}/papers/closing.pdf"
    assert await refusal(table.client, unknown) == (404, "till_session_unknown")


async def test_what_hangs_on_the_wall_is_of_a_centre_in_an_announced_cycle(orders_http: OrdersHttp) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        for path in ON_THE_WALL:
            assert await refusal(coordinator.client, path.replace(DUC, "NONE")) == (404, "centre_not_in_cycle")
            assert await refusal(coordinator.client, path.replace(CYCLE, "none")) == (404, "unknown_cycle")


async def test_the_lines_of_the_form_are_told_to_whoever_keys_it_in(orders_http: OrdersHttp, table: Table) -> None:
    shown = (await table.client.get(f"/v1/cycles/{CYCLE}/order-form")).json()
    assert [(line["number"], line["product"]) for line in shown["lines"]] == [(1, "OLD"), (2, FLOUR), (3, SOAP)]
    assert len(shown["mark"]) == 4
    assert await refusal(table.client, "/v1/cycles/none/order-form") == (404, "unknown_cycle")
    async with orders_http.table(role=Role.OPERATOR) as operator:
        assert await refusal(operator.client, f"/v1/cycles/{CYCLE}/order-form") == (403, "role_needed")


async def test_the_card_of_a_table_is_one_page_in_the_volunteers_language(orders_http: OrdersHttp) -> None:
    async with orders_http.table(DUC, language="fr") as table:
        card = await pdf(table.client, TABLE_CARD)
        assert (b"/Lang(fr)" in card, card.count(b"/Type/Page/")) == (True, 1)
        assert await refusal(table.client, TABLE_CARD.replace(DUC, MIN)) == (404, "not_found")
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        assert await refusal(coordinator.client, TABLE_CARD.replace(DUC, "NONE")) == (404, "not_found")


async def test_a_sign_that_no_font_has_spoils_no_paper(table: Table) -> None:
    await ordered(table, label="😀 李 é")
    await pdf(table.client, SUMMARY)


@pytest.mark.usefixtures("day")
async def test_goods_that_nobody_came_for_are_not_less_handed_over(orders_engine: AsyncEngine) -> None:
    async def received() -> list[int]:
        async with orders_engine.connect() as connection:
            return [line.received for slip in await slips_of_centre(connection, CYCLE, DUC) for line in slip.lines]

    assert await received() == [2_000]
    await apply(orders_engine, handed_over(1, None))
    assert await received() == [2_000]
    await apply(orders_engine, handed_over(1, 1_900, version=2))
    assert await received() == [1_900]
