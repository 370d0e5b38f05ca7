"""No float near money or quantities, no clock and no I/O in the domain."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import calls, trees

EXACT = ("shared/kernel", "shared/contracts", "services/orders/domain", "services/supply/domain")

FLOATS_MEANT = {
    "services/supply/domain/solver.py": "CP-SAT's limits are in deterministic time, a float",
    "services/supply/domain/roster_choice.py": "the same limits",
    "services/supply/domain/relaxation.py": "prices of a relaxation, made integers before they bound anything",
    "services/supply/domain/what_if.py": "how much of that time a what-if may take",
}


def floats(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node
        if isinstance(node, ast.Name) and node.id == "float":
            yield node


def test_no_float_touches_money_or_quantities() -> None:
    found = [
        f"{path}:{node.lineno}" for path, tree in trees(*EXACT) for node in floats(tree) if path not in FLOATS_MEANT
    ]
    assert found == []


def test_no_column_of_a_table_is_a_float() -> None:
    kinds = {"Float", "REAL", "Double", "DOUBLE", "DOUBLE_PRECISION"}
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees("services", "shared")
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in kinds
    ]
    assert found == []


def test_the_domain_looks_at_no_clock_and_opens_nothing() -> None:
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees("services/orders/domain", "services/supply/domain")
        for call in calls(tree, "now", "today", "utcnow", "system_clock", "time", "open", "print", "getenv", "uuid4")
        if not (isinstance(call.func, ast.Name) and call.func.id == "time")  # datetime.time makes a time of day
    ]
    assert found == []


def test_the_domain_awaits_nothing() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees("services/orders/domain", "services/supply/domain")
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    assert found == []
