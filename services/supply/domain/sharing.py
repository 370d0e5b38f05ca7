"""Splits that must always work: over weights that are all nothing, and of amounts that take something away."""

from collections.abc import Sequence

from shared.kernel.rounding import share


def weights_of(amounts: Sequence[int]) -> list[int]:
    """The amounts as weights; where all are nothing everyone weighs the same."""
    return list(amounts) if any(amounts) else [1] * len(amounts)


def spread(costs: Sequence[int], amount: int, weights: Sequence[int]) -> list[int]:
    """Add to each cost its ``share`` of an amount, which may be negative; none falls below nothing.

    What one can't give up the others do, by what they have left. The amount takes no more away than there is.
    """
    changed = [cost + part for cost, part in zip(costs, share(amount, weights), strict=True)]
    lacking = -sum(cost for cost in changed if cost < 0)
    left = [max(0, cost) for cost in changed]
    if not lacking:
        return left
    taken = share(min(lacking, sum(left)), weights_of(left))
    return [cost - part for cost, part in zip(left, taken, strict=True)]
