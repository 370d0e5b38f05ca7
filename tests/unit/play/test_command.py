from collections.abc import Callable
from pathlib import Path

import pytest

from services.play.command import play

MakeFolder = Callable[..., Path]


def test_a_refused_folder_names_every_problem_and_writes_nothing(
    make_folder: MakeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_folder(("orders.csv", "FAR,2.5", "FAR,two"), ("centres.csv", "Duchère,1", "Duchère,oui"))
    out = tmp_path / "out"
    assert play(folder, out) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in said[:-1]] == ["centres.csv", "orders.csv"]
    assert said[-1] == f"{folder} cannot be played."
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "said"),
    [(".", "is the cycle's own folder"), ("orders.csv", "is a file"), ("orders.csv/deep", "is a file")],
)
def test_a_place_that_cannot_be_written_to_is_refused_before_anything_starts(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str], out: str, said: str
) -> None:
    folder = make_folder()
    assert play(folder, folder / out) == 2
    assert said in capsys.readouterr().err
