"""The audit trail. Who did what is known by name to orders alone."""

from sqlalchemy import null, select

from services.supply.storage.audit_tables import audit_trail
from shared.database.audit_trail import AuditTrail

AUDIT_TRAIL = AuditTrail(audit_trail, select(null()).select_from(audit_trail))
