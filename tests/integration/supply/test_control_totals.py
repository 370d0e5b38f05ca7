"""A settlement whose figures were corrupted is not published; the coordinator reads where it does not add up."""

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from tests.fixtures.supply_buying import PATH, order_it
from tests.fixtures.supply_cycle import said


@pytest.mark.parametrize(
    ("corruption", "code", "sentence"),
    [
        (
            "DELETE FROM household_order_lines WHERE order_id = '00000000-0000-0000-0000-000000000001'",
            "orders_said_differ",
            "1 orders of centre DUC would be told their outcome, although 2 count.",
        ),
        (
            "UPDATE household_order_lines SET held = 1",
            "charged_beyond_held",
            "For FLOUR households would be charged",
        ),
    ],
)
async def test_nothing_is_published_and_the_sentence_says_where(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, corruption: str, code: str, sentence: str
) -> None:
    await order_it(sealed)
    before = len(await said(supply_engine))
    async with transaction(supply_engine) as connection:
        await connection.execute(text(corruption))
    looked_at = await sealed.get(f"{PATH}/settlement/preview")
    answer = await sealed.post(f"{PATH}/settlement")
    assert looked_at.json() == answer.json()
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["detail"].startswith(sentence)
    assert len(await said(supply_engine)) == before
    assert (await sealed.get(f"{PATH}/settlement")).json()["code"] == "not_settled"
    assert (await sealed.get("/v1/stock")).json()["items"] == []
