"""The books as the treasurer reads them: balances at a date, an account, exports, the funds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.chart import CHART, Side, kind_of
from services.orders.queries.centres import names_of_centres
from services.orders.queries.cycles import names_of_cycles
from services.orders.queries.goods_credits import unbooked_credits
from services.orders.queries.ledger import AccountBalance, LinesWanted, ledger_lines, trial_balance
from services.orders.queries.solidarity import fund_now
from services.orders.queries.tariffs import ending_tariffs
from services.orders.web.api.desk import Desk, Treasurer
from services.orders.web.api.ledger import EntryAnswer
from services.orders.web.ledger_words import account_name
from services.orders.web.pages.drawing import draw
from shared.kernel.refusal import Refused
from shared.web.paging import PRINTABLE, Page, joined, parted
from shared.web.problems import Problem
from shared.web.translation import Reader

router = APIRouter(prefix="/treasury", include_in_schema=False)

ADJUSTMENTS: Final = ("adjustment:rounding", "adjustment:uncovered")
_LINES = 200
_SHOWN = 100
_SOON = timedelta(days=60)

Place = Annotated[str, Query(pattern=r"^\d{1,18}\.\d{1,9}$")]


@router.get("/balance")
async def show_balance(
    request: Request, desk: Desk, _actor: Treasurer, say: Reader, at: date | None = None, *, each: bool = False
) -> HTMLResponse:
    """The trial balance at the end of a day, by side of the balance sheet."""
    moment = _end_of(desk, at) if at else None
    found, names = await trial_balance(desk.engine, until=moment), await _names_in_books(desk)
    sides = [(side, _rows(found, side, partial(account_name, say=say, names=names), each=each)) for side in Side]
    shown = {"at": at, "end_of_day": moment.isoformat() if moment else "", "each": each, "sides": sides}
    return draw(request, desk, "treasury/balance.html", is_even=_sum(found) == 0, **shown)


@router.get("/account")
async def show_account(
    request: Request,
    desk: Desk,
    _actor: Treasurer,
    say: Reader,
    name: Annotated[str, Query(max_length=200)],
    after: Place = "0.0",
) -> HTMLResponse:
    """The entries of one account: who, when, why, and what it stood at after each."""
    if kind_of(name) is None:
        raise Problem("not_found")
    sequence, position = (int(part) for part in after.split("."))
    found = await ledger_lines(desk.engine, LinesWanted(name, None, (sequence, position), _LINES))
    return draw(
        request,
        desk,
        "treasury/account.html",
        account=name,
        title=account_name(name, say, await _names_in_books(desk)),
        entries=[EntryAnswer.of(line, say) for line in found[:_LINES]],
        more=len(found) > _LINES,
        is_first=after == "0.0",
        names=await names_of_centres(desk.engine),
        cycle_names=await names_of_cycles(desk.engine),
    )


@router.get("/exports")
async def show_exports(request: Request, desk: Desk, _actor: Treasurer) -> HTMLResponse:
    """Files for the accountant: by default of the year so far."""
    today = desk.today()
    return draw(request, desk, "treasury/exports.html", begins=today.replace(month=1, day=1))


@router.get("/funds")
async def show_funds(
    request: Request,
    desk: Desk,
    _actor: Treasurer,
    say: Reader,
    tariff: UUID | None = None,
    correction: Annotated[str, Query(max_length=200, pattern=PRINTABLE)] = "0|",
) -> HTMLResponse:
    """The solidarity fund, what is adjusted, corrections that are not booked."""
    balances = {one.account: one.balance_cents for one in await trial_balance(desk.engine)}
    ending = await ending_tariffs(desk.engine, desk.today(), desk.today() + _SOON, tariff, _SHOWN)
    unbooked = await unbooked_credits(desk.engine, _after(correction), _SHOWN)
    return draw(
        request,
        desk,
        "treasury/funds.html",
        fund=await fund_now(desk.engine),
        adjustments=[(name, account_name(name, say), balances.get(name, 0)) for name in ADJUSTMENTS],
        ending=Page[Any].of(ending, _SHOWN, lambda one: str(one.tariff_id)),
        unbooked=Page[Any].of(unbooked, _SHOWN, lambda one: joined(one.cycle, one.household_number)),
        against=_against,
        names=await names_of_centres(desk.engine),
        cycle_names=await names_of_cycles(desk.engine),
    )


async def _names_in_books(desk: OrderDesk) -> dict[str, str]:
    """What tills and cycles are called, by the beginning of their accounts."""
    tills = {f"till:{code}": name for code, name in (await names_of_centres(desk.engine)).items()}
    return tills | {f"cycle:{code}": name for code, name in (await names_of_cycles(desk.engine)).items()}


def _after(key: str) -> tuple[str, str]:
    """The cycle and the household that a page starts after.

    Raises:
        Refused: ``page_unknown``.
    """
    try:
        return parted(key)
    except ValueError:
        raise Refused("page_unknown", after=key) from None


def _end_of(desk: OrderDesk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.zone) + timedelta(days=1, microseconds=-1)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the trial balance: one account, or all households' accounts of one kind."""

    number: str
    account: str
    name: str
    accounts: int
    balance_cents: int


def _rows(found: list[AccountBalance], side: Side, named: Callable[[str], str], *, each: bool) -> list[_Row]:
    """The accounts of one side in the order of the chart; a network has hundreds of households, so these are one."""
    rows: list[_Row] = []
    for kind in (kind for kind in CHART if kind.side is side):
        of_kind = [one for one in found if kind.whose(one.account) is not None]
        if kind.pattern.startswith("household:") and of_kind and not each:
            rows.append(
                _Row(kind.number, "", named(kind.pattern.replace("{number}", "…")), len(of_kind), _sum(of_kind))
            )
        else:
            rows += [_Row(kind.number, one.account, named(one.account), 1, one.balance_cents) for one in of_kind]
    return rows


def _sum(found: list[AccountBalance]) -> int:
    return sum(one.balance_cents for one in found)


def _against(refused: str) -> tuple[str, int]:
    """Why a correction is not booked, and by how many cents: ``lacking_credit=120``."""
    code, _, cents = refused.partition("=")
    return code, int(cents) if cents.isdecimal() else 0
