"""The chart of accounts: every account has its kind, its words and its line in docs/ledger.md."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from services.orders.domain.chart import CHART, AccountKind, kind_of
from services.orders.domain.ledger import TransactionKind
from services.orders.domain.stock import BOOKINGS, SOLD
from services.orders.web.ledger_words import KINDS, TEXTS
from services.orders.web.sentences import LOCALE
from shared.contracts.stock import StockCause
from shared.web.translation import messages_of

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "ledger.md"
ROOMS = ROOT / "services" / "orders"
BOOKING = [
    *(ROOMS / "domain").glob("*.py"),
    *(ROOMS / "commands").glob("*.py"),
    *(ROOMS / "storage").glob("*.py"),
    *(ROOMS / "storage" / "placement").glob("*.py"),
]
"""The files in which accounts are made."""


def text_of(node: ast.AST) -> str:
    """What is written there, ``*`` for each part that is known only when it runs."""
    match node:
        case ast.Constant(value=str(written)):
            return written
        case ast.JoinedStr(values=parts):
            return "".join(map(text_of, parts))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left) + text_of(right)
        case ast.Call(func=ast.Name(id="literal"), args=[written]):
            return text_of(written)
        case _:
            return "*"


def texts(node: ast.AST) -> Iterator[str]:
    """Everything that is written out under a node, each as a whole."""
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
        yield text_of(node)
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def booked_on(module: ast.Module) -> set[str]:
    """The names that entries are made with."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    made = [call for call in calls if ast.unparse(call.func) in {"Entry", "_moved"}]
    return {argument.id for call in made for argument in call.args if isinstance(argument, ast.Name)}


def accounts_made(files: Iterable[Path]) -> set[str]:
    """Every account that is written out in these files, and every constant that an entry is made with."""
    modules = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    names = {name for module in modules for name in booked_on(module)}
    constants = {
        text_of(statement.value)
        for module in modules
        for statement in module.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) in names
    }
    written = {text for module in modules for text in texts(module)}
    return {text for text in written if re.fullmatch(r"[a-z_]+(:([a-z_]+|\*))+", text)} | (constants - {"*"})


def test_every_account_that_is_booked_on_is_in_the_chart() -> None:
    """And nothing else is: they are read from the code, so that a new one cannot be forgotten here."""
    charted = {re.sub(r"\{\w+\}", "*", kind.pattern) for kind in CHART}
    assert accounts_made(file for file in BOOKING if file.name != "chart.py") == charted


def test_an_account_that_is_not_in_the_chart_is_found(tmp_path: Path) -> None:
    code = tmp_path / "pay_rent.py"
    code.write_text(
        'RENT = "rent"\n'
        'def paid(centre):\n    return Entry(RENT, 1), Entry(f"rent:{centre}:paid", -1)\n'
        'def asked(till):\n    return literal("rent:") + till + literal(":asked")\n',
        encoding="utf-8",
    )
    assert accounts_made([code]) == {"rent", "rent:*:paid", "rent:*:asked"}


@pytest.mark.parametrize("kind", CHART, ids=lambda kind: kind.pattern)
def test_an_account_has_the_kind_of_its_pattern(kind: AccountKind) -> None:
    account = re.sub(r"\{\w+\}", "000007", kind.pattern)
    assert kind_of(account) == (kind, "000007" if account != kind.pattern else "")


def test_every_cause_that_supply_names_is_booked() -> None:
    assert BOOKINGS.keys() == {*StockCause, SOLD}


def test_a_strange_account_has_no_kind() -> None:
    assert kind_of("petty") is None


def test_the_page_names_every_kind_its_side_and_number() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert rows == [(kind.pattern, kind.side, kind.number) for kind in CHART]


def test_every_number_begins_with_three_digits_of_the_french_chart() -> None:
    """As the FEC asks for: the accounts of three digits that the chart of associations has (ANC 2018-06, 2014-03)."""
    known = {"196", "371", "401", "411", "419", "467", "471", "511", "512", "531", "581", "603", "654", "658"}
    assert {kind.number[:3] for kind in CHART} <= known | {"707", "708", "756"}


def test_no_number_has_another_meaning_in_the_french_chart() -> None:
    """What the chart divides 658 into: penalties, fines, index clauses, lots, and others."""
    assert {kind.number[:4] for kind in CHART}.isdisjoint({"6581", "6582", "6583", "6584", "6588"})


def test_every_kind_has_a_number_of_its_own() -> None:
    assert len({kind.number for kind in CHART}) == len(CHART)


def test_every_account_and_transaction_has_its_words_in_french() -> None:
    french = messages_of(LOCALE, "fr")
    assert [text for text in TEXTS if text not in french] == []
    assert KINDS.keys() == set(TransactionKind)
