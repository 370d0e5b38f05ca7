"""A cycle in which nobody orders: every step still has to end, and every file to be written."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

Play = Callable[[Path, Path], int]
SMALL = Path(__file__).parent / "small"


def test_a_cycle_without_orders_or_volunteers_settles_to_nothing(play_beside: Play, tmp_path: Path) -> None:
    folder, out = tmp_path / "nothing", tmp_path / "out"
    shutil.copytree(SMALL, folder)
    for file in ("orders", "payments", "volunteers"):
        header = (folder / f"{file}.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / f"{file}.csv").write_text(f"{header}\n", encoding="utf-8")
    (folder / "deliveries.csv").unlink()
    assert play_beside(folder, out) == 0
    written = {path.name: list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in out.iterdir()}
    assert {value for _, value in written.pop("totals.csv")[1:]} == {"0.00"}
    assert [row[0] for row in written.pop("stock.csv")[1:]] == ["CAF", "FAR", "FAR", "FAR"]
    assert {file: rows[1:] for file, rows in written.items()} == {file: [] for file in written}
