"""The outbox and the dead letters of supply's database."""

from services.supply.storage.metadata import metadata
from shared.messaging.dead_letters import dead_letters_table
from shared.messaging.outbox import outbox_table

outbox = outbox_table(metadata)
dead_letters = dead_letters_table(metadata)
