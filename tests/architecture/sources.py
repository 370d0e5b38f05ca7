"""The project's own source files as syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file under these folders: its path from the root, and its tree."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.AST) -> str:
    """The last part of the name that a call calls, else an empty string."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    """The calls of anything with one of these names."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in names]
