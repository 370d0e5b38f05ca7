"""From the sheets of a file to offers and faults; files of every kind are read to the same sheets."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer
from services.supply.domain.price_list import ListedOffer, PriceList, PriceListColumns, RoundedPrice, Sheet
from services.supply.domain.price_list_cells import ListUnit, PricePer
from services.supply.domain.price_list_changes import changes, price_move
from services.supply.domain.price_list_reading import read_price_list
from services.supply.files.sheets import FileKind, read_sheets
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused
from shared.web.edge import MAX_BODY_BYTES
from tests.fixtures.spreadsheets import Cell, ods, ods_of, xlsx, xlsx_of, zip_bomb

COLUMNS = PriceListColumns(
    supplier="ALMA",
    product_column="Réf.",
    case_size_column="Colis",
    case_unit=None,
    price_column="Prix HT",
    from_column="À partir de",
    name_column="Désignation",
    max_cases_column=None,
    basis=Basis.QUANTITY,
    references={"T65": "FLOUR"},
)
UNITS = {"FLOUR": Unit.KG, "OIL": Unit.L, "SOAP": Unit.PIECE}
HEADERS = ("Réf.", "Désignation", "Colis", "À partir de", "Prix HT")
CSV = """Moulins de l'Alma;;;;
;;;;
RÉF.;Désignation;Colis;À  partir de;Prix HT
T65;"Farine; T65";25 kg;;1,18 €

