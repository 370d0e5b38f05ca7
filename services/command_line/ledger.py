"""Prove the books: each till's chain from its first transaction on."""

import typer

from services.command_line.services import engine_of
from services.orders.queries.ledger import BrokenLink, broken_links, count_booked
from services.orders.queries.sealed_sessions import BrokenSession, broken_sessions


async def verify() -> int:
    """Compute every chain and seal again and say the first that is broken of each till.

    Returns:
        The exit code: 0 when every chain is whole, else 1.
    """
    async with engine_of("orders") as engine, engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        broken = [_sentence(link) for link in await broken_links(connection)]
        broken += [_session_sentence(session) for session in await broken_sessions(connection)]
        transactions, tills = await count_booked(connection)
    for sentence in broken:
        typer.echo(sentence)
    if not broken:
        typer.echo(f"ledger: {transactions} transactions on {tills} tills, every chain and closed session is whole")
    return 1 if broken else 0


def _session_sentence(session: BrokenSession) -> str:
    return (
        f"ledger: session {session.number} of till {session.till} is not as it was closed: it, or what was booked in "
        "it, was changed. Compare it with a backup."
    )


def _sentence(link: BrokenLink) -> str:
    place = f"ledger: the chain of till {link.till or 'network'} breaks at its transaction {link.till_sequence}"
    if link.transaction is None:
        return f"{place}: what was booked there is gone. Restore a backup beside the database and compare."
    return f"{place} ({link.transaction}): it or what came before was changed. Compare it with a backup."
