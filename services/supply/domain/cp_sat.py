"""What CP-SAT answers to a model that it can't read: no answer at all, so it is never taken for a poor one."""

from typing import Final

from ortools.sat.python import cp_model

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
