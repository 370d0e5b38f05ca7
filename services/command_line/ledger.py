"""Prove the books: each till's chain from its first transaction on."""

import typer

from services.command_line.services import engine_of
from services.orders.queries.ledger import BrokenLink, broken_links, count_booked


async def verify() -> int:
    """Compute every chain again and say the first broken link of each till.

    Returns:
        The exit code: 0 when every chain is whole, else 1.
    """
    async with engine_of("orders") as engine, engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        broken = await broken_links(connection)
        transactions, tills = await count_booked(connection)
    for link in broken:
        typer.echo(_sentence(link))
    if not broken:
        typer.echo(f"ledger: {transactions} transactions on {tills} tills, every chain is whole")
    return 1 if broken else 0


def _sentence(link: BrokenLink) -> str:
    place = f"ledger: the chain of till {link.till or 'network'} breaks at its transaction {link.till_sequence}"
    if link.transaction is None:
        return f"{place}: what was booked there is gone. Restore a backup beside the database and compare."
    return f"{place} ({link.transaction}): it or what came before was changed. Compare it with a backup."
