"""Counts, losses and transfers of stock: each under an id that its device made, done once."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.supply.commands.count_lots import CountedLot, StockCount, count_lots
from services.supply.commands.lose_stock import StockLoss, lose_stock
from services.supply.commands.stock_operation import LotChange
from services.supply.commands.transfer_stock import StockTransfer, transfer_stock
from services.supply.domain.stock_movements import LossReason
from services.supply.web.fields import BaseQuantity, Body, Code, Flag, Reason, SomeQuantity, put_status
from services.supply.web.parts import Coordinator, Parts

router = APIRouter(prefix="/v1/stock", tags=["stock"])


class CountedLotBody(Body):
    """What was found of a lot."""

    product: Code = Field(examples=["LEN-VER"])
    lot: Code = Field(examples=["D61"])
    counted: BaseQuantity = Field(examples=[9_000])


class StockCountBody(Body):
    """What was counted, and why it may differ from the books."""

    lots: list[CountedLotBody] = Field(min_length=1, max_length=1_000)
    reason: Reason = Field(examples=["Inventory of the hangar."])
    centre: Code | None = Field(default=None, description="Where they stand; null: in the warehouse.")


class StockLossBody(Body):
    """What is gone of a lot."""

    product: Code = Field(examples=["LEN-VER"])
    lot: Code = Field(examples=["D61"])
    quantity: SomeQuantity = Field(examples=[500])
    reason: LossReason = Field(examples=["damaged"])
    centre: Code | None = Field(default=None, description="Where it stood; null: in the warehouse.")


class StockTransferBody(Body):
    """What goes from the warehouse to a centre, or comes back."""

    product: Code = Field(examples=["LEN-VER"])
    lot: Code = Field(examples=["D61"])
    quantity: SomeQuantity = Field(examples=[2_000])
    centre: Code = Field(examples=["DUC"])
    back: Flag = Field(default=False, examples=[False], description="From the centre to the warehouse.")


class LotChangeView(BaseModel):
    """What became of a lot where it stands (a transfer: in the warehouse); negative when something left it."""

    model_config = ConfigDict(from_attributes=True)

    product: str
    lot: str
    quantity: int
    value_cents: int
    left: int
    left_value_cents: int
    cycles: list[str] = Field(
        description="Cycles whose plan counts on more of the lot than is left: plan them again or, once goods are "
        "ordered, hand out less by hand."
    )


class StockChangesView(BaseModel):
    """What an operation changed."""

    changes: list[LotChangeView]

    @classmethod
    def of(cls, changes: Sequence[LotChange]) -> Self:
        """Changes as they are shown."""
        return cls(changes=[LotChangeView.model_validate(one) for one in changes])


@router.put("/counts/{count_id}", responses={201: {"model": StockChangesView}})
async def put_count(
    count_id: UUID, body: StockCountBody, response: Response, parts: Parts, actor: Coordinator
) -> StockChangesView:
    """Bring the books to what was counted; the answer says what differed and what it is worth."""
    lots = tuple(CountedLot(**one.model_dump()) for one in body.lots)
    count = StockCount(count_id, lots, body.reason, actor.user_id, body.centre)
    changes, created = await count_lots(parts.engine, parts.clock(), count)
    put_status(response, created=created)
    return StockChangesView.of(changes)


@router.put("/losses/{loss_id}", responses={201: {"model": StockChangesView}})
async def put_loss(
    loss_id: UUID, body: StockLossBody, response: Response, parts: Parts, actor: Coordinator
) -> StockChangesView:
    """Take out of the books what is expired, damaged or gone otherwise."""
    loss = StockLoss(loss_id, noted_by=actor.user_id, **dict(body))
    changes, created = await lose_stock(parts.engine, parts.clock(), loss)
    put_status(response, created=created)
    return StockChangesView.of(changes)


@router.put("/transfers/{transfer_id}", responses={201: {"model": StockChangesView}})
async def put_transfer(
    transfer_id: UUID, body: StockTransferBody, response: Response, parts: Parts, actor: Coordinator
) -> StockChangesView:
    """Send a part of a lot to a centre, or have it brought back."""
    transfer = StockTransfer(transfer_id, moved_by=actor.user_id, **dict(body))
    changes, created = await transfer_stock(parts.engine, parts.clock(), transfer)
    put_status(response, created=created)
    return StockChangesView.of(changes)
