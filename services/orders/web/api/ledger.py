"""The ledger, read-only: trial balance, one account, the entries of a cycle."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from services.orders.queries.ledger import LedgerLine, LinesWanted, ledger_lines, trial_balance
from services.orders.web.api.desk import Desk
from shared.kernel.refusal import Refused
from shared.web.access import require
from shared.web.paging import Page, Paging
from shared.web.roles import Role

router = APIRouter(
    prefix="/v1/ledger", tags=["ledger"], dependencies=[Depends(require(Role.TREASURER, Role.COORDINATOR))]
)


class BalanceAnswer(BaseModel):
    """An account and what it stands at: debits less credits."""

    account: str
    balance_cents: int


class EntryAnswer(BaseModel):
    """One entry: positive debits the account, negative credits it."""

    transaction: UUID
    at: datetime
    kind: str
    what: str
    cycle: str | None
    account: str
    amount_cents: int
    place: str

    @classmethod
    def of(cls, line: LedgerLine) -> "EntryAnswer":
        """As it is shown; ``place`` is where the next page starts after."""
        shown = asdict(line)
        return cls(place=f"{shown.pop('sequence')}.{shown.pop('position')}", **shown)


@router.get("/accounts")
async def get_accounts(desk: Desk, paging: Paging) -> Page[BalanceAnswer]:
    """The trial balance: every account that is not at zero."""
    found = await trial_balance(desk.engine, paging.after, paging.limit)
    items = [BalanceAnswer(account=balance.account, balance_cents=balance.balance_cents) for balance in found]
    return Page.of(items, paging.limit, lambda balance: balance.account)


@router.get("/accounts/{account}")
async def get_account(account: Annotated[str, Path(max_length=200)], desk: Desk, paging: Paging) -> Page[EntryAnswer]:
    """The entries of one account, in the order they were booked."""
    return await _page(desk, LinesWanted(account=account, after=_place(paging.after), limit=paging.limit))


@router.get("/entries")
async def get_entries(
    desk: Desk, paging: Paging, cycle: Annotated[str | None, Query(max_length=64)] = None
) -> Page[EntryAnswer]:
    """The entries of the ledger, or of one cycle, in the order they were booked."""
    return await _page(desk, LinesWanted(cycle=cycle, after=_place(paging.after), limit=paging.limit))


async def _page(desk: Desk, wanted: LinesWanted) -> Page[EntryAnswer]:
    items = [EntryAnswer.of(line) for line in await ledger_lines(desk.engine, wanted)]
    return Page.of(items, wanted.limit, lambda entry: entry.place)


def _place(after: str | None) -> tuple[int, int]:
    if after is None:
        return (0, 0)
    sequence, _, position = after.partition(".")
    if not (sequence.isascii() and sequence.isdigit() and position.isascii() and position.isdigit()):
        raise Refused("page_unknown", after=after)
    return (min(int(sequence), 2**62), min(int(position), 2**30))
