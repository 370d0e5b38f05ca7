"""The final slip of a household: paid, received, price, credit, what lacked and why."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from services.orders.domain.languages import USUAL
from services.orders.papers.languages import speaker
from services.orders.papers.words import UNDATED, named, price, when_to_fetch, why
from services.orders.queries.cycles import Cycle
from services.orders.queries.slips import Slip, SlipLine
from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit
from shared.papers.alphabet import alphabetical
from shared.papers.press import Data, Paper
from shared.papers.sheet import shown
from shared.web.translation import Translator

TEMPLATE = Path(__file__).parent / "slips.typ"
HEADINGS = ("Product", "Ordered", "Received", "Final price", "Amount")


def slips_paper(cycle: Cycle, slips: Sequence[tuple[Slip, Translator]]) -> Paper:
    """A page for each household in its language, all alike: what somebody pays is between the lines of its own slip."""
    distribution = cycle.distribution or UNDATED
    spoken = {say.language for _, say in slips}
    main = speaker(spoken.pop() if len(spoken) == 1 else USUAL)
    data: dict[str, Data] = {
        "language": main.language,
        "title": _title(cycle, main),
        "slips": [_slip(slip, distribution, say) | _around(cycle, say) for slip, say in slips],
    }
    return Paper(TEMPLATE, data, distribution)


def _title(cycle: Cycle, say: Translator) -> str:
    return say("Final slip: {cycle}", cycle=cycle.name or cycle.cycle)


def _around(cycle: Cycle, say: Translator) -> dict[str, Data]:
    """What stands on each slip in the same words."""
    return {
        "language": say.language,
        "title": _title(cycle, say),
        "headings": [say(heading) for heading in HEADINGS],
        "notes": say("What is on your account pays your next order, or is given back if you ask for it."),
    }


def _slip(slip: Slip, distribution: date, say: Translator) -> dict[str, Data]:
    return {
        "household": named(slip.household, slip.label),
        "facts": [
            [say("To fetch"), when_to_fetch(slip.starts, slip.ends, distribution, say)],
            [say("Where"), slip.place or slip.centre],
        ],
        "lines": [_line(line, say) for line in sorted(slip.lines, key=lambda line: alphabetical(line.name))],
        "sums": [[word, shown(Money(cents), say)] for word, cents in _sums(slip, say)],
        "credit": [say("On your account now"), shown(Money(slip.credit_cents), say)],
    }


def _line(line: SlipLine, say: Translator) -> dict[str, Data]:
    unit = Unit(line.unit)
    ordered, received = Quantity(line.ordered, unit), Quantity(line.received, unit)
    demand, available = Quantity(line.reason_demand, unit), Quantity(line.reason_available, unit)
    final = line.final_price_cents
    return {
        "cells": [
            line.name,
            shown(ordered, say),
            shown(received, say),
            shown(None, say) if final is None else price(final, line.unit, say),
            shown(Money(line.charged_cents), say),
        ],
        "short": line.received < line.ordered,
        "why": _why(line, demand, available, say),
    }


def _why(line: SlipLine, demand: Quantity, available: Quantity, say: Translator) -> str | None:
    if line.reason_code is not None:
        return why(line.reason_code, demand, available, say)
    return say("Less was handed over: your money is back on your account.") if line.received < line.granted else None


def _sums(slip: Slip, say: Translator) -> list[tuple[str, int]]:
    """The same lines on every slip: who hands them out as one pile does not see who pays a part."""
    sums = [
        (say("Goods at the final prices"), slip.full_cents),
        (say("You pay"), slip.charged_cents),
        (say("You had paid"), slip.held_cents),
        (say("Comes back to you"), slip.rebate_cents),
    ]
    if slip.credited_cents:
        sums.append((say("For goods not handed over"), slip.credited_cents))
    return sums
