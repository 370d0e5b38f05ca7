"""The two roundings of a cycle: half-up of one amount, largest remainder of a split (docs/rules.md)."""

from collections.abc import Sequence
from fractions import Fraction


def half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves towards plus infinity.

    >>> half_up(Fraction(725, 2)), half_up(Fraction(-5, 2))
    (363, -2)
    """
    return half_up_ratio(value.numerator, value.denominator)


def half_up_ratio(numerator: int, denominator: int) -> int:
    """Round ``numerator / denominator`` half-up without leaving the integers.

    Raises:
        ValueError: the denominator is not positive.
    """
    if denominator <= 0:
        raise ValueError(f"cannot round {numerator}/{denominator}: the denominator must be positive")
    return (2 * numerator + denominator) // (2 * denominator)


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` over ``weights`` by largest remainder; the parts sum to ``total``.

    Each part gets the floor of its exact share; what is left goes one each to the largest
    fractions. Ties go to the earlier weight, so callers put the weights in the order that
    their rule states.

    >>> share(10, [1, 1, 1])
    [4, 3, 3]

    Raises:
        ValueError: a weight is negative, or all are zero while there is something to split.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError(f"cannot share {total} over negative weights: {list(weights)}")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError(f"cannot share {total}: all {len(weights)} weights are zero")
        return [0] * len(weights)
    parts, remainders = [], []
    for weight in weights:
        part, remainder = divmod(total * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left_over = total - sum(parts)
    by_largest_fraction = sorted(range(len(weights)), key=lambda index: -remainders[index])
    for index in by_largest_fraction[:left_over]:
        parts[index] += 1
    return parts
