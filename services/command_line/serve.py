"""Run one service."""

from services.command_line.services import settings_of
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.observability.logs import configure
from shared.observability.telemetry import start_telemetry
from shared.process import ProcessRole, Service, run
from shared.settings import Settings


def parse_roles(text: str) -> frozenset[ProcessRole]:
    """The roles named in ``http,relay``.

    Raises:
        ValueError: none is named, or one that is not known.
    """
    names = {name.strip() for name in text.split(",") if name.strip()}
    known = [role.value for role in ProcessRole]
    if not names or (unknown := sorted(names - set(known))):
        wrong = ", ".join(unknown) if names else "nothing"
        raise ValueError(f"{wrong} is not a role: name some of {', '.join(known)}")
    return frozenset(ProcessRole(name) for name in names)


def serve(service: str, roles: frozenset[ProcessRole]) -> int:
    """Run a service until it is told to stop; its exit code.

    Raises:
        SettingsError: something in its settings is wrong.
    """
    settings = settings_of(service)
    configure(settings.log_level, service)
    end_telemetry = start_telemetry(service) if settings.telemetry else None
    try:
        return run(_compose(settings), roles)
    finally:
        if end_telemetry is not None:
            end_telemetry()


def _compose(settings: Settings) -> Service:
    if isinstance(settings, OrdersSettings):
        from services.orders.app import compose as compose_orders  # noqa: PLC0415 - loads this service only

        return compose_orders(settings)
    if isinstance(settings, SupplySettings):
        from services.supply.app import compose as compose_supply  # noqa: PLC0415 - the same

        return compose_supply(settings)
    raise TypeError(f"no service has {type(settings).__name__}")
