"""The command ``vrac`` with settings for a fresh network; the chapters of a cycle are asserted in like tests."""

import logging
import ssl
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import structlog

from services.cli import main
from services.local.ports import free_port
from shared.web.tokens import SessionSigner, new_private_key
from tests.integration.command_line.running import PASSWORD, services
from tests.integration.command_line.terminal import Ended, Terminal, Vrac

_CHAPTERS = ("ordered", "bought", "settled")
pytest.register_assert_rewrite("tests.integration.command_line.hard_days")
pytest.register_assert_rewrite(*(f"tests.integration.command_line.cycle_{name}" for name in _CHAPTERS))


@pytest.fixture
def settings(kafka_bootstrap: str, session_timeout_ms: int, network: str) -> dict[str, str]:
    """Settings of a network that has no database yet."""
    private_key = new_private_key()
    nowhere = f"postgresql://vrac@127.0.0.1:{free_port()}"
    return {
        "VRAC_NETWORK": network,
        "VRAC_KAFKA_BOOTSTRAP": kafka_bootstrap,
        "VRAC_KAFKA_SESSION_TIMEOUT_MS": str(session_timeout_ms),
        "VRAC_ORDERS_DATABASE_URL": f"{nowhere}/orders",
        "VRAC_SUPPLY_DATABASE_URL": f"{nowhere}/supply",
        "VRAC_ORDERS_PORT": str(free_port()),
        "VRAC_SUPPLY_PORT": str(free_port()),
        "VRAC_SESSION_PRIVATE_KEY": private_key,
        "VRAC_SESSION_PUBLIC_KEYS": SessionSigner(private_key, network).public_key,
    }


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Puts back how this process logs: the command routes all logs to its own standard error."""
    root = logging.getLogger()
    handlers, level, structured = root.handlers, root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**structured)


@pytest.fixture
def vrac(
    own_logging: None,  # noqa: ARG001 - used for what it puts back
    settings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Vrac:
    """Runs the command in this process, as the console script does."""

    # Read anew by each ask, the certificates of authorities would take half its time, for addresses without TLS.
    monkeypatch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))

    def run(*arguments: str, **others: str) -> Ended:
        with monkeypatch.context() as patch:
            for name, value in {**settings, **others}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["vrac", *arguments])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsysbinary.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0 if code is None else 1, said.out, said.err.decode())

    return run


@pytest.fixture
def place(tmp_path: Path, settings: dict[str, str]) -> Path:
    """Where the command keeps the session of whoever runs this test."""
    settings["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    return tmp_path / "config" / "vrac" / "session"


@pytest.fixture
def claire(  # noqa: PLR0917 - fixtures
    settings: dict[str, str], place: Path, orders_database: str, supply_database: str, vrac: Vrac, tmp_path: Path
) -> Terminal:
    """A network is set up. Claire coordinates and keeps the books; she has not signed in and no service runs."""
    settings |= {"VRAC_ORDERS_DATABASE_URL": orders_database, "VRAC_SUPPLY_DATABASE_URL": supply_database}
    settings |= {"VRAC_SECOND_FACTOR": "offered", "LANG": "en_GB.UTF-8", "VRAC_PASSWORD": PASSWORD}
    for service in ("ORDERS", "SUPPLY"):
        settings[f"VRAC_{service}_ADDRESS"] = f"http://127.0.0.1:{settings[f'VRAC_{service}_PORT']}"
    assert vrac("migrate").code == 0
    roles = ("--role", "coordinator", "--role", "treasurer")
    assert vrac("user", "add", "--login", "claire", *roles).code == 0
    assert not place.exists()
    return Terminal(vrac, tmp_path)


@pytest.fixture
def claire_at_orders(claire: Terminal, settings: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """Orders runs and answers, and hears nothing of supply. Claire signed in."""
    with services(settings, tmp_path, "orders", roles="http"):
        assert claire.vrac("sign-in", "--login", "claire").code == 0
        yield claire


@pytest.fixture
def claire_at_both(claire: Terminal, settings: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """Both services run and hear each other. Claire signed in."""
    with services(settings, tmp_path, "orders", "supply", roles="http,relay,consumer"):
        assert claire.vrac("sign-in", "--login", "claire").code == 0
        yield claire
