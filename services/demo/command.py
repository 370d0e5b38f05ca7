"""``vrac demo``: both services on parts of their own, the demo cycle played on them, a summary, then to look at."""

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from services.demo.progress import BarReporter
from services.demo.screen import places, screen
from services.demo.summary import summarise
from services.local.process import ServerError, ServerProcess
from services.play.failures import INTERRUPTED, Failure, exit_code, explain
from services.play.folder.problem import FolderRefused
from services.play.folder.reader import CycleFolder, read_folder
from services.play.interruption import ended_with_its_terminal, interruptible, run
from services.play.logs import keep_logs
from services.play.parts import Parts, running_parts
from services.play.performance import perform
from services.play.proof import prove
from services.play.reporting import PlainReporter, Reporter
from services.play.system import System, running_system

DEMO_CYCLE = Path(__file__).parents[2] / "deploy/demo/2026-12"
ORDERS_PORT, SUPPLY_PORT = 8001, 8002
_LOOK_EVERY_SECONDS = 0.5


def demo(*, once: bool) -> int:
    """Play the demo cycle, show the summary, and stay up until Ctrl-C unless ``once``.

    Every start has fresh databases and topics and needs no particular port: a second demo beside
    this one works, and what a killed one left is ended and removed.

    Returns:
        The exit code: 0 after the summary and a clean stop, 1 when something failed (said in one
        line), 130 when interrupted before the summary.
    """
    console = Console(highlight=False)
    with interruptible():
        try:
            _demo(read_folder(DEMO_CYCLE), console, once=once)
        except FolderRefused as refused:
            console.print(*refused.problems, sep="\n", markup=False)
            return exit_code(refused)
        except Failure as failure:
            if ended_with_its_terminal(failure):
                return INTERRUPTED
            console.print(explain(failure), markup=False)
            return exit_code(failure)
        except KeyboardInterrupt:
            console.print("Interrupted: everything is stopped.")
            return INTERRUPTED
    return 0


def _demo(folder: CycleFolder, console: Console, *, once: bool) -> None:
    reporter: Reporter = BarReporter(console) if console.is_terminal else PlainReporter()
    try:
        reporter.stage("Starting PostgreSQL, the broker and both services")
        with running_parts() as parts:
            _demo_on(parts, folder, console, reporter, once=once)
    finally:
        reporter.done()


def _demo_on(parts: Parts, folder: CycleFolder, console: Console, reporter: Reporter, *, once: bool) -> None:
    try:
        with running_system(parts, orders_port=ORDERS_PORT, supply_port=SUPPLY_PORT) as system:
            _perform(folder, system, console, reporter)
            if not once:
                _stay_up(system, console)
    except Failure:
        reporter.done()
        console.print(f"The logs are in {keep_logs(parts.folder)}/.", markup=False)
        raise


def _perform(folder: CycleFolder, system: System, console: Console, reporter: Reporter) -> None:
    outcome = run(perform(folder, system, reporter))
    console.print(screen(summarise(outcome, prove(outcome))))


def _stay_up(system: System, console: Console) -> None:
    """Show where to look and wait for Ctrl-C, watching that both services stay up.

    Raises:
        ServerError: a service ended by itself.
    """
    try:
        console.print(places(system))
        _watch(system.processes)
    except KeyboardInterrupt:
        console.print("Stopping.")


def _watch(processes: Sequence[ServerProcess]) -> None:
    while all(process.runs() for process in processes):
        time.sleep(_LOOK_EVERY_SECONDS)
    raise ServerError("A service ended by itself.")
