"""Every guide is found from the README and has its picture; none leads to what is not there; one explains alerts."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
README = ROOT / "README.md"
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
SCREENS = {path.name for path in (ROOT / "docs" / "screens").iterdir()}
BROWSER_TESTS = sorted((ROOT / "tests" / "browser").glob("test_*.py"))
DETAILS = "-details"
A_PAGE = 600
"""Words of text that an A4 page holds."""
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)#]*)(?:#([^)]*))?\)")


def headings(page: Path) -> set[str]:
    """The anchors of a page."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def missing(page: Path) -> list[str]:
    """Where a page leads that is not there: files, and headings in them."""
    found = []
    for _, address, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / address).resolve() if address else page
        there = address.startswith("http") or (target.exists() and (not anchor or anchor in headings(target)))
        found += [] if there else [f"{address}#{anchor}"]
    return found


@pytest.mark.parametrize("page", [README, *GUIDES], ids=lambda path: path.stem)
def test_a_page_leads_to_what_is_there_and_has_a_picture(page: Path) -> None:
    assert missing(page) == []
    assert any(picture for picture, _, _ in LINK.findall(page.read_text(encoding="utf-8"))), "no picture"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_is_found(guide: Path) -> None:
    assert f"docs/guide/{guide.name}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", [page for page in GUIDES if DETAILS not in page.stem], ids=lambda path: path.stem)
def test_a_guide_of_a_role_is_a_page(guide: Path) -> None:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|(?<=\])\([^)]*\)", "", guide.read_text(encoding="utf-8"))
    assert sum(any(letter.isalnum() for letter in word) for word in text.split()) <= A_PAGE


@pytest.mark.parametrize("page", [page for page in GUIDES if DETAILS in page.stem], ids=lambda path: path.stem)
def test_what_is_rarer_is_one_step_from_its_guide(page: Path) -> None:
    guide = page.with_stem(page.stem.removesuffix(DETAILS))
    assert f"]({page.name})" in guide.read_text(encoding="utf-8")
    assert f"]({guide.name})" in page.read_text(encoding="utf-8")


def test_every_picture_of_a_screen_is_looked_at_somewhere() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (README, *GUIDES))
    assert set(re.findall(r"screens/([\w-]+\.png)\)", pages)) == SCREENS


def test_every_picture_of_a_screen_is_taken_by_one_test_under_its_name() -> None:
    tests = "".join(test.read_text(encoding="utf-8") for test in BROWSER_TESTS)
    taken = re.findall(r"(?:picture|seen_everywhere)\(\w+, \"([\w-]+)\"", tests)
    assert [name for name in sorted(SCREENS) if taken.count(name.removesuffix(".png")) != 1] == []


def test_the_guide_of_operations_says_what_each_alert_means_and_how_urgent_it_is() -> None:
    groups = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"]
    alerts = [(rule["alert"], rule["labels"]["severity"]) for group in groups for rule in group["rules"]]
    said = (ROOT / "docs/guide/operations.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| \[(\w+)\]\(.*\) \|.*\| (\w+) \|$", said, flags=re.MULTILINE))
    assert rows == dict(alerts)
