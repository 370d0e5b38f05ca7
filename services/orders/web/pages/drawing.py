"""What every page of order entry is drawn with: days in the network's time, addresses of codes."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.orders.commands.order_desk import OrderDesk
from shared.web.pages import page


def draw(request: Request, desk: OrderDesk, template: str, /, **context: object) -> HTMLResponse:
    """A page whose days are the network's, and whose codes may hold any sign."""
    in_network = {"day_of": desk.day, "today": desk.today()}
    return page(request, template, code_in_address=in_address, **in_network, **context)


def in_address(code: str) -> str:
    """A code as a part of an address: a slash in it does not part the address in two."""
    return quote(code, safe="")
