"""Why this price, why this quantity: for whoever is asked at the table, in a sentence with its figures."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.supply.domain.allocation import ShortagePolicy
from services.supply.domain.settlement_run import REHEARSED
from services.supply.queries.price_reason import PriceReason, price_reason
from services.supply.queries.quantity_reason import QuantityReason, order_line, quantity_reason
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import CodePath
from services.supply.web.parts import Parts
from services.supply.web.reason_sentences import figures_sentence, price_sentence, quantity_sentence
from shared.web.access import require
from shared.web.problems import Problem
from shared.web.roles import Actor, Role
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles", tags=["settlement"])
Asker = Annotated[Actor, Depends(require(Role.VOLUNTEER, Role.COORDINATOR))]


_RUN = "The run in force. Null: it is looked at before it is published."


class PriceReasonView(BaseModel):
    """Why everyone pays this; cents, prices per display unit with VAT and delivery."""

    product: str
    run: int | None = Field(description=_RUN)
    sentence: str
    figures_sentence: str = Field(description="What was ordered and is handed out, at most, and what it comes to.")
    supplier: str | None
    goods_cents: int | None = Field(description="Invoiced, excluding VAT. Null: nothing was ordered.")
    vat_cents: int | None = Field(description="On the goods.")
    delivery_cents: int | None = Field(description="Its share of the delivery, with VAT.")
    otherwise_cents: int | None = Field(description="Printed on the invoice beyond that, less credit notes.")
    invoiced_cents: int = Field(description="Its part of the invoice: the four above together.")
    stock_used: int
    stock_value_cents: int
    received: int
    available: int
    price_cents: int | None = Field(description="What would pay it all; null: there was nothing to hand out.")
    ceiling_price_cents: int
    published_price_cents: int | None = Field(description="Of a run before, when that is the most it may cost now.")
    final_price_cents: int | None
    kept: int
    kept_value_cents: int
    adjustment_cents: int = Field(description="What rounding leaves to the network; negative: what it pays.")
    demand: int = Field(description="What households ordered.")
    granted: int = Field(description="What they get.")
    charged_cents: int

    @classmethod
    def of(cls, reason: PriceReason, say: Translator) -> Self:
        """A reason as it is shown."""
        goods = reason.goods
        return cls(
            run=_shown(reason.run),
            sentence=price_sentence(say, reason),
            figures_sentence=figures_sentence(say, reason),
            invoiced_cents=goods.invoiced,
            stock_used=goods.stock_used,
            stock_value_cents=goods.stock_value,
            received=goods.received,
            available=goods.available,
            price_cents=goods.price,
            **{name: getattr(reason, name) for name in cls.model_fields if hasattr(reason, name) and name != "run"},
        )


_TOLD = ("granted", "part", "late", "demand", "available", "by_hand", "others_by_hand")


class QuantityReasonView(BaseModel):
    """Why an order gets this much; base units."""

    order_id: UUID
    centre: str
    product: str
    run: int | None = Field(description=_RUN)
    sentence: str
    quantity: int = Field(description="Ordered.")
    granted: int
    part: int = Field(description="By the policy; more than granted where a run before had published less.")
    late: bool = Field(description="Admitted after the goods were bought: it shares what the others left over.")
    demand: int = Field(description="Of all who share with it.")
    available: int = Field(description="What they share.")
    policy: ShortagePolicy | None = Field(description="Null: nothing had to be shared.")
    centre_demand: int | None
    centre_part: int | None = Field(description="What its centre had to share.")
    turn: int | None = Field(description="Its place in the draw.")
    turns: int | None
    by_hand: str | None = Field(description="Why the coordinator decided this part; null: the policy did.")
    others_by_hand: int = Field(description="What others got by hand before the rest was shared.")

    @classmethod
    def of(cls, reason: QuantityReason, say: Translator) -> Self:
        """A reason as it is shown."""
        line, sharing = reason.line, reason.sharing
        drawn = ("policy", "centre_part", "turn")
        counted = sharing is not None and sharing.turn is not None
        return cls(
            run=_shown(reason.run),
            sentence=quantity_sentence(say, reason),
            **{name: getattr(line, name) for name in ("order_id", "centre", "product", "quantity")},
            **{name: getattr(reason, name) for name in _TOLD},
            **{name: getattr(sharing, name) if sharing else None for name in drawn},
            centre_demand=sharing.centre_demand if sharing and sharing.centre_part is not None else None,
            turns=sharing.turns if sharing and counted else None,
        )


def _shown(run: int) -> int | None:
    return None if run == REHEARSED else run


@router.get("/{cycle}/products/{product}/price-reason")
async def get_price_reason(
    cycle: CodePath, product: CodePath, parts: Parts, say: Reader, _actor: Asker
) -> PriceReasonView:
    """Why a product of a settled cycle costs what it costs, the same for everyone."""
    async with snapshot(parts.engine) as connection:
        return PriceReasonView.of(await price_reason(connection, cycle, product), say)


@router.get("/{cycle}/orders/{order_id}/lines/{product}/quantity-reason")
async def get_quantity_reason(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath, order_id: UUID, product: CodePath, parts: Parts, say: Reader, actor: Asker
) -> QuantityReasonView:
    """Why an order got what it got of a product."""
    async with snapshot(parts.engine) as connection:
        line = await order_line(connection, cycle, order_id, product)
        if line is None:
            raise Problem("not_found")
        actor.check_centre(line.centre)
        return QuantityReasonView.of(await quantity_reason(connection, line), say)
