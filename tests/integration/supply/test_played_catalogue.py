"""What a played cycle's files say of products is entered as a coordinator would."""

from pathlib import Path

import httpx

from services.play.api import Addresses, Api, User
from services.play.catalogue import enter_catalogue
from services.play.folder.reader import read_folder
from services.play.reporting import PlainReporter
from services.play.scene import Scene

SMALL = Path(__file__).parents[1] / "play/small"


async def test_what_shops_ask_counts_from_the_day_on_which_the_cycle_opens(coordinator: httpx.AsyncClient) -> None:
    api = Api(coordinator, str(coordinator.base_url), coordinator.headers["Authorization"].removeprefix("Bearer "))
    await enter_catalogue(Scene(read_folder(SMALL), Addresses("", ""), User(api, api), PlainReporter()))
    prices = (await coordinator.get("/v1/products/FAR/reference-prices")).json()["prices"]
    assert [(one["from_date"], one["price_cents"], one["source"]) for one in prices] == [
        ("2026-11-30", 195, "products.csv")
    ]
