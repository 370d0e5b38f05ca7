"""The components page shows every piece that the styles know."""

import re
from pathlib import Path

import httpx

import services.orders.app
from services.orders.settings import OrdersSettings

STYLES = Path(__file__).parents[3] / "shared/web/static/components.css"
WHOLE_PAGES = {"narrow", "reading"}  # shapes of a page as a whole: this one has its own


async def test_every_class_of_the_styles_is_shown() -> None:
    app = services.orders.app.compose(OrdersSettings()).http()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        page = (await client.get("/design")).text
    shown = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    styles = re.sub(r"/\*.*?\*/", "", STYLES.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+)\{", styles))
    assert sorted(set(re.findall(r"\.([a-z][a-z-]*)", selectors)) - shown - WHOLE_PAGES) == []
