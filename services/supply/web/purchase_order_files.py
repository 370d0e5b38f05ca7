"""A purchase order as files for its supplier: the same rows as CSV and as XLSX, the same bytes for the same order.

Texts are gettext msgids in plain English; the catalogue ``purchase_orders.po`` has them in French.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from babel.numbers import get_decimal_symbol
from xlsxwriter import Workbook

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.purchase_order_documents import DocumentLine, PurchaseOrderDocument
from shared.web.spreadsheet_cells import csv_row, harmless
from shared.web.translation import Translator

Cell = str | int | Decimal

_BYTE_ORDER_MARK = "\ufeff"  # without it some spreadsheets read UTF-8 as something else
_DELIMITER = ";"  # what spreadsheets expect where the comma is in numbers
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - not a moment: a file that bears when it was made is never the same
_WIDTHS = (16, 36, 10, 12, 12, 10, 16, 16)

COLUMNS = ("product", "name", "cases", "in a case", "quantity", "unit", "price without VAT", "amount without VAT")


def file_name(document: PurchaseOrderDocument, ending: str) -> str:
    """The order's number and, after a dash, that of its last amendment: ``12-1.csv``."""
    return f"{document.number}-{document.amendment}.{ending}" if document.amendment else f"{document.number}.{ending}"


def as_csv(document: PurchaseOrderDocument, say: Translator) -> bytes:
    """The order as CSV: semicolons, the language's decimal sign, no cell that a spreadsheet would run."""
    point = get_decimal_symbol(say.locale)
    rows = [[_text(cell, point) for cell in row] for row in order_rows(document, say)]
    return (_BYTE_ORDER_MARK + "".join(csv_row(row, _DELIMITER) for row in rows)).encode()


def as_xlsx(document: PurchaseOrderDocument, say: Translator) -> bytes:
    """The order as XLSX: text as text whatever it begins with, numbers as numbers."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet(str(document.number))
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        for place, row in enumerate(order_rows(document, say)):
            for column, cell in enumerate(row):
                write = sheet.write_string if isinstance(cell, str) else sheet.write_number
                write(place, column, cell)
    return content.getvalue()


def order_rows(document: PurchaseOrderDocument, say: Translator) -> Iterator[Sequence[Cell]]:
    """What the order says: what it is, its lines, its amounts."""
    yield from _heading(document, say)
    yield ()
    yield tuple(say(column) for column in COLUMNS)
    for line in document.lines:
        yield _line(line, say)
    yield ()
    yield say("Goods without VAT"), _euros(document.goods_cents)
    yield say("Delivery without VAT"), _euros(document.delivery_cents)
    for rate, cents in document.vat_cents.items():
        yield say("VAT {rate} %", rate=Decimal(rate) / 100), _euros(cents)
    yield say("Total with VAT"), _euros(document.total_cents)


def _heading(document: PurchaseOrderDocument, say: Translator) -> Iterator[Sequence[Cell]]:
    yield say("Purchase order"), document.number
    if document.amendment:
        yield say("Amendment"), document.amendment, say("It replaces what was sent before.")
    if document.state is PurchaseOrderState.CANCELLED:
        yield (say("Cancelled: deliver nothing of it."),)
    elif document.state is PurchaseOrderState.DRAFT:
        yield (say("Draft: deliver nothing yet."),)
    yield from _who_orders(document, say)
    yield say("Supplier"), document.supplier_name, document.supplier
    yield say("Delivery on"), say("{day}", day=document.delivery)
    if document.warehouse:
        yield say("Deliver to"), document.warehouse


def _who_orders(document: PurchaseOrderDocument, say: Translator) -> Iterator[Sequence[Cell]]:
    if (network := document.network) is None:
        return
    yield say("Ordered by"), network.name, *filter(None, [network.registration])
    if network.address:
        yield say("Postal address"), network.address
    if contact := [way for way in (network.email, network.phone) if way]:
        yield say("Contact"), *contact


def _line(line: DocumentLine, say: Translator) -> Sequence[Cell]:
    return (
        line.product,
        line.name,
        line.cases,
        Decimal(str(line.case_size)),
        Decimal(str(line.quantity)),
        say(line.quantity.unit.value),
        Decimal(f"{line.price.normalize():f}"),
        _euros(line.goods_cents),
    )


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _text(cell: Cell, point: str) -> str:
    return harmless(cell) if isinstance(cell, str) else f"{Decimal(cell):f}".replace(".", point)
