"""The command ``vrac`` with settings for a fresh network."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import structlog

from services.cli import main
from services.local.ports import free_port
from shared.web.tokens import SessionSigner, new_private_key


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Vrac = Callable[..., Ended]


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
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def vrac(
    own_logging: None,  # noqa: ARG001 - used for what it puts back
    settings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Vrac:
    """Runs the command in this process, as the console script does."""

    def run(*arguments: str, **others: str) -> Ended:
        with monkeypatch.context() as patch:
            for name, value in {**settings, **others}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["vrac", *arguments])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0 if code is None else 1, said.out, said.err)

    return run
