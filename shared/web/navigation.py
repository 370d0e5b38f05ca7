"""The pages that each role finds in the head of every page, whichever service draws them."""

from dataclasses import dataclass
from typing import Final

from shared.web.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where people's browsers reach the two services, without a slash at the end."""

    orders: str
    supply: str


@dataclass(frozen=True, slots=True)
class Place:
    """A page to go to.

    Args:
        service: Whose it is.
        path: Where it is there.
        label: Its name, a msgid.
        icon: Its pictogram.
        about: What is done there, a msgid.
        roles: Who may.
    """

    service: str
    path: str
    label: str
    icon: str
    about: str
    roles: frozenset[Role]

    def address(self, addresses: Addresses) -> str:
        """Its whole address."""
        return f"{getattr(addresses, self.service)}{self.path}"


_HALL = frozenset({Role.VOLUNTEER, Role.COORDINATOR, Role.TREASURER})
_TABLE = frozenset({Role.VOLUNTEER, Role.TREASURER})  # the coordinator comes from a cycle
_HANDING_OVER = frozenset({Role.VOLUNTEER, Role.COORDINATOR})
_MONEY = frozenset({Role.TREASURER, Role.COORDINATOR})
_DESK = frozenset({Role.COORDINATOR})
_COMPUTERS = frozenset({Role.OPERATOR})

PLACES: Final = (
    Place("orders", "/table", "Order table", "basket", "Take orders and payments", _HALL),
    Place("orders", "/sealing", "Closing the orders", "check", "Who has not paid yet, close a centre", _TABLE),
    Place("supply", "/hall", "Distribution", "scales", "Hand the goods over", _HANDING_OVER),
    Place("orders", "/tills", "Tills", "till", "Open, count, close", _HALL),
    Place("supply", "/cycles", "Cycles", "calendar", "Can I close? What is bought, what arrives", _DESK),
    Place("supply", "/catalogue", "Catalogue", "book", "Products, offers, price lists", _DESK),
    Place("supply", "/report", "Report", "chart", "What the network did, for funders", _MONEY),
    Place("orders", "/treasury", "Treasury", "coins", "Deposits, refunds, balances", _MONEY),
    Place("orders", "/people", "People", "people", "Centres, users, their roles", _DESK),
    Place("orders", "/people/network", "The network", "info", "Settings, devices, who changed what", _COMPUTERS),
)


def places_of(actor: Actor | None) -> list[Place]:
    """What this actor may open, in the order of the day."""
    return [place for place in PLACES if actor is not None and actor.has(*place.roles)]
