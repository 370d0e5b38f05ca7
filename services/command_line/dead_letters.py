"""Look at the messages that were put aside, replay them, discard them."""

import typer

from services.command_line.services import engine_of, guard_of
from shared.messaging import triage
from shared.messaging.decoding import UndecodableError
from shared.messaging.triage import DeadLetter


async def list_all(service: str) -> None:
    """A line for each dead letter that waits."""
    async with engine_of(service) as engine:
        waiting = await triage.count_waiting(engine)
        last = 0
        while page := await triage.list_waiting(engine, after=last):
            for letter in page:
                typer.echo(_line(letter))
            last = page[-1].id
    typer.echo(f"{service}: {waiting} waiting")


async def show_one(service: str, number: int) -> None:
    """Everything about one dead letter; its value may hold a household's label."""
    async with engine_of(service) as engine:
        letter = await triage.show(engine, number)
    typer.echo(_line(letter))
    typer.echo(f"state: {letter.resolution or 'waiting'}")
    typer.echo(f"key: {_text(letter.key)}")
    for name, value in letter.headers:
        typer.echo(f"header {name}: {_text(value)}")
    typer.echo(f"value: {_text(letter.value)}")


async def replay_one(service: str, number: int) -> None:
    """Apply one again with the service's own handlers."""
    async with engine_of(service) as engine:
        try:
            await triage.replay(engine, guard_of(service, engine), number)
        except UndecodableError as error:
            typer.echo(f"vrac: {number} still can't be read: {error}. Discard it if it never will.", err=True)
            raise typer.Exit(1) from None
    typer.echo(f"{service}: {number} is applied")


async def discard_one(service: str, number: int) -> None:
    """Never apply one."""
    async with engine_of(service) as engine:
        await triage.discard(engine, number)
    typer.echo(f"{service}: {number} is discarded")


def _line(letter: DeadLetter) -> str:
    where = f"{letter.topic}/{letter.partition}@{letter.offset}"
    return f"{letter.id}  {letter.failed_at:%Y-%m-%d %H:%M:%S}Z  {where}  {letter.type_name or '?'}  {letter.reason}"


def _text(value: bytes | None) -> str:
    return "null" if value is None else value.decode(errors="backslashreplace")
