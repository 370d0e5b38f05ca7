"""A supplier's papers: by its number an invoice, a credit note or a delivery note is entered in one cycle only."""

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.locks import transaction_lock


async def lock_papers(connection: AsyncConnection, supplier: str) -> None:
    """Nobody else enters a paper of this supplier, in any cycle, until this transaction ends; its cycle is locked."""
    await transaction_lock(connection, f"papers of {supplier}")
