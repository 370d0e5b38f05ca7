"""Pieces of orders alone in every state, drawn by what draws them on its pages."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.orders.domain.till_sessions import DENOMINATIONS
from services.orders.web.household_languages import tongues
from shared.web.access import anyone
from shared.web.pages import page

_AT = datetime(2026, 12, 18, 17, tzinfo=UTC)
_COUNTED = ((2_000, 1), (500, 2), (200, 2), (50, 2))
_CHEQUE = {"payment_id": "1", "amount_cents": 1_250, "payer_number": "000118", "till": "DUC", "received_at": _AT}
_MONEY: dict[str, Any] = {
    "ready": [
        SimpleNamespace(**_CHEQUE, label="Foyer Kévin"),
        SimpleNamespace(**_CHEQUE | {"payment_id": "2"}, label=""),
    ],
    "session": SimpleNamespace(
        counted_cents=3_500,
        pieces=[SimpleNamespace(denomination_cents=cents, number=number) for cents, number in _COUNTED],
    ),
    "invited": SimpleNamespace(name="Amina", login="amina"),
}

router = APIRouter(prefix="/design", include_in_schema=False, dependencies=[Depends(anyone)])


@router.get("/table")
async def show_pieces_of_the_table(request: Request) -> HTMLResponse:
    """Rows of products, who is served, what is to pay, the receipt."""
    return page(request, "design/table.html", tongues=tongues())


@router.get("/forms")
async def show_pieces_of_paper_forms(request: Request) -> HTMLResponse:
    """A form that is keyed in, what is wrong with it, those that were put aside."""
    return page(request, "design/forms.html")


@router.get("/till")
async def show_pieces_of_a_till(request: Request) -> HTMLResponse:
    """Notes and coins, counted and not; what goes to the bank, chosen or not; what is signed or handed over."""
    return page(request, "design/till.html", denominations=DENOMINATIONS, **_MONEY)


@router.get("/day")
async def show_pieces_of_the_day(request: Request) -> HTMLResponse:
    """Who is found, containers that come back, what may be sold and what it comes to, the slip."""
    return page(request, "design/day.html", tongues=tongues())
