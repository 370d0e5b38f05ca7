"""The components page shows every piece that services share; what one has of its own is on its pages."""

import re
from pathlib import Path

import httpx
import pytest

import services.orders.app
from services.orders.settings import OrdersSettings

ROOT = Path(__file__).parents[3]
STYLES = ROOT / "shared/web/static/components.css"
OWN_STYLES = sorted(ROOT.glob("services/*/web/static/**/*.css"))
WHOLE_PAGES = {"narrow", "reading"}  # shapes of a page as a whole: this one has its own


async def test_every_class_of_the_styles_is_shown() -> None:
    app = services.orders.app.compose(OrdersSettings()).http()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        page = (await client.get("/design")).text
    shown = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    assert sorted(classes(STYLES) - shown - WHOLE_PAGES) == []


@pytest.mark.parametrize("styles", OWN_STYLES, ids=lambda path: path.name)
def test_every_class_of_a_services_own_styles_is_on_its_pages(styles: Path) -> None:
    service = next(folder for folder in styles.parents if folder.name == "web")
    pages = [page for room in (service, STYLES.parents[1]) for page in room.rglob("*") if is_page(page)]
    said = {word for page in pages for word in re.findall(r"[a-z][a-z-]*", page.read_text(encoding="utf-8"))}
    assert sorted(classes(styles) - said) == []


def is_page(path: Path) -> bool:
    return path.suffix in {".html", ".js"} and "vendor" not in path.parts


def classes(styles: Path) -> set[str]:
    rules = re.sub(r"/\*.*?\*/", "", styles.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+)\{", rules))
    return set(re.findall(r"\.([a-z][a-z-]*)", selectors))
