"""Writes docs/runbooks/refusals.md from the sentence tables: ``python -m services.command_line.refusals_page``."""

from pathlib import Path

import services.orders.web.sentences
import services.supply.web.sentences
from shared.web.sentences import COMMON, Sentences
from shared.web.translation import Catalogues, Translator

PAGE = Path(__file__).parents[2] / "docs" / "runbooks" / "refusals.md"

_INTRODUCTION = """# What each refusal says

Every refusal over HTTP is a problem document (RFC 9457): its `code` is in the first column, its `title` and `detail`
are the sentence, in French or English as the reader's `Accept-Language` asks. It says what is wrong, where, and what to
do; of what is refused nothing is stored. What stands in braces is filled in, and comes again under `figures`.

This page is made from the sentences themselves: `python -m services.command_line.refusals_page`.
"""


def render() -> str:
    """The page."""
    orders, supply = services.orders.web.sentences, services.supply.web.sentences
    return "\n".join(
        [
            _INTRODUCTION,
            "## Both services\n",
            _table(COMMON, Catalogues()),
            "\n## Orders: centres, households, orders, money\n",
            _table(orders.SENTENCES, Catalogues(orders.LOCALE)),
            "\n## Supply: catalogue, buying, settling, rosters\n",
            _table(supply.SENTENCES, Catalogues(supply.LOCALE)),
            "",
        ]
    )


def _table(sentences: Sentences, catalogues: Catalogues) -> str:
    languages = [catalogues.of("fr"), catalogues.of("en")]
    rows = ["| code | status | français | English |", "|---|---|---|---|"]
    for code, sentence in sorted(sentences.items()):
        said = [_said(say, sentence.title, sentence.detail) for say in languages]
        rows.append(f"| `{code}` | {sentence.status} | {said[0]} | {said[1]} |")
    return "\n".join(rows)


def _said(say: Translator, title: str, detail: str) -> str:
    return f"**{say(title)}.** {say(detail)}"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
