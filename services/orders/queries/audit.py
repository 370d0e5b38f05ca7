"""The audit trail, with the names of who did what, and of what it was about: a household's is its number."""

from sqlalchemy import Uuid, case, cast, func, select

from services.orders.domain.audit import ABOUT_A_HOUSEHOLD, AuditKind
from services.orders.storage.access_tables import users
from services.orders.storage.audit_tables import audit_trail
from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.deposit_tables import containers
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from shared.database.audit_trail import AuditTrail

_ABOUT_USERS = (
    AuditKind.USER_REGISTERED,
    AuditKind.USER_CHANGED,
    AuditKind.ACCESS_REVOKED,
    AuditKind.SESSIONS_ENDED,
    AuditKind.SECOND_FACTOR_ENROLLED,
    AuditKind.SECOND_FACTOR_REMOVED,
    AuditKind.RECOVERY_CODES_RENEWED,
    AuditKind.INVITATION_MADE,
    AuditKind.PASSWORD_CHOSEN,
)
_ABOUT_CENTRES = (AuditKind.CENTRE_REGISTERED, AuditKind.CENTRE_CHANGED, AuditKind.RATES_OFFERED)
_ABOUT_GROUP_ORDERS = (AuditKind.GROUP_ORDER_SEALED, AuditKind.GROUP_ORDER_REOPENED)
_ABOUT_ORDERS = (AuditKind.LATE_ORDER_ADMITTED, AuditKind.LATE_ORDER_REFUNDED)

_line, _user, _order = audit_trail.c, users.alias("about_whom"), household_orders.c
_code, _id = _line.about, cast(_line.about, Uuid)
_cycle, _centre = (func.split_part(_code, "/", part) for part in (1, 2))
_named = (
    (_ABOUT_USERS, select(_user.c.name).where(_user.c.id == _id)),
    (_ABOUT_CENTRES, select(centres.c.name).where(centres.c.code == _code)),
    (ABOUT_A_HOUSEHOLD, select(households.c.number).where(households.c.id == _id)),
    (
        _ABOUT_GROUP_ORDERS,
        select(centres.c.name + " · " + cycles.c.name).where(centres.c.code == _centre, cycles.c.code == _cycle),
    ),
    (
        _ABOUT_ORDERS,
        select(households.c.number + " · " + func.coalesce(cycles.c.name, cycles.c.code)).where(
            _order.id == _id, households.c.id == _order.household_id, cycles.c.code == _order.cycle
        ),
    ),
    ((AuditKind.CONTAINER_KEPT,), select(containers.c.name).where(containers.c.code == _code)),
)
_about_name = case(*((_line.kind.in_(kinds), name.scalar_subquery()) for kinds, name in _named))

AUDIT_TRAIL = AuditTrail(
    audit_trail, select(users.c.name, _about_name).select_from(audit_trail).outerjoin(users, users.c.id == _line.by)
)
