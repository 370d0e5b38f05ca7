"""The card that lies on the order table says the keys that the table knows, and draws each step."""

import json
import re
from pathlib import Path
from typing import Any

from services.orders.papers.table_card import table_card_paper
from shared.web.translation import Catalogues

ROOT = Path(__file__).parents[3]
KEYS = ROOT / "services/orders/web/static/table/keys.js"
PICTOGRAMS = ROOT / "shared/web/static/icons.svg"


def card() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.dumps(table_card_paper("Duchère", Catalogues().of("en")).data))
    return said


def test_it_says_every_key_of_the_table() -> None:
    known = set(re.findall(r'case "(F\d+)"', KEYS.read_text(encoding="utf-8")))
    assert [key for key, _ in card()["keys"] if key.startswith("F")] == sorted(known)


def test_every_step_has_a_pictogram() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', PICTOGRAMS.read_text(encoding="utf-8")))
    assert {pictogram for pictogram, _, _ in card()["steps"]} <= drawn
