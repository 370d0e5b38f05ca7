"""Why a price list is refused, and what is wrong with its rows: what, where, what to do.

The catalogue ``price_lists.po`` has them in French.
"""

from services.supply.domain.price_list import RoundedPrice, RowFault
from services.supply.web.dfc_sentences import DFC_FAULTS
from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator

PRICE_LIST_SENTENCES: Sentences = {
    "price_list_columns_unknown": Sentence(
        404,
        "Columns not known",
        "Nobody has said yet how the price list of supplier {supplier} is to be read. Say which of its columns is what "
        "first (PUT …/price-list-columns).",
    ),
    "file_kind_unknown": Sentence(
        415,
        "Kind of file not supported",
        "A price list is a CSV, XLSX or ODS file, sent as it is with one of these as its Content-Type: {kinds}.",
    ),
    "file_unreadable": Sentence(
        422,
        "File not readable",
        "The file can't be read as what it is said to be. Open it and save it again as CSV, XLSX or ODS, then send it.",
    ),
    "file_too_large": Sentence(
        422,
        "File too large",
        "The file holds more than is read: at most {rows} rows and {columns} columns. Copy the price list alone into "
        "a new file and send that.",
    ),
    "price_list_headers_missing": Sentence(
        422,
        "Headers not found",
        "No row of the file has all the headers that this supplier's list is read by; these are missing: {headers}. "
        "Correct them in the file, or say again which column is what.",
    ),
    "price_list_header_twice": Sentence(
        422,
        "A header stands twice",
        "The header “{header}” stands twice in its row: which column is meant can't be known. Rename one in the file.",
    ),
    "price_list_wrong_rows": Sentence(
        422,
        "Rows to correct",
        "Nothing was changed: {count} cells are wrong, in rows {rows}. Send the file without `apply` to read what is "
        "wrong with each, correct them, then look at it again.",
    ),
    "price_list_changed": Sentence(
        409,
        "Not what was shown",
        "Nothing was changed: the file, or offers of supplier {supplier}, are others than when the changes were shown. "
        "Send the file without `apply` and look again.",
    ),
}

ROW_FAULTS = {
    **DFC_FAULTS,
    "product_missing": "Row {row}, “{column}”: no product. Give its code, or empty the row.",
    "product_not_ours": "Row {row}, “{column}”: “{text}” is no product of ours. Enter the product first, or say among "
    "the references which product it is.",
    "cell_empty": "Row {row}, “{column}”: nothing is written there. Fill it in, or empty the row.",
    "price_unreadable": "Row {row}, “{column}”: “{text}” is no price. Write it like 1,05.",
    "price_too_fine": "Row {row}, “{column}”: the price “{text}” has more than four decimals. Round it.",
    "case_price_too_small": "Row {row}, “{column}”: “{text}” a case is less than 0.0001 € per {unit}: rounded, nothing "
    "would be left of it. Check the price and what a case holds.",
    "quantity_unreadable": "Row {row}, “{column}”: “{text}” is no quantity. Write it like 25 kg or 6 x 1 l.",
    "quantity_without_unit": "Row {row}, “{column}”: “{text}” names no unit. Write it like 25 kg, or say which unit "
    "the column is in.",
    "quantity_in_another_unit": "Row {row}, “{column}”: “{text}” is not in what this product is counted in, {unit}. "
    "Correct the row or the product.",
    "quantity_too_fine": "Row {row}, “{column}”: “{text}” is finer than a gram, a millilitre or a piece. Round it.",
    "count_unreadable": "Row {row}, “{column}”: “{text}” is no number of at most a million. Write a whole number.",
    "row_differs": "Row {row}, “{column}”: “{text}” is not what the first row of this product says. Write the same, "
    "or nothing.",
    "too_many_rungs": "Row {row}, “{column}”: this product has more than 50 prices. Leave some out.",
    "ladder_not_from_zero": "Row {row}, “{column}”: the first price of this product must be from 0 on. Put that row "
    "first.",
    "ladder_starts_not_rising": "Row {row}, “{column}”: this row of a product that stands above doesn't start higher "
    "than the one before it. Put its rows by rising start, each start once.",
    "ladder_price_rises": "Row {row}, “{column}”: the price “{text}” is above the one before it: buying more may never "
    "cost more per unit. Correct it.",
}
"""By the code of a fault: what is wrong with a row, and what to do."""

ROUNDED = (
    "Row {row}, “{column}”: {case_price} a case is kept as {price} per {unit}, rounded to four decimals. A purchase "
    "order may differ from the list by some cents; what the invoice says is paid."
)


def said(fault: RowFault, say: Translator) -> str:
    """The sentence of a fault."""
    return say(ROW_FAULTS[fault.code], row=fault.row, column=fault.column, **fault.figures)


def said_rounded(one: RoundedPrice, say: Translator) -> str:
    """What is told of a price that was rounded."""
    figures = {"case_price": str(one.case_price), "price": str(one.price), "unit": one.unit.value}
    return say(ROUNDED, row=one.row, column=one.column, **figures)
