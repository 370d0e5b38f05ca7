"""The journal as files, in the columns of the French FEC or as a plain CSV; and the balances.

The FEC (fichier des écritures comptables) is described in article A47 A-1 of the livre des procédures
fiscales: 18 columns in this order, tab-separated, days as YYYYMMDD, a comma in amounts; an entry's number counts
the entries of its journal without a gap, an account begins with three digits of the French chart. It knows no quotes.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from services.orders.domain.chart import kind_of
from services.orders.queries.journal import JournalLine
from services.orders.queries.ledger import AccountBalance
from services.orders.web.ledger_words import NETWORK_JOURNAL, account_name, transaction_words
from shared.web.spreadsheet_cells import csv_row, harmless
from shared.web.translation import Translator

FEC_COLUMNS = (
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib"),
    *("PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate"),
    *("Montantdevise", "Idevise"),
)
PLAIN_COLUMNS = (
    *("transaction", "at", "till", "kind", "why", "what", "by", "cycle", "order", "account", "name", "debit", "credit"),
)
BALANCE_COLUMNS = ("number", "account", "name", "whose", "debit", "credit")
NETWORK_CODE = "RES"

L = TypeVar("L")


def fec_row(line: JournalLine, zone: ZoneInfo, say: Translator) -> Sequence[str]:
    """One line of the FEC: a till's journal bears its centre's code, the network's own ``RES``."""
    kind, whose = kind_of(line.account) or (None, "")
    day = f"{line.at.astimezone(zone):%Y%m%d}"
    why = transaction_words(line.kind, say)
    return (
        line.till or NETWORK_CODE,
        account_name(f"till:{line.till}:cash", say) if line.till else say(NETWORK_JOURNAL),
        str(line.number),
        day,
        kind.number if kind else "471",
        say(kind.name, whose="…") if kind else line.account,
        whose,
        account_name(line.account, say) if whose else "",
        str(line.transaction),
        day,
        f"{why} {line.what}".strip(),
        _euros(max(line.amount_cents, 0)).replace(".", ","),
        _euros(max(-line.amount_cents, 0)).replace(".", ","),
        *("", ""),
        day,
        *("", ""),
    )


def plain_row(line: JournalLine, zone: ZoneInfo, say: Translator) -> Sequence[str]:
    """One line of the plain file, euros with a point."""
    return (
        str(line.transaction),
        line.at.astimezone(zone).isoformat(timespec="seconds"),
        line.till,
        line.kind,
        transaction_words(line.kind, say),
        line.what,
        line.by_name or "",
        line.cycle or "",
        str(line.order_id or ""),
        line.account,
        account_name(line.account, say),
        _euros(line.amount_cents) if line.amount_cents > 0 else "",
        _euros(-line.amount_cents) if line.amount_cents < 0 else "",
    )


def balance_row(balance: AccountBalance, say: Translator) -> Sequence[str]:
    """One account with what it stands at, as a debit or a credit."""
    kind, whose = kind_of(balance.account) or (None, "")
    return (
        kind.number if kind else "471",
        balance.account,
        account_name(balance.account, say),
        whose,
        _euros(balance.balance_cents) if balance.balance_cents > 0 else "",
        _euros(-balance.balance_cents) if balance.balance_cents < 0 else "",
    )


async def written(
    lines: AsyncIterator[L],
    columns: Sequence[str],
    row: Callable[[L], Sequence[str]],
    as_text: Callable[[Sequence[str]], str],
) -> AsyncIterator[str]:
    """The file's text, line by line: nothing a spreadsheet would take for a formula."""
    yield as_text(columns)
    async for line in lines:
        yield as_text([harmless(cell) for cell in row(line)])


def comma_separated(cells: Sequence[str]) -> str:
    """A row of a CSV file."""
    return csv_row(cells, ",")


def tab_separated(cells: Sequence[str]) -> str:
    """A row of the FEC: what stands in a cell neither ends it nor is put in quotes, which are read as they stand."""
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\r\n"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
