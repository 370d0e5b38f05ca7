"""Amounts that must fit each other."""

from collections.abc import Iterable, Iterator

from services.play.folder.goods_rows import InvoiceRow
from services.play.folder.problem import Problem, shown
from shared.kernel.money import Money


def check_totals(invoices: Iterable[InvoiceRow]) -> Iterator[Problem]:
    """The totals that are less than their delivery and VAT together."""
    for row in invoices:
        least = row.delivery_eur_ex_vat + row.vat_eur
        if row.total_eur < least:
            expected = f"at least {Money(least)}, its delivery and VAT"
            yield Problem(row.file, row.line, "total_eur", shown(str(Money(row.total_eur))), expected)
