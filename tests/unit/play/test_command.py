import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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


@contextmanager
def closed_to_us(folder: Path) -> Iterator[None]:
    """A folder that this process may not enter, root or not."""
    user = os.geteuid()
    folder.chmod(0o000)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o700)


@pytest.fixture
def place() -> Iterator[Path]:
    """A temporary folder that every user may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(("cycle", "out"), [("shut/cycle", "out"), ("cycle", "shut/out")])
def test_a_folder_that_may_not_be_entered_is_named(
    make_folder: MakeFolder, place: Path, capsys: pytest.CaptureFixture[str], cycle: str, out: str
) -> None:
    shutil.copytree(make_folder(), place / "cycle")
    (place / "cycle").chmod(0o755)
    (place / "shut").mkdir()
    with closed_to_us(place / "shut"):
        assert play(place / cycle, place / out) == 2
    said = capsys.readouterr().err.splitlines()
    refused = cycle if "shut" in cycle else out
    assert said == [f"{place / refused} cannot be used: Permission denied", "Nothing was played."]
