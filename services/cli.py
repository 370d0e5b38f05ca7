"""The command ``vrac``.

Exit codes: 0 done; 1 refused, failed or not reachable, said in a line; 2 wrong command line or
settings; 130 interrupted. Commands import what they need, so that ``vrac --help`` is quick.
"""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="vrac",
    help="Group purchasing for neighbourhood networks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
dead_letters = typer.Typer(help="Messages that could not be applied: look, replay, discard.", no_args_is_help=True)
ledger = typer.Typer(help="The books of orders.", no_args_is_help=True)
user = typer.Typer(help="People who may sign in.", no_args_is_help=True)
app.add_typer(dead_letters, name="dead-letters")
app.add_typer(ledger, name="ledger")
app.add_typer(user, name="user")


class ServiceName(StrEnum):
    """The two services."""

    ORDERS = "orders"
    SUPPLY = "supply"


Roles = Annotated[str, typer.Option(help="Which roles this process runs, separated by commas.")]
OfService = Annotated[ServiceName, typer.Option("--service", help="Whose.")]
Number = Annotated[int, typer.Argument(help="Its number in the list.")]
ALL_ROLES = "http,relay,consumer"


@app.command()
def orders(roles: Roles = ALL_ROLES) -> None:
    """Run the orders service."""
    _serve(ServiceName.ORDERS, roles)


@app.command()
def supply(roles: Roles = ALL_ROLES) -> None:
    """Run the supply service."""
    _serve(ServiceName.SUPPLY, roles)


def _serve(service: ServiceName, roles: str) -> None:
    from services.command_line.serve import parse_roles, serve

    try:
        chosen = parse_roles(roles)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--roles") from None
    raise typer.Exit(serve(service, chosen))


@app.command()
def migrate(service: Annotated[ServiceName | None, typer.Argument(help="Only this one's database.")] = None) -> None:
    """Bring the databases to the newest tables and make the topics; safe to run twice, or by two at once."""
    from services.command_line.migrate import migrate as work

    asyncio.run(work([service] if service else list(ServiceName)))


@app.command()
def doctor(service: Annotated[ServiceName | None, typer.Argument(help="Only what this one needs.")] = None) -> None:
    """Say what is reachable and what is not, a line each: with a service's own settings, name that service."""
    from services.command_line.doctor import doctor as work

    raise typer.Exit(asyncio.run(work([service] if service else list(ServiceName))))


@app.command()
def keys() -> None:
    """Make a key pair for session tokens, as lines of settings."""
    from services.command_line.keys import keys as work

    work()


@app.command()
def republish(service: OfService, cycle: Annotated[str, typer.Option(help="The cycle's code.")]) -> None:
    """Publish a service's stored state of a cycle again: after the broker or the other database lost it."""
    from services.command_line.republish import republish as work

    asyncio.run(work(service, cycle))


@app.command("sign-in")
def sign_in(login: Annotated[str, typer.Option(help="What you type to sign in.")]) -> None:
    """Sign in, to ask the services: VRAC_PASSWORD and VRAC_CODE, or you are asked for them."""
    from services.command_line.asking import sign_in as work

    work(login)


@app.command()
def ask(
    service: Annotated[ServiceName, typer.Argument(help="Whom.")],
    path: Annotated[str, typer.Argument(help="What, as in /v1/cycles?limit=10.")],
    method: Annotated[str, typer.Option(help="GET, PUT, POST, DELETE.")] = "GET",
    body: Annotated[Path | None, typer.Option(help="A file to send: - is JSON that is piped in.")] = None,
) -> None:
    """Ask a service for anything that its HTTP API does, as whoever signed in (docs/command-line.md)."""
    from services.command_line.asking import Asked
    from services.command_line.asking import ask as work

    work(Asked(service, method.upper(), path, body))


@app.command("sign-out")
def sign_out() -> None:
    """End the session that sign-in began."""
    from services.command_line.asking import sign_out as work

    work()


@app.command()
def play(
    cycle: Annotated[Path, typer.Option(help="The folder with the cycle's files.")],
    out: Annotated[Path, typer.Option(help="The folder for what comes out.")],
) -> None:
    """Play a cycle from files through the running system, on fresh databases."""
    from services.play.command import play as work

    raise typer.Exit(work(cycle, out))


@app.command()
def demo(*, once: Annotated[bool, typer.Option("--once", help="Stop after the summary.")] = False) -> None:
    """Set everything up, play the demo cycle, and stay up."""
    from services.demo.command import demo as work

    raise typer.Exit(work(once=once))


@dead_letters.command("list")
def list_dead_letters(service: OfService) -> None:
    """List those that wait."""
    from services.command_line.dead_letters import list_all

    asyncio.run(list_all(service))


@dead_letters.command("show")
def show_dead_letter(number: Number, service: OfService) -> None:
    """Show one, whole."""
    from services.command_line.dead_letters import show_one

    asyncio.run(show_one(service, number))


@dead_letters.command("replay")
def replay_dead_letter(number: Number, service: OfService) -> None:
    """Apply one again, through the same handler."""
    from services.command_line.dead_letters import replay_one

    asyncio.run(replay_one(service, number))


@dead_letters.command("discard")
def discard_dead_letter(number: Number, service: OfService) -> None:
    """Decide that one will never be applied; it stays on record."""
    from services.command_line.dead_letters import discard_one

    asyncio.run(discard_one(service, number))


@ledger.command("verify")
def verify_ledger() -> None:
    """Prove that nothing booked was changed since: each till's hash chain, and that all accounts sum to zero."""
    from services.command_line.ledger import verify

    raise typer.Exit(asyncio.run(verify()))


@user.command("add")
def add_user(
    login: Annotated[str, typer.Option(help="What they type to sign in.")],
    role: Annotated[list[str], typer.Option(help="volunteer, treasurer, coordinator or operator; may be repeated.")],
    centre: Annotated[list[str] | None, typer.Option(help="A centre they act for; may be repeated.")] = None,
    name: Annotated[str | None, typer.Option(help="Their name; the login by default.")] = None,
) -> None:
    """Register a user; the first coordinator is made so. The password is VRAC_PASSWORD, or asked for."""
    from services.command_line.users import NewUser, add

    asyncio.run(add(NewUser(login, name or login, frozenset(role), frozenset(centre or ()))))


@user.command("drop-second-factor")
def drop_second_factor(login: Annotated[str, typer.Option(help="What they type to sign in.")]) -> None:
    """Take a user's second factor away, when app and recovery codes are lost; their sessions end."""
    from services.command_line.users import drop_second_factor as work

    asyncio.run(work(login))


def main() -> None:
    """Run ``vrac``; whatever is foreseen to go wrong ends in a line and an exit code."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from services.command_line.failures import explain

        explained = explain(error)
        if explained is None:
            raise
        for sentence in explained.sentences:
            typer.echo(f"vrac: {sentence}", err=True)
        sys.exit(explained.exit_code)
