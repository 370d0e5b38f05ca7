"""``vrac play``: a cycle folder in, files out."""

import os
import sys
from pathlib import Path

from services.play.failures import INTERRUPTED, REFUSED, Failure, exit_code, explain
from services.play.files.writing import write_outcome
from services.play.folder.problem import FolderRefused
from services.play.folder.reader import CycleFolder, read_folder
from services.play.interruption import ended_with_its_terminal, interruptible, run
from services.play.logs import keep_logs
from services.play.outcome import Outcome
from services.play.parts import running_parts
from services.play.performance import perform
from services.play.proof import prove
from services.play.reporting import PlainReporter, Reporter
from services.play.system import running_system


def play(cycle: Path, out: Path) -> int:
    """Play the cycle in folder ``cycle`` and write what came out into ``out``.

    Returns:
        The exit code: 0 done; 2 refused, with every problem on standard error and nothing written;
        1 something failed, said in one line; 130 interrupted.
    """
    try:
        folder = read_folder(cycle)
        unusable = _unusable(out, cycle)
    except FolderRefused as refused:
        return _refuse([str(problem) for problem in refused.problems], f"{cycle} cannot be played.")
    except OSError as error:
        return _refuse([f"{error.filename} cannot be used: {error.strerror}"], "Nothing was played.")
    if unusable:
        return _refuse([unusable], "Nothing was played.")
    with interruptible():
        return _play(folder, out, PlainReporter())


def _play(folder: CycleFolder, out: Path, reporter: Reporter) -> int:
    try:
        outcome = play_folder(folder, reporter)
        write_outcome(outcome, out)
    except Failure as failure:
        if ended_with_its_terminal(failure):
            return INTERRUPTED
        _complain(explain(failure))
        return exit_code(failure)
    except KeyboardInterrupt:
        _complain("Interrupted: everything is stopped, nothing was written.")
        return INTERRUPTED
    for equality in prove(outcome):
        reporter.say(f"  {equality}")
    reporter.say(f"Written to {out}.")
    return 0


def play_folder(folder: CycleFolder, reporter: Reporter) -> Outcome:
    """Play a folder on parts and services of its own, and prove its totals.

    Raises:
        Failure: one of those; the logs are then kept and their place said.
    """
    reporter.stage("Starting PostgreSQL, the broker and both services")
    with running_parts() as parts:
        try:
            with running_system(parts) as system:
                outcome = run(perform(folder, system, reporter))
                prove(outcome)
                return outcome
        except Failure:
            _complain(f"The logs are in {keep_logs(parts.folder)}/.")
            raise


def _unusable(out: Path, cycle: Path) -> str | None:
    """Why nothing can be written to ``out``, or None."""
    if out.resolve() == cycle.resolve():
        return f"{out} is the cycle's own folder: name another one for what comes out"
    existing = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not existing.is_dir():
        return f"{existing} is a file: name a folder"
    if not os.access(existing, os.W_OK | os.X_OK):
        return f"{existing} cannot be written to"
    return None


def _refuse(problems: list[str], conclusion: str) -> int:
    for problem in problems:
        _complain(problem)
    _complain(conclusion)
    return REFUSED


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - this is a command's output
