from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.play.command import play
from tests.fixtures.servers import Servers

Play = Callable[[Path, Path], int]

NOT_PLAYS = {"VRAC_GAP_LIMIT_CENTS": "100000", "VRAC_TIMEZONE": "Asia/Tokyo", "VRAC_DISTRIBUTION_STARTS": "nonsense"}
"""Settings of whoever plays, which change nothing of what comes out."""


@pytest.fixture(scope="module")
def play_beside(servers: Servers) -> Iterator[Play]:
    """Play on databases and topics of its own on this run's servers: it then needs to start none."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VRAC_ORDERS_DATABASE_URL", servers.postgres.url("postgres"))
        environment.setenv("VRAC_SUPPLY_DATABASE_URL", servers.postgres.url("postgres"))
        environment.setenv("VRAC_KAFKA_BOOTSTRAP", servers.broker.bootstrap)
        environment.setenv("VRAC_KAFKA_SESSION_TIMEOUT_MS", str(servers.broker.session_timeout_seconds * 1000))
        for name, value in NOT_PLAYS.items():
            environment.setenv(name, value)
        yield play
