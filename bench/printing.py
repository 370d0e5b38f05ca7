"""``python -m bench.printing``: one round of P8 in a process of its own, for Typst remembers what it has laid out."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from typst import Compiler, Fonts

from services.orders.papers.languages import speaker
from services.orders.papers.slip import slips_paper
from services.orders.queries.cycles import cycle_by_code
from services.orders.queries.one_moment import one_moment
from services.orders.queries.slips import slips_of_centre
from services.orders.storage.household_tables import households
from services.supply.papers.pick_lists import by_household
from services.supply.queries.hand_overs import Wanted, hand_overs_after
from services.supply.queries.snapshot import snapshot
from services.supply.queries.stops import Stop, settled_head, stops_of
from services.supply.web.sentences import LOCALE
from shared.database import create_engine
from shared.papers.glyphs import FONTS
from shared.papers.press import ROOT, Paper, print_paper
from shared.papers.sheet import sheet_paper
from shared.web.translation import Catalogues

PICK_LISTS, SLIPS = "pick-lists", "slips"
_EVERY_ORDER = 100_000
_JANUARY = 1_767_225_600


Taken = tuple[float, float]
"""Milliseconds by the clock, and of the processors: these don't count what others do on the machine."""

Reading = Callable[[], Awaitable[Paper]]
"""What reads a centre's paper from the database."""


def ours(paper: str, database: str, cycle: str, kept: Path) -> Taken:
    """From the database to the papers of every centre, asked for at once; what Typst was given is kept."""
    taken, papers = asyncio.run(_printed(paper, database, cycle))
    kept.write_text(json.dumps([str(papers[0].template), *(dict(paper.data) for paper in papers)]), encoding="utf-8")
    return taken


async def _printed(paper: str, database: str, cycle: str) -> tuple[Taken, list[Paper]]:
    engine = create_engine(database, application_name="bench")
    readings = await (_pick_lists if paper == PICK_LISTS else _slips)(engine, cycle)
    await readings[0]()  # a service has read before; Typst has not laid this out
    began = _now()
    papers = await asyncio.gather(*(_print(reading) for reading in readings))
    taken = _since(began)
    await engine.dispose()
    return taken, papers


async def _print(reading: Reading) -> Paper:
    paper = await reading()
    await print_paper(paper)
    return paper


async def _pick_lists(engine: AsyncEngine, cycle: str) -> list[Reading]:
    say = Catalogues(LOCALE).of("fr")

    async def pick_list(stop: Stop) -> Paper:
        async with snapshot(engine) as connection:
            head = await settled_head(connection, cycle)
            orders = await hand_overs_after(connection, Wanted(cycle, frozenset({stop.centre})), None, _EVERY_ORDER)
        if not all(order.lines for order in orders):
            raise ValueError("a household without a line is no measure")
        return sheet_paper(by_household(head, stop, orders, say), say)

    async with snapshot(engine) as connection:
        return [partial(pick_list, stop) for stop in await stops_of(connection, cycle)]


async def _slips(engine: AsyncEngine, cycle: str) -> list[Reading]:
    async def slips(centre: str) -> Paper:
        async with one_moment(engine) as connection:
            known = await cycle_by_code(connection, cycle)
            found = await slips_of_centre(connection, cycle, centre)
        if known is None or not all(slip.lines for slip in found):
            raise ValueError("a household without a line is no measure")
        return slips_paper(known, [(slip, speaker(slip.language)) for slip in found])

    async with one_moment(engine) as connection:
        centres = await connection.scalars(select(households.c.centre).distinct().order_by(households.c.centre))
        return [partial(slips, centre) for centre in centres]


def alone(kept: Path) -> Taken:
    """Typst on the same input, and nothing else."""
    template, *inputs = json.loads(kept.read_text(encoding="utf-8"))
    given = [json.dumps(data, ensure_ascii=False) for data in inputs]
    began = _now()
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    compiler = Compiler(root=ROOT, font_paths=fonts)
    for data in given:
        compiler.compile(template, format="pdf", pdf_standards=["ua-1"], timestamp=_JANUARY, sys_inputs={"data": data})
    return _since(began)


def _now() -> Taken:
    return 1000 * perf_counter(), 1000 * process_time()


def _since(began: Taken) -> Taken:
    return _now()[0] - began[0], _now()[1] - began[1]


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    print(*(alone(Path(where)) if what == "alone" else ours(what, where, rest[0], Path(rest[1]))))
