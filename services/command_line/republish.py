"""Say a cycle's stored state again."""

import typer

from services.command_line.services import engine_of
from services.orders.commands.republish import republish as republish_orders
from services.supply.commands.republish import republish as republish_supply

_COMMANDS = {"orders": republish_orders, "supply": republish_supply}


async def republish(service: str, cycle: str) -> None:
    """Append a service's stored state of one cycle to its outbox: its relay publishes it.

    Raises:
        Refused: the cycle is not known there.
    """
    async with engine_of(service) as engine:
        events = await _COMMANDS[service](engine, cycle)
    typer.echo(f"{service}: {events} events of cycle {cycle} wait for the relay")
