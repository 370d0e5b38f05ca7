"""The examples of docs/rules.md hold."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_every_example_of_the_rules_page_holds() -> None:
    failures, examples = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert failures == 0
    assert examples > 30
