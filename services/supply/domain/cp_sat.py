"""What CP-SAT answers to a model that it can't read: no answer at all, so it is never taken for a poor one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ortools.sat.python import cp_model

from shared.kernel.refusal import Refused

INT64_MAX: Final = 2**63 - 1


class ModelInvalidError(Exception):
    """A model has figures outside the solver's range, or is built wrong: a fault of the program or of its input."""


def check_valid(model: cp_model.CpModel, status: cp_model.CpSolverStatus) -> None:
    """Do nothing when the solver could read the model.

    Raises:
        ModelInvalidError: with what is wrong with it.
    """
    if status == cp_model.MODEL_INVALID:
        raise ModelInvalidError(model.validate())


@contextmanager
def figures_weighed(cycle: str) -> Iterator[None]:
    """While the plans of a cycle are weighed: what the solver can't read was mistyped somewhere.

    Raises:
        Refused: ``figures_too_large``.
    """
    try:
        yield
    except ModelInvalidError:
        raise Refused("figures_too_large", cycle=cycle) from None
