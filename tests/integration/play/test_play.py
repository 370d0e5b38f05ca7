"""A small cycle in which everything happens, against figures worked out by hand from docs/rules.md.

Two flour lots are used before their supplier's delivery, which comes short and at another price;
oil comes short and is shared in equal parts; soap is capped and drawn by lot; honey is never
delivered; tea stays unbought since its supplier's minimum is out of reach; coffee is not ordered
and its lot stays; lentils leave a kilo over. One offer has too long a lead time. One order is no
multiple of its step, one names an unknown product, one comes from an inactive centre, one from an
unknown household, one is not paid in full. One centre orders nothing.
"""

import csv
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

Play = Callable[[Path, Path], int]
HERE = Path(__file__).parent
EXPECTED = sorted(path.name for path in (HERE / "expected").iterdir())


@dataclass(frozen=True, slots=True)
class Performance:
    """What a play wrote and what it said."""

    out: Path
    said: str


@pytest.fixture(scope="module")
def performance(play_beside: Play, tmp_path_factory: pytest.TempPathFactory) -> Performance:
    out, said = tmp_path_factory.mktemp("out"), io.StringIO()
    with redirect_stdout(said):
        assert play_beside(HERE / "small", out) == 0
    return Performance(out, said.getvalue())


@pytest.fixture(scope="module")
def played(performance: Performance) -> Path:
    return performance.out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize("file", EXPECTED)
def test_every_figure_is_the_one_worked_out_by_hand(played: Path, file: str) -> None:
    expected = rows(HERE / "expected" / file)
    columns = expected[0].keys()
    assert [{column: row[column] for column in columns} for row in rows(played / file)] == expected


def test_whoever_gets_less_than_ordered_is_told_why(played: Path) -> None:
    for line in rows(played / "settlements.csv"):
        assert bool(line["reason"]) == (line["granted"] != line["ordered"]), line


def test_every_refusal_and_every_bought_line_has_its_sentence(played: Path) -> None:
    sentences = [row["reason"] for file in ("rejected", "purchase_order_lines") for row in rows(played / f"{file}.csv")]
    assert sentences
    assert all(len(sentence) > 20 and sentence.endswith(".") for sentence in sentences)


def test_settings_of_whoever_plays_change_nothing(performance: Performance) -> None:
    assert "Accepted: Supplier Ne livre rien costs €5.57 more than its households hold." in performance.said


def test_sentences_are_english_on_the_screen_and_french_in_the_files(performance: Performance) -> None:
    said = performance.said.splitlines()
    assert "Accepted: Product Thé was ordered but is not bought: its households get their money back." in said
    assert any(line.startswith("Households advance €15.00 for Café (CAF)") for line in said)
    reasons = {row["household"]: row["reason"] for row in rows(performance.out / "rejected.csv")}
    assert reasons["E1"] == "Le centre du foyer ne participe pas à ce cycle. Vérifiez le cycle."
    assert reasons["S3"].startswith("Cette commande attendait encore")
    assert rows(performance.out / "purchase_order_lines.csv")[0]["reason"].startswith("Il en faut")


def test_purchase_orders_are_numbered_without_gap(played: Path) -> None:
    numbers = [row["number"] for row in rows(played / "purchase_orders.csv")]
    assert sorted(map(int, numbers)) == [1, 2, 3, 4]


def test_the_roster_only_names_shifts_and_volunteers_that_exist(played: Path) -> None:
    shifts = {row["shift"]: row for row in rows(played / "shifts.csv")}
    assigned = rows(played / "roster.csv")
    assert {row["volunteer"] for row in assigned} <= {"V1", "V2", "V3", "V4"}
    for shift, row in shifts.items():
        assert int(row["assigned"]) == sum(line["shift"] == shift for line in assigned)
