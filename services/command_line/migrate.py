"""Bring databases and topics to what this version of the program expects."""

import os
from collections.abc import Iterable

import typer

from services.command_line.services import database_url, migrations_of, settings_of
from shared.database import migrate as migrate_database
from shared.messaging.topics import create_topics
from shared.process.broker import messaging_settings


async def migrate(services: Iterable[str]) -> None:
    """Migrate these services' databases and make the network's topics; says each in a line.

    Raises:
        SettingsError: something in the settings is wrong.
    """
    names = list(services)
    made, corrected = await create_topics(messaging_settings(settings_of(names[0])))
    typer.echo(f"topics: {len(made)} made" if made else "topics: all there")
    if corrected:
        typer.echo(f"topics: {', '.join(corrected)} kept otherwise, corrected")
    for service in names:
        await migrate_database(database_url(service), migrations_of(service), environment=os.environ)
        typer.echo(f"{service}: the database is at head")
