"""The audit trail, with the names of who did what."""

from sqlalchemy import select

from services.orders.storage.access_tables import users
from services.orders.storage.audit_tables import audit_trail
from shared.database.audit_trail import AuditTrail

AUDIT_TRAIL = AuditTrail(
    audit_trail, select(users.c.name).select_from(audit_trail).outerjoin(users, users.c.id == audit_trail.c.by)
)
