"""A paper is one PDF, the same for the same data, whatever people typed into it."""

import re
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit
from shared.papers.alphabet import alphabetical
from shared.papers.glyphs import is_printable, printable
from shared.papers.press import compile_paper, print_paper
from shared.papers.qr import qr_svg
from shared.papers.sheet import Column, Kind, Section, Sheet, sheet_paper, sheet_table, shown
from shared.web.translation import Catalogues, Translator
from tests.fixtures.verapdf import ACCESSIBLE, verdicts

DAY = date(2026, 12, 18)
COLUMNS = [
    Column("", Kind.TICK),
    Column("Produit", wide=True),
    Column("Quantité", Kind.QUANTITY),
    Column("Vu", Kind.WRITE),
]
ROWS = [("Farine", Quantity(2_500, Unit.KG)), ("=1+1", Quantity(3, Unit.PIECE))]


@pytest.fixture(scope="module")
def french() -> Translator:
    return Catalogues().of("fr")


def sheet(title: str = "Liste", *, sections: int = 2, rows: int = 1) -> Sheet:
    return Sheet(
        title=title,
        running="Centre · Cycle",
        dated=DAY,
        facts=[("Jour", DAY)],
        sections=[Section(COLUMNS, ROWS * rows, heading=f"Foyer {n}", signature="Signature") for n in range(sections)],
        closing=[("Total", Money(1_234))],
        sectioned_by="Foyer",
    )


def test_the_same_data_is_the_same_bytes(french: Translator) -> None:
    first, second = [compile_paper(sheet_paper(sheet(), french)) for _ in range(2)]
    assert first == second != compile_paper(sheet_paper(sheet("Autre"), french))


def test_it_bears_a_day_of_its_data_and_says_what_it_is(french: Translator) -> None:
    pdf = compile_paper(sheet_paper(sheet(), french))
    assert re.search(rb"/CreationDate\(D:20261218000000Z", pdf)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert re.search(rb"/Lang\(fr\)", pdf)


async def test_others_are_served_while_it_is_printed(french: Translator) -> None:
    paper = sheet_paper(sheet(), french)
    assert await print_paper(paper) == compile_paper(paper)


def test_what_no_font_has_is_replaced_and_never_fails_it(french: Translator) -> None:
    assert printable("Noël ½ œuf ﬁn\u00ad 12\u202f€") == "Noël ½ œuf fin 12\u202f€"
    assert printable("😀 中文 a\u0000b\nc e\u0301") == "? ?? ab c é"
    assert printable("زيت الزيتون") == "زيت الزيتون"
    assert (is_printable("Noël 12\u202f€"), is_printable("😀"), is_printable("e\u0301")) == (True, False, False)
    everything = "".join(map(chr, [*range(0x250), *range(0x600, 0x700), *range(0x1E00, 0x2200), 0x1F600, 0xD800]))
    everything += '\b\f\n"\\'
    assert compile_paper(sheet_paper(sheet("one\btwo\fthree\nfour"), french)).startswith(b"%PDF-")
    assert compile_paper(sheet_paper(sheet(everything), french)).startswith(b"%PDF-")


@ACCESSIBLE
@pytest.mark.parametrize("sections", [0, 2])
def test_a_screen_reader_can_read_it(french: Translator, tmp_path: Path, sections: int) -> None:
    (tmp_path / "list.pdf").write_bytes(compile_paper(sheet_paper(sheet(sections=sections, rows=40), french)))
    assert verdicts(tmp_path) == ["PASS list.pdf"]


def test_a_list_is_the_same_rows_as_a_file(french: Translator) -> None:
    assert sheet_table(sheet(), french).headings == ["Foyer", "Produit", "Quantité", "unité"]
    assert sheet_table(sheet(sections=1), french).rows == [
        ["Foyer 0", "Farine", Decimal("2.5"), "kg"],
        ["Foyer 0", "=1+1", Decimal(3), "pièces"],
    ]


def test_figures_are_never_broken_over_two_lines(french: Translator) -> None:
    assert [shown(cell, french) for cell in (None, "2 kg", Quantity(2_500, Unit.KG), time(9, 30), 0)] == [
        *("–", "2 kg", "2,5\u00a0kg", "09:30", "0"),
    ]


def test_things_stand_where_people_look_for_them() -> None:
    assert sorted(["Zeste", "épices", "Eau", "Épicerie"], key=alphabetical) == ["Eau", "Épicerie", "épices", "Zeste"]


def test_a_code_is_drawn_the_same_for_the_same_text() -> None:
    assert qr_svg("VRAC:1") == qr_svg("VRAC:1") != qr_svg("VRAC:2")
    assert qr_svg("VRAC:1").startswith("<svg")
