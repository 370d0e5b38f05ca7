"""The audit trail, with the names of what each change was about. Who did it is known by name to orders alone."""

from sqlalchemy import Text, case, cast, func, null, select

from services.supply.domain.audit import AuditKind
from services.supply.storage.audit_tables import audit_trail
from services.supply.storage.buying_tables import purchase_orders
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
    AuditKind.PLAN_MADE,
    AuditKind.ORDERS_DRAFTED,
    AuditKind.SETTLEMENT_PUBLISHED,
    AuditKind.CYCLE_ABANDONED,
    AuditKind.CYCLE_ARCHIVED,
)
_ABOUT_ORDERS = (
    AuditKind.ORDER_APPROVED,
    AuditKind.ORDER_SENT,
    AuditKind.ORDER_ACKNOWLEDGED,
    AuditKind.ORDER_AMENDED,
    AuditKind.ORDER_CANCELLED,
    AuditKind.ORDER_COMPLETED,
    AuditKind.INCIDENT_REPORTED,
)
_ABOUT_PAPERS = (
    AuditKind.DELIVERY_RECORDED,
    AuditKind.DELIVERY_WITHDRAWN,
    AuditKind.INVOICE_KEPT,
    AuditKind.INVOICE_WITHDRAWN,
    AuditKind.DIFFERENCE_DECIDED,
    AuditKind.CREDIT_NOTE_KEPT,
    AuditKind.CREDIT_NOTE_WITHDRAWN,
)

_code, _supplier = audit_trail.c.about, suppliers.c
_first, _second = (func.split_part(_code, "/", part) for part in (1, 2))
_order = purchase_orders.c
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
    (
        _ABOUT_ORDERS,
        select(cast(_order.number, Text) + " · " + _supplier.name).where(
            _order.number == cast(_code, _order.number.type), _supplier.supplier == _order.supplier
        ),
    ),
    (
        _ABOUT_PAPERS,
        select(_supplier.name + " · " + cycles.c.name).where(_supplier.supplier == _second, cycles.c.cycle == _first),
    ),
)
_about_name = case(*((audit_trail.c.kind.in_(kinds), name.scalar_subquery()) for kinds, name in _named))

AUDIT_TRAIL = AuditTrail(audit_trail, select(null(), _about_name).select_from(audit_trail))
