"""The results as files: a JSON file a path, and the table of README.md rewritten between its markers."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figure import Figure, row

HERE = Path(__file__).parent
RESULTS = HERE / "results"
README = HERE / "README.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
_HEAD = (
    "| path | measured | figure | baseline | ratio | goal | reached | what to know |\n|---|---|---|---|---|---|---|---|"
)

# Taken before anything is measured: above half a core, somebody else was at work and the figures say little.
_LOAD_BEFORE = os.getloadavg()[0]


def write(path: str, figures: Iterable[Figure]) -> None:
    """Keep a path's figures of this run."""
    RESULTS.mkdir(exist_ok=True)
    measured = [asdict(figure) | {"ratio": round(figure.ratio, 4), "met": figure.met} for figure in figures]
    run = {"measured": datetime.now(UTC).isoformat(timespec="seconds"), "machine": _machine()}
    text = json.dumps(run | {"figures": measured}, indent=2, ensure_ascii=False)
    (RESULTS / f"{path}.json").write_text(f"{text}\n", encoding="utf-8")


def rewrite_table() -> None:
    """Put what is in ``results/`` in the README."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}\n{table(_kept())}\n{END}{after}", encoding="utf-8")


def table(runs: Iterable[dict[str, Any]]) -> str:
    """The runs as a table, and the machine of the last one."""
    rows, said = [], ""
    for run in runs:
        rows += [row(_figure(kept)) for kept in run["figures"]]
        said = f"Measured {run['measured'][:10]} on {run['machine']}."
    return "\n".join([_HEAD, *rows, "", said])


def _kept() -> Iterable[dict[str, Any]]:
    return (json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("P*.json")))


def _figure(kept: dict[str, Any]) -> Figure:
    return Figure(**{name: value for name, value in kept.items() if name not in {"ratio", "met"}})


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}, load {_LOAD_BEFORE:.1f} before"