T65;;;150;1,05
OIL;Huile;6 x 1 L;;7,90
"""
FLOUR = Offer("ALMA", 25_000, Ladder(Basis.QUANTITY, (Rung(0, Decimal("1.18")), Rung(150_000, Decimal("1.05")))))
OIL = Offer("ALMA", 6_000, Ladder(Basis.QUANTITY, (Rung(0, Decimal("7.9")),)))
CELLS: list[list[Cell]] = [
    ["Moulins de l'Alma"],
    [],
    list(HEADERS),
    ["T65", "Farine; T65", "25 kg", None, 1.18],
    [],
    ["T65", None, None, 150, 1.05],
    ["OIL", "Huile", "6 x 1 L", None, 7.9],
]


def read(*rows: tuple[str, ...], columns: PriceListColumns = COLUMNS) -> PriceList:
    return read_price_list([Sheet("Tarif", (HEADERS, *rows))], columns, UNITS, {})


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FileKind.CSV, CSV.encode()),
        (FileKind.CSV, CSV.encode("utf-8-sig")),
        (FileKind.CSV, CSV.encode("cp1252")),
        (FileKind.CSV, CSV.replace("\n", "\r\n").encode()),
        (FileKind.CSV, CSV.replace(",", ".").replace('"Farine; T65"', "Farine | T65").replace(";", ",").encode()),
        (FileKind.XLSX, xlsx(CELLS)),
        (FileKind.ODS, ods(CELLS)),
    ],
    ids=["utf-8", "bom", "windows-1252", "crlf", "commas", "xlsx", "ods"],
)
async def test_a_list_is_the_same_in_every_kind_of_file(kind: FileKind, content: bytes) -> None:
    found = read_price_list(await read_sheets(kind, content), COLUMNS, UNITS, {})
    assert found.wrong == []
    assert {product: listed.offer for product, listed in found.offers.items()} == {"FLOUR": FLOUR, "OIL": OIL}
    assert found.offers["OIL"].name == "Huile"
    assert found.sheet == ("" if kind is FileKind.CSV else "Tarif")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("", "", "25 kg", "", "1"), "Réf.", "product_missing"),
        (("RYE", "", "25 kg", "", "1"), "Réf.", "product_not_ours"),
        (("OIL", "", "25 kg", "", "1"), "Colis", "quantity_in_another_unit"),
        (("OIL", "", "", "", "1"), "Colis", "cell_empty"),
        (("OIL", "", "0 l", "", "1"), "Colis", "quantity_unreadable"),
        (("OIL", "", "5 l", "", ""), "Prix HT", "cell_empty"),
        (("OIL", "", "5 l", "", "#REF!"), "Prix HT", "price_unreadable"),
        (("OIL", "", "5 l", "dix", "1"), "À partir de", "quantity_unreadable"),
        (("OIL", "", "5 l", "10", "1"), "À partir de", "ladder_not_from_zero"),
        (("T65", "", "20 kg", "10", "1"), "Colis", "row_differs"),
        (("T65", "", "", "", "1"), "À partir de", "ladder_starts_not_rising"),
        (("FLOUR", "", "", "10", "3"), "Prix HT", "ladder_price_rises"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(row: tuple[str, ...], column: str, code: str) -> None:
    found = read(("T65", "", "25 kg", "", "2"), row)
    assert [(fault.row, fault.column, fault.code) for fault in found.wrong] == [(3, column, code)]


def test_a_product_of_which_a_row_is_wrong_has_not_vanished() -> None:
    found = read(("OIL", "", "5 l", "", "?"))
    assert (dict(found.offers), set(found.named)) == ({}, {"OIL"})
    assert changes({"OIL": OIL, "FLOUR": FLOUR}, found.offers, found.named).vanished == {"FLOUR": FLOUR}


def test_the_cap_comes_from_the_list_or_stays() -> None:
    sheets = [Sheet("", (HEADERS, ("OIL", "", "6 l", "", "7,90")))]
    assert read_price_list(sheets, COLUMNS, UNITS, {"OIL": 4}).offers["OIL"].offer == replace(OIL, max_cases=4)
    capped = replace(COLUMNS, max_cases_column="Désignation", name_column=None)
    assert read(("OIL", "9", "6 l", "", "7,90"), columns=capped).offers["OIL"].offer.max_cases == 9
    assert read(("OIL", "", "6 l", "", "7,90"), columns=capped).offers["OIL"].offer.max_cases is None
    assert [fault.code for fault in read(("OIL", "0", "6 l", "", "7,90"), columns=capped).wrong] == ["count_unreadable"]


PER_CASE = replace(COLUMNS, price_per=PricePer.CASE)


def test_a_price_per_case_is_divided_by_what_the_case_holds() -> None:
    found = read(("T65", "", "12.5 kg", "", "29,90 €"), ("T65", "", "", "100", "28"), columns=PER_CASE)
    (flour,) = found.offers.values()
    assert [rung.price for rung in flour.offer.ladder.rungs] == [Decimal("2.392"), Decimal("2.24")]
    assert [listed.offer for listed in read(("OIL", "", "6 l", "", "47,40"), columns=PER_CASE).offers.values()] == [OIL]


def test_a_case_price_that_is_no_exact_price_per_unit_is_rounded_half_up_and_told() -> None:
    rows = [("SOAP", "", "6", "", "10,00"), ("OIL", "", "6 x 75 cl", "", "31"), ("OIL", "", "", "90", "29,25")]
    found = read(*rows, columns=replace(PER_CASE, case_unit=ListUnit.PIECE))
    prices = {product: [rung.price for rung in listed.offer.ladder.rungs] for product, listed in found.offers.items()}
    assert prices == {"SOAP": [Decimal("1.6667")], "OIL": [Decimal("6.8889"), Decimal("6.5")]}
    assert (found.wrong, found.rounded) == (
        [],
        [
            ("SOAP", RoundedPrice(2, "Prix HT", Decimal("10.00"), Decimal("1.6667"), Unit.PIECE)),
            ("OIL", RoundedPrice(3, "Prix HT", Decimal(31), Decimal("6.8889"), Unit.L)),
        ],
    )
    (half,) = read(("OIL", "", "8 l", "", "0,01"), columns=PER_CASE).rounded
    assert half[1].price == Decimal("0.0013")  # 0.00125


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("OIL", "", "500 l", "", "0,01"), "Prix HT", "case_price_too_small"),  # 0.00002
        (("OIL", "", "1 ml", "", "1000000"), "Prix HT", "price_unreadable"),
        (("OIL", "", "?", "", "31"), "Colis", "quantity_unreadable"),
    ],
)
def test_a_case_price_that_can_be_no_price_per_unit_is_refused(row: tuple[str, ...], column: str, code: str) -> None:
    found = read(row, columns=PER_CASE)
    assert [(fault.row, fault.column, fault.code) for fault in found.wrong] == [(2, column, code)]


def test_rungs_may_count_people() -> None:
    columns = replace(COLUMNS, basis=Basis.HOUSEHOLDS)
    found = read(("OIL", "", "6 l", "", "8"), ("OIL", "", "6 l", "40", "7"), columns=columns)
    assert [rung.starts_at for rung in found.offers["OIL"].offer.ladder.rungs] == [0, 40]


def test_a_move_of_the_price_is_in_percent_of_what_it_was() -> None:
    def at(price: str) -> Offer:
        return replace(OIL, ladder=Ladder(Basis.QUANTITY, (Rung(0, Decimal(price)),)))

    assert price_move(at("1.18"), at("1.05")) == Decimal("-11.0")
    assert price_move(at("1.00"), at("1.0555")) == Decimal("5.6")
    assert price_move(at("0"), at("1")) is None


def test_the_largest_move_counts_whatever_quantity_it_is_of() -> None:
    def ladder(*rungs: tuple[int, str], basis: Basis = Basis.QUANTITY) -> Offer:
        return replace(OIL, ladder=Ladder(basis, tuple(Rung(start, Decimal(price)) for start, price in rungs)))

    before = ladder((0, "1.18"), (150_000, "1.05"))
    assert price_move(before, ladder((0, "1.18"), (150_000, "1.18"))) == Decimal("12.4")
    assert price_move(before, ladder((0, "1.18"))) == Decimal("12.4")
    assert price_move(before, ladder((0, "1.18"), (100_000, "1.00"))) == Decimal("-15.3")
    assert price_move(before, ladder((0, "1.18"), (40, "1.00"), basis=Basis.HOUSEHOLDS)) == 0


def test_an_offer_at_the_same_prices_is_not_changed() -> None:
    def at(price: str) -> Offer:
        return replace(OIL, ladder=Ladder(Basis.QUANTITY, (Rung(0, Decimal(price)),)))

    found = changes({"OIL": OIL}, {"OIL": ListedOffer(at("7.900"), None)}, {"OIL"})
    assert found.unchanged == ("OIL",)


def test_headers_that_are_missing_or_stand_twice_are_named() -> None:
    with pytest.raises(Refused, match="price_list_headers_missing") as missing:
        read_price_list([Sheet("", (("Tarif",), ("Réf.", "Colis", "Prix", *HEADERS[1:2])))], COLUMNS, UNITS, {})
    assert missing.value.figures == {"headers": ["Prix HT", "À partir de"]}
    with pytest.raises(Refused, match="price_list_header_twice"):
        read_price_list([Sheet("", ((*HEADERS, "prix ht"),))], COLUMNS, UNITS, {})


ENTITIES = '<!DOCTYPE x [<!ENTITY many "aaaaaaaaaa"><!ENTITY file SYSTEM "file:///etc/passwd">]>'
FAR_CELL = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FULL_ROWS = (
    '<table:table-row table:number-rows-repeated="1000000">'
    '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    "</table:table-row>"
)


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        (FileKind.XLSX, b"PK\x03\x04 no zip", "file_unreadable"),
        (FileKind.ODS, b"", "file_unreadable"),
        (FileKind.CSV, b"a;b\0", "file_unreadable"),
        (FileKind.CSV, b'"' + b"a" * 200_000, "file_unreadable"),
        (FileKind.CSV, b"a;b\n" * 10_001, "file_too_large"),
        (FileKind.XLSX, xlsx_of(FAR_CELL), "file_too_large"),
        (FileKind.ODS, ods_of(FULL_ROWS), "file_unreadable"),
    ],
    ids=["no-xlsx", "no-ods", "nul", "quote", "long", "far-cell", "repeated"],
)
async def test_what_is_no_list_or_too_much_is_refused(kind: FileKind, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        await read_sheets(kind, content)


async def test_a_zip_bomb_ends_its_reader_alone() -> None:
    bomb = zip_bomb()
    assert len(bomb) < MAX_BODY_BYTES
    with pytest.raises(Refused, match="file_too_large"):
        await read_sheets(FileKind.XLSX, bomb)


async def test_entities_are_never_followed() -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
    (sheet,) = await read_sheets(FileKind.XLSX, xlsx_of(cell.format("x"), before=ENTITIES))
    assert sheet.rows == (("x",),)
    for entity in ("&many;", "&file;"):
        with pytest.raises(Refused, match="file_unreadable"):
            await read_sheets(FileKind.XLSX, xlsx_of(cell.format(entity), before=ENTITIES))


def test_an_offer_only_in_replacement_stays_so_whatever_a_list_asks() -> None:
    marked = replace(OIL, only_in_replacement=True)
    same = changes({"OIL": marked}, {"OIL": ListedOffer(OIL, None)}, {"OIL"})
    assert (same.unchanged, dict(same.changed)) == (("OIL",), {})
    dearer = replace(OIL, ladder=Ladder(Basis.QUANTITY, (Rung(0, Decimal(8)),)))
    found = changes({"OIL": marked}, {"OIL": ListedOffer(dearer, None)}, {"OIL"})
    assert found.changed["OIL"].after.offer == replace(dearer, only_in_replacement=True)
