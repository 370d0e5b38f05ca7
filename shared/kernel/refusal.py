"""A refusal: a rule said no. A code with its figures; the sentence is made where it is shown."""

from typing import Any


class Refused(Exception):  # noqa: N818 - it is a decision, not an error of the program
    """A rule refused what was asked; nothing was stored.

    Args:
        code: Names the rule in snake case, such as ``not_enough_paid``; the web room has its sentence.
        figures: What the sentence needs to say what, where and what to do. Nothing personal.
    """

    def __init__(self, code: str, **figures: Any) -> None:  # noqa: ANN401 - figures are whatever the sentence shows
        super().__init__(code, figures)
        self.code = code
        self.figures = figures

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.figures.items())
        return f"{self.code} ({shown})" if shown else self.code


def check_same_reason(kept: str | None, said: str) -> None:
    """What is done already is asked for again with the reason that is kept of it; none is kept of what was erased.

    Raises:
        Refused: ``reason_differs``.
    """
    if kept and kept != said:
        raise Refused("reason_differs")
