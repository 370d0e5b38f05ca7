"""One measured figure: what the system does against what its parts do alone, in the same run."""

from dataclasses import dataclass
from statistics import median

Rounds = list[float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A path's figure against its baseline, measured in turns.

    Args:
        path: ``P1`` to ``P8``.
        what: What was measured.
        baseline: What it is measured against.
        unit: Of both rounds, such as ``orders/s`` or ``ms``.
        ours: The system's rounds.
        alone: The baseline's rounds.
        goal: Of the ratio ours / baseline.
        at_most: Whether the goal is an upper bound: times, not rates.
        note: What holds it back, what the reader must know.
    """

    path: str
    what: str
    baseline: str
    unit: str
    ours: Rounds
    alone: Rounds
    goal: float
    at_most: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        """Median of ours over median of the baseline."""
        return median(self.ours) / median(self.alone)

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal


def three_digits(value: float) -> str:
    """A figure as precise as a benchmark is: three digits, or whole."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def row(figure: Figure) -> str:
    """The figure as a line of the table."""
    sign = "≤" if figure.at_most else "≥"
    cells = [
        figure.path,
        figure.what,
        f"{three_digits(median(figure.ours))} {figure.unit}",
        f"{figure.baseline}: {three_digits(median(figure.alone))} {figure.unit}",
        three_digits(figure.ratio),
        f"{sign} {figure.goal:g}",
        "yes" if figure.met else "**no**",
        figure.note,
    ]
    return f"| {' | '.join(cells)} |"
