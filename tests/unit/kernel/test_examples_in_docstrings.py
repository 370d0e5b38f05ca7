"""The examples in the kernel's docstrings are what it does."""

import doctest

from shared.kernel import rounding


def test_the_examples_of_rounding_hold() -> None:
    result = doctest.testmod(rounding)
    assert result.attempted > 0
    assert result.failed == 0
