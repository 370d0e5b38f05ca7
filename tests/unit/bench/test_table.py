"""What the bench writes down."""

import json
from pathlib import Path

import pytest

from bench import report
from bench.figure import Figure, row, three_digits

RATE = Figure("P1", "entry", "pgbench", "orders/s", [900.0, 1100.0, 1000.0], [2000.0, 1900.0, 2500.0], 0.5)
TIME = Figure("P6", "visible", "broker", "ms", [130.0], [10.0], 10, at_most=True, note="why")


def test_a_figure_is_the_ratio_of_the_medians() -> None:
    assert (RATE.ratio, RATE.met) == (0.5, True)
    assert (TIME.ratio, TIME.met) == (13.0, False)


@pytest.mark.parametrize(("value", "shown"), [(1234.5, "1,234"), (99.44, "99.4"), (0.12345, "0.123"), (5.0, "5")])
def test_figures_have_three_digits(value: float, shown: str) -> None:
    assert three_digits(value) == shown


def test_a_line_of_the_table_says_whether_the_goal_is_reached() -> None:
    assert row(RATE) == "| P1 | entry | 1,000 orders/s | pgbench: 2,000 orders/s | 0.5 | ≥ 0.5 | yes |  |"
    assert row(TIME) == "| P6 | visible | 130 ms | broker: 10 ms | 13 | ≤ 10 | **no** | why |"


def test_results_are_kept_and_the_table_is_made_from_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(report, "README", readme)
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    report.write("P6", [TIME])
    report.write("P1", [RATE])
    for _ in range(2):
        report.rewrite_table()
    kept = json.loads((tmp_path / "results" / "P1.json").read_text(encoding="utf-8"))
    assert (kept["figures"][0]["ratio"], kept["figures"][0]["ours"]) == (0.5, RATE.ours)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert text.index(row(RATE)) < text.index(row(TIME))


def test_the_readme_has_room_for_the_table() -> None:
    text = report.README.read_text(encoding="utf-8")
    assert text.index(report.BEGIN) < text.index(report.END)
