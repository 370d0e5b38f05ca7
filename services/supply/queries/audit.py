"""The audit trail, with the names of what each change was about. Who did it is known by name to orders alone."""

from sqlalchemy import case, func, null, select

from services.supply.domain.audit import AuditKind
from services.supply.storage.audit_tables import audit_trail
from services.supply.storage.catalogue_tables import products, suppliers
from services.supply.storage.cycle_tables import cycles
from shared.database.audit_trail import AuditTrail

_ABOUT_OFFERS = (AuditKind.OFFER_KEPT, AuditKind.OFFER_WITHDRAWN)
_ABOUT_CYCLES = (
    AuditKind.CYCLE_DRAFTED,
    AuditKind.CATALOGUE_COPIED,
    AuditKind.CYCLE_OPENED,
    AuditKind.PRODUCT_ADDED,
    AuditKind.SALE_STOPPED,
    AuditKind.CYCLE_CLOSED,
    AuditKind.DATES_MOVED,
    AuditKind.CYCLE_ARCHIVED,
)

_code, _supplier = audit_trail.c.about, suppliers.c
_first, _second = (func.split_part(_code, "/", part) for part in (1, 2))
_named = (
    ((AuditKind.PRODUCT_KEPT,), select(products.c.name).where(products.c.product == _code)),
    ((AuditKind.SUPPLIER_KEPT,), select(_supplier.name).where(_supplier.supplier == _code)),
    (_ABOUT_CYCLES, select(cycles.c.name).where(cycles.c.cycle == _code)),
    (
        _ABOUT_OFFERS,
        select(_supplier.name + " · " + products.c.name).where(
            _supplier.supplier == _first, products.c.product == _second
        ),
    ),
)
_about_name = case(*((audit_trail.c.kind.in_(kinds), name.scalar_subquery()) for kinds, name in _named))

AUDIT_TRAIL = AuditTrail(audit_trail, select(null(), _about_name).select_from(audit_trail))
