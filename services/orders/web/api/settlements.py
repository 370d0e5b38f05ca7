"""What became of each order line: granted, charged, given back, and why."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.orders.queries.settlements import SettledLineView, settled_lines_after
from services.orders.web.api.cycles import known_cycle
from services.orders.web.cycle_parts import CyclePath, Parts, Reading, visible
from services.orders.web.reasons import reason_sentence
from shared.contracts.settlements import ReasonCode
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging, joined, parted
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles", tags=["settlement"])


class SettledLineShown(BaseModel):
    """One line of one household: quantities in base units, prices per display unit, everything with VAT."""

    household_number: str
    product: str
    ordered: int
    granted: int
    ceiling_price_cents: int
    final_price_cents: Annotated[int | None, Field(description="Null when there was nothing to hand out.")]
    held_cents: int
    charged_cents: int
    rebate_cents: int
    reason: Annotated[str | None, Field(description="Why less was granted than ordered.")]


@router.get("/{cycle}/settlements")
async def get_settlements(
    cycle: CyclePath, parts: Parts, actor: Reading, paging: Paging, say: Reader
) -> Page[SettledLineShown]:
    """The cycle's settled lines, by member number and product; empty until a settlement run was posted."""
    after = _line_after(paging.after)
    async with parts.engine.connect() as connection:
        await known_cycle(connection, cycle)
        found = await settled_lines_after(connection, cycle, visible(actor), after, paging.limit + 1)
    lines = [_shown(line, say) for line in found]
    return Page[SettledLineShown].of(lines, paging.limit, _key)


def _key(line: SettledLineShown) -> str:
    return joined(line.household_number, line.product)


def _line_after(after: str | None) -> tuple[str, str]:
    """Member number and product after which a page begins."""
    try:
        return parted(after) if after else ("", "")
    except ValueError:
        raise Refused("page_unknown", after=after) from None


def _shown(line: SettledLineView, say: Translator) -> SettledLineShown:
    return SettledLineShown(
        household_number=line.household_number,
        product=line.product,
        ordered=line.ordered,
        granted=line.granted,
        ceiling_price_cents=line.ceiling_price_cents,
        final_price_cents=line.final_price_cents,
        held_cents=line.held_cents,
        charged_cents=line.charged_cents,
        rebate_cents=line.rebate_cents,
        reason=_reason(line, say),
    )


def _reason(line: SettledLineView, say: Translator) -> str | None:
    if line.reason_code is None:
        return None
    return reason_sentence(
        ReasonCode(line.reason_code), line.reason_demand, line.reason_available, Unit(line.unit), say
    )
