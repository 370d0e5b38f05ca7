import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from services.play.folder.problem import FolderRefused
from services.play.folder.reader import read_folder

MakeFolder = Callable[..., Path]


def refusals(folder: Path) -> list[str]:
    with pytest.raises(FolderRefused) as refused:
        read_folder(folder)
    return [str(problem) for problem in refused.value.problems]


def bad_cells() -> list[tuple[str, str, str, str]]:
    """What is put in place of what, in which file, and what the problem must say."""
    with (Path(__file__).parent / "bad_cells.csv").open(encoding="utf-8", newline="") as table:
        rows = [[cell.replace("\\n", "\n") for cell in row] for row in csv.reader(table)]
    return [(file, old, new, said) for file, old, new, said in rows[1:]]


CELLS = bad_cells()


@pytest.mark.parametrize(("file", "old", "new", "said"), CELLS, ids=[f"{case[0]} {case[2][:30]!r}" for case in CELLS])
def test_a_bad_cell_is_named_with_what_was_expected(
    make_folder: MakeFolder, file: str, old: str, new: str, said: str
) -> None:
    found = refusals(make_folder((file, old, new)))
    assert any(problem.startswith(file) and said in problem for problem in found), found


def test_every_problem_is_listed_once_and_in_the_order_of_the_files(make_folder: MakeFolder) -> None:
    found = refusals(
        make_folder(
            ("orders.csv", "FAR,2.5", "FAR,two"),
            ("orders.csv", "FAR,-1", "FAR,x"),
            ("products.csv", ",kg,", ",kilo,"),
            ("payments.csv", "cash", "gold"),
        )
    )
    assert [problem.split(": found")[0] for problem in found] == [
        "orders.csv, line 2, column quantity",
        "orders.csv, line 4, column quantity",
        "payments.csv, line 3, column means",
        "products.csv, line 2, column unit",
    ]


def test_a_line_is_not_blamed_for_naming_one_that_could_not_be_read(make_folder: MakeFolder) -> None:
    found = refusals(make_folder(("centres.csv", "Duchère,1", "Duchère,oui"), ("offers.csv", "1.9025", "cheap")))
    assert [problem.split(": found")[0] for problem in found] == [
        "centres.csv, line 2, column active",
        "offers.csv, line 4, column price_eur_ex_vat",
    ]


def test_missing_files_are_all_named(make_folder: MakeFolder) -> None:
    found = refusals(make_folder(without=("orders.csv", "centres.csv", "cycle.csv")))
    assert found == [
        f"{file}: found no such file, expected a file with this name in the folder"
        for file in ("centres.csv", "cycle.csv", "orders.csv")
    ]


def test_an_empty_file_says_which_header_it_needs(make_folder: MakeFolder) -> None:
    folder = make_folder()
    (folder / "orders.csv").write_bytes(b"")
    assert refusals(folder) == ["orders.csv: found an empty file, expected a header: household, product, quantity"]


def test_another_encoding_is_refused_where_it_shows(make_folder: MakeFolder) -> None:
    folder = make_folder()
    text = (folder / "centres.csv").read_text(encoding="utf-8")
    (folder / "centres.csv").write_bytes(text.encode("latin-1"))
    assert refusals(folder) == [
        "centres.csv, line 2: found the byte 0xe8, which is not UTF-8, expected a file saved as UTF-8"
    ]


def test_no_folder_at_all(tmp_path: Path) -> None:
    assert "found no such folder" in refusals(tmp_path / "none")[0]
