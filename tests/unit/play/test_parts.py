"""What play stands on when it is given servers, and what it says when they are not as they should be."""

from pathlib import Path

import pytest

from services.local.ports import LOOPBACK, free_port
from services.local.process import ServerError
from services.play import commands
from services.play.commands import CommandLine
from services.play.databases import DatabaseUrls, databases_beside
from services.play.parts import BOOTSTRAP, ORDERS_URL, SUPPLY_URL, running_parts


@pytest.mark.parametrize(("there", "missing"), [(ORDERS_URL, SUPPLY_URL), (SUPPLY_URL, ORDERS_URL)])
def test_one_database_url_without_the_other_is_said_so(
    monkeypatch: pytest.MonkeyPatch, there: str, missing: str
) -> None:
    monkeypatch.setenv(there, "postgresql://somewhere/orders")
    monkeypatch.setenv(missing, "")
    monkeypatch.setenv(BOOTSTRAP, "somewhere:9092")
    with (
        pytest.raises(ServerError, match=f"^{there} is set and {missing} is not: set both, or neither.$"),
        running_parts(),
    ):
        pytest.fail("it started")


def test_a_given_database_out_of_reach_is_named_without_its_password() -> None:
    place = f"{LOOPBACK}:{free_port()}"
    given = DatabaseUrls(f"postgresql://vrac:secret@{place}/orders", f"postgresql://vrac:secret@{place}/supply")
    said = f"^The given PostgreSQL at {place} could not be reached: check that it runs.$"
    with pytest.raises(ServerError, match=said), databases_beside(given, "t"):
        pytest.fail("it is there")


def test_a_command_that_does_not_end_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands, "_COMMAND_WITHIN_SECONDS", 0.01)
    with pytest.raises(ServerError, match=r"^vrac migrate did not end within 0\.01 s"):
        CommandLine(tmp_path, {}).run("migrate")
