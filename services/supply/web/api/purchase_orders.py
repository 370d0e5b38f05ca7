"""Purchase orders: drafted from the plan in force, approved, sent."""

from decimal import Decimal
from typing import Annotated, Self

from fastapi import APIRouter, Path
from pydantic import BaseModel

from services.supply.commands.advance_purchase_order import approve_purchase_order, send_purchase_order
from services.supply.commands.create_purchase_orders import create_purchase_orders
from services.supply.queries.purchase_orders import PurchaseOrder, PurchaseOrderLine, purchase_order, purchase_orders_of
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from services.supply.web.plan_sentences import line_sentence
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1", tags=["purchase orders"])

Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


class PurchaseOrderLineView(BaseModel):
    """One product ordered; ``price`` in euros per display unit excluding VAT."""

    product: str
    cases: int
    case_size: int
    quantity: int
    rung_from: int
    price: Decimal
    goods_cents: int
    reason: str

    @classmethod
    def of(cls, line: PurchaseOrderLine, say: Translator) -> Self:
        """A line as it is shown."""
        return cls(
            product=line.product,
            cases=line.cases,
            case_size=line.case_size,
            quantity=line.quantity,
            rung_from=line.rung_from,
            price=line.price,
            goods_cents=line.goods_cents,
            reason=line_sentence(say, line.reason),
        )


class PurchaseOrderView(BaseModel):
    """A purchase order; goods and delivery exclude VAT."""

    number: int
    cycle: str
    supplier: str
    state: str
    goods_cents: int
    delivery_cents: int
    vat_cents: int
    total_cents: int
    lines: list[PurchaseOrderLineView]

    @classmethod
    def of(cls, order: PurchaseOrder, say: Translator) -> Self:
        """An order as it is shown."""
        return cls(
            number=order.number,
            cycle=order.cycle,
            supplier=order.supplier,
            state=order.state,
            goods_cents=order.goods_cents,
            delivery_cents=order.delivery_cents,
            vat_cents=order.vat_cents,
            total_cents=order.total_cents,
            lines=[PurchaseOrderLineView.of(line, say) for line in order.lines],
        )


@router.post("/cycles/{cycle}/purchase-orders")
async def post_purchase_orders(
    cycle: CodePath, parts: Parts, say: Reader, _actor: Coordinator
) -> list[PurchaseOrderView]:
    """Draft the orders of the plan in force; asked again, the same orders come back."""
    await create_purchase_orders(parts.engine, cycle)
    return await _shown(parts, cycle, say)


@router.get("/cycles/{cycle}/purchase-orders")
async def get_purchase_orders(
    cycle: CodePath, parts: Parts, say: Reader, _actor: Coordinator
) -> list[PurchaseOrderView]:
    """A cycle's orders by number, cancelled ones too."""
    return await _shown(parts, cycle, say)


@router.post("/purchase-orders/{number}/approval")
async def post_approval(number: Number, parts: Parts, say: Reader, actor: Coordinator) -> PurchaseOrderView:
    """Approve a draft once every choice of its plan is accepted."""
    await approve_purchase_order(parts.engine, number, actor.user_id, parts.clock(), parts.gap_limit_cents)
    return await _one(parts, number, say)


@router.post("/purchase-orders/{number}/sending")
async def post_sending(number: Number, parts: Parts, say: Reader, actor: Coordinator) -> PurchaseOrderView:
    """Record that an approved order was sent to its supplier."""
    await send_purchase_order(parts.engine, number, actor.user_id, parts.clock())
    return await _one(parts, number, say)


async def _shown(parts: SupplyParts, cycle: str, say: Translator) -> list[PurchaseOrderView]:
    async with snapshot(parts.engine) as connection:
        return [PurchaseOrderView.of(order, say) for order in await purchase_orders_of(connection, cycle)]


async def _one(parts: SupplyParts, number: int, say: Translator) -> PurchaseOrderView:
    async with snapshot(parts.engine) as connection:
        return PurchaseOrderView.of(await purchase_order(connection, number), say)
