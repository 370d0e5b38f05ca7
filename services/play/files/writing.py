"""All the files of an outcome, written together or not at all."""

import tempfile
from pathlib import Path

from services.play.files import buying, goods, households
from services.play.files.sheet import OutSheet
from services.play.outcome import Outcome


def sheets(outcome: Outcome) -> list[OutSheet]:
    """The files, in the order docs/cycle-files.md names them."""
    return [
        households.rejected(outcome),
        buying.purchase_orders(outcome),
        buying.purchase_order_lines(outcome),
        buying.suppliers(outcome),
        households.settlements(outcome),
        goods.stock(outcome),
        goods.shifts(outcome),
        goods.roster(outcome),
        households.ledger(outcome),
        goods.totals(outcome),
    ]


def write_outcome(outcome: Outcome, folder: Path) -> None:
    """Write every file into ``folder``, over those of an earlier play.

    All are written aside first, so that a full disk leaves no mix of two plays.
    """
    texts = {sheet.file: sheet.text() for sheet in sheets(outcome)}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as aside:
        for file, text in texts.items():
            (Path(aside) / file).write_text(text, encoding="utf-8", newline="")
        for file in texts:
            (Path(aside) / file).replace(folder / file)
