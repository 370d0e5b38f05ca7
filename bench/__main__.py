"""``python -m bench``: measure each path against its baseline in the same run (see README.md)."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from bench import (
    p1_order_entry,
    p2_offline_batch,
    p3_outbox,
    p4_events,
    p5_close,
    p6_visible,
    p7_what_if,
    p8_papers,
    report,
)
from bench.figure import Figure, row
from bench.ground import Ground, ground

Measure = Callable[[Ground], Awaitable[list[Figure]]]

PATHS: dict[str, Measure] = {
    "P1": p1_order_entry.measure,
    "P2": p2_offline_batch.measure,
    "P3": p3_outbox.measure,
    "P4": p4_events.measure,
    "P5": p5_close.measure,
    "P6": p6_visible.measure,
    "P7": p7_what_if.measure,
    "P8": p8_papers.measure,
}


def main() -> None:
    """Measure the paths that are named, or all."""
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("paths", nargs="*", metavar="PATH", help=f"of {', '.join(PATHS)}; all by default")
    arguments.add_argument("--quick", action="store_true", help="short rounds, to try the bench; keeps no results")
    given = arguments.parse_args()
    unknown = sorted(set(given.paths) - PATHS.keys())
    if unknown:
        arguments.error(f"{', '.join(unknown)}: there are {', '.join(PATHS)}")
    for path in given.paths or PATHS:
        figures = _measured(PATHS[path], quick=given.quick)
        for figure in figures:
            print(row(figure), flush=True)
        if not given.quick:
            report.write(path, figures)
            report.rewrite_table()


def _measured(measure: Measure, *, quick: bool) -> list[Figure]:
    """Each path on servers of its own: none inherits what another left in memory."""

    async def work() -> list[Figure]:
        return await measure(found)

    with ground(quick=quick) as found:
        return asyncio.run(work())


main()
