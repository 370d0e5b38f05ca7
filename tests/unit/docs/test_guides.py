"""Every guide is found from the README, has its picture and leads nowhere that is not; one explains the alerts."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)#]*)(?:#([^)]*))?\)")


def headings(page: Path) -> set[str]:
    """The anchors of a page."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_is_found_and_leads_somewhere(guide: Path) -> None:
    assert f"docs/guide/{guide.name}" in (ROOT / "README.md").read_text(encoding="utf-8")
    links = LINK.findall(guide.read_text(encoding="utf-8"))
    assert any(picture for picture, _, _ in links), "no picture"
    for _, address, anchor in links:
        if address.startswith("http"):
            continue
        target = (guide.parent / address).resolve() if address else guide
        assert target.exists(), address
        assert not anchor or anchor in headings(target), f"{address}#{anchor}"


def test_the_guide_of_operations_says_what_each_alert_means_and_how_urgent_it_is() -> None:
    groups = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"]
    alerts = [(rule["alert"], rule["labels"]["severity"]) for group in groups for rule in group["rules"]]
    said = (ROOT / "docs/guide/operations.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| \[(\w+)\]\(.*\) \|.*\| (\w+) \|$", said, flags=re.MULTILINE))
    assert rows == dict(alerts)
