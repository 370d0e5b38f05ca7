"""The ledger, read-only: the chart, the trial balance, one account, the entries of a cycle."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.orders.domain.chart import CHART, Side
from services.orders.queries.journal import journal
from services.orders.queries.ledger import AccountBalance, LedgerLine, LinesWanted, ledger_lines, trial_balance
from services.orders.web.api.desk import Desk
from services.orders.web.journal_files import (
    BALANCE_COLUMNS,
    FEC_COLUMNS,
    PLAIN_COLUMNS,
    balance_row,
    comma_separated,
    fec_row,
    plain_row,
    tab_separated,
    written,
)
from services.orders.web.ledger_words import account_name, transaction_words
from shared.kernel.refusal import Refused
from shared.web.access import require
from shared.web.asked import Moment
from shared.web.paging import Page, PageRequest, Paging
from shared.web.roles import Role
from shared.web.translation import Reader, Translator

router = APIRouter(
    prefix="/v1/ledger", tags=["ledger"], dependencies=[Depends(require(Role.TREASURER, Role.COORDINATOR))]
)

_LAST_DAY = date(2999, 12, 31)
_FORMS = {
    "fec": (FEC_COLUMNS, fec_row, tab_separated, "text/tab-separated-values"),
    "plain": (PLAIN_COLUMNS, plain_row, comma_separated, "text/csv"),
}

Account = Annotated[str, Field(examples=["till:BELL:cash"])]


class AccountKindAnswer(BaseModel):
    """Accounts of one kind: `{…}` in the pattern stands for whose it is."""

    pattern: str = Field(examples=["till:{centre}:cash"])
    number: str = Field(examples=["531"], description="In the French general chart of accounts.")
    side: Side
    name: str = Field(examples=["Cash in the till of …"])


class BalanceAnswer(BaseModel):
    """An account and what it stands at: debits less credits."""

    account: Account
    name: str = Field(examples=["Cash in the till of BELL"])
    balance_cents: int = Field(examples=[12_350])


class EntryAnswer(BaseModel):
    """One entry: positive debits the account, negative credits it."""

    model_config = ConfigDict(extra="forbid")

    transaction: UUID
    at: datetime
    kind: str = Field(examples=["payment"])
    why: str = Field(examples=["Payment received"])
    what: str
    by: UUID | None = Field(description="Who booked it, here or by what they did in supply; null: supply does not say.")
    by_name: str | None = Field(examples=["Claire"])
    till: str = Field(examples=["BELL"], description="Whose hash chain it is in: a centre's, or the network's own.")
    cycle: str | None = Field(examples=["2026-12"])
    order_id: UUID | None
    account: Account
    amount_cents: int = Field(examples=[1_450])
    balance_cents: int | None = Field(examples=[12_350], description="After it, where one account is asked for.")
    place: str = Field(examples=["42.1"])

    @classmethod
    def of(cls, line: LedgerLine, say: Translator) -> "EntryAnswer":
        """As it is shown; ``place`` is where the next page starts after."""
        return cls(
            transaction=line.transaction,
            at=line.at,
            kind=line.kind,
            why=transaction_words(line.kind, say),
            what=line.what,
            by=line.by,
            by_name=line.by_name,
            till=line.till,
            cycle=line.cycle,
            order_id=line.order_id,
            account=line.account,
            amount_cents=line.amount_cents,
            balance_cents=line.balance_cents,
            place=f"{line.sequence}.{line.position}",
        )


@router.get("/chart")
async def get_chart(say: Reader) -> list[AccountKindAnswer]:
    """The chart of accounts: every kind there is."""
    return [
        AccountKindAnswer(pattern=kind.pattern, number=kind.number, side=kind.side, name=say(kind.name, whose="…"))
        for kind in CHART
    ]


@router.get("/accounts")
async def get_accounts(
    desk: Desk,
    paging: Paging,
    say: Reader,
    at: Annotated[Moment | None, Query(description="As it was then; absent: now.")] = None,
) -> Page[BalanceAnswer]:
    """The trial balance, now or at a past moment: every account that is not at zero."""
    found = await trial_balance(desk.engine, paging.after, paging.limit, at)
    items = [
        BalanceAnswer(
            account=balance.account, name=account_name(balance.account, say), balance_cents=balance.balance_cents
        )
        for balance in found
    ]
    return Page.of(items, paging.limit, lambda balance: balance.account)


@router.get("/accounts/{account}")
async def get_account(
    account: Annotated[str, Path(max_length=200)], desk: Desk, paging: Paging, say: Reader
) -> Page[EntryAnswer]:
    """The entries of one account in the order they were booked: who, when, why, and the balance after each."""
    return await _page(desk, paging, say, account=account)


@router.get("/entries")
async def get_entries(
    desk: Desk, paging: Paging, say: Reader, cycle: Annotated[str | None, Query(max_length=64)] = None
) -> Page[EntryAnswer]:
    """The entries of the ledger, or of one cycle, in the order they were booked."""
    return await _page(desk, paging, say, cycle=cycle)


@router.get("/journal", response_class=StreamingResponse)
async def get_journal(
    desk: Desk,
    say: Reader,
    begins: Annotated[date, Query(alias="from", examples=["2026-01-01"], description="First day, network's time.")],
    until: Annotated[date, Query(le=_LAST_DAY, examples=["2026-12-31"], description="Last day.")],
    form: Annotated[Literal["fec", "plain"], Query(alias="format")] = "plain",
) -> StreamingResponse:
    """The accounting journal of a period as a file: the columns of the French FEC, or a plain CSV."""
    if until < begins:
        raise Refused("period_backwards", begins=begins, until=until)
    edges = [datetime.combine(day, time(), desk.zone) for day in (begins, until + timedelta(days=1))]
    lines = journal(desk.engine, *edges)
    columns, row, as_text, media = _FORMS[form]
    name = f"FEC{until:%Y%m%d}.txt" if form == "fec" else f"journal-{begins}-{until}.csv"
    return StreamingResponse(
        written(lines, columns, partial(row, zone=desk.zone, say=say), as_text),
        media_type=media,
        headers=_attached(name, say),
    )


@router.get("/balances", response_class=StreamingResponse)
async def get_balances(
    desk: Desk,
    say: Reader,
    at: Annotated[Moment | None, Query(description="As it was then; absent: now.")] = None,
) -> StreamingResponse:
    """The trial balance as a CSV file, now or at a past moment."""
    moment = (at or desk.clock()).astimezone(desk.zone)

    async def balances() -> AsyncIterator[AccountBalance]:
        for balance in await trial_balance(desk.engine, until=at):
            yield balance

    return StreamingResponse(
        written(balances(), BALANCE_COLUMNS, partial(balance_row, say=say), comma_separated),
        media_type="text/csv",
        headers=_attached(f"balances-{moment:%Y-%m-%d}.csv", say),
    )


def _attached(name: str, say: Translator) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Content-Language": say.language}


async def _page(
    desk: Desk, paging: PageRequest, say: Translator, account: str | None = None, cycle: str | None = None
) -> Page[EntryAnswer]:
    wanted = LinesWanted(account, cycle, _place(paging.after), paging.limit)
    items = [EntryAnswer.of(line, say) for line in await ledger_lines(desk.engine, wanted)]
    return Page.of(items, wanted.limit, lambda entry: entry.place)


def _place(after: str | None) -> tuple[int, int]:
    if after is None:
        return (0, 0)
    sequence, _, position = after.partition(".")
    if not (sequence.isascii() and sequence.isdigit() and position.isascii() and position.isdigit()):
        raise Refused("page_unknown", after=after)
    return (min(int(sequence), 2**62), min(int(position), 2**30))
