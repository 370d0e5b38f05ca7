"""Whose session tokens are refused, as heard from orders."""

from services.supply.storage.metadata import metadata
from shared.web.revocations import revoked_access_table

revoked_access = revoked_access_table(metadata)
revoked_sessions = metadata.tables["revoked_sessions"]
