"""Logs are JSON lines with ids and nothing personal."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from shared.observability.logs import NOISY, configure


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator["Lines"]:
    """What is logged while the logs are configured as in a process; afterwards all is as before."""
    root = logging.getLogger()
    before, structured = (root.handlers, root.level), structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in NOISY}
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    configure("info", "orders")
    yield Lines(stream)
    root.handlers, root.level = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(**structured)


class Lines:
    """The lines logged so far."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._stream.getvalue().splitlines()]

    def only(self) -> dict[str, Any]:
        (line,) = self.all()
        return line


def test_a_line_says_when_where_what_and_in_which_trace(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(trace_id="abc"):
        structlog.get_logger("shop").info("order confirmed", order_id="1")
    line = lines.only()
    assert (line["event"], line["level"], line["service"], line["trace_id"], line["order_id"]) == (
        "order confirmed",
        "info",
        "orders",
        "abc",
        "1",
    )
    assert line["timestamp"].endswith("Z")


def test_what_libraries_log_goes_the_same_way(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(trace_id="abc"):
        logging.getLogger("library").warning("slow: %s", 3, extra={"event_id": "e1"})
    line = lines.only()
    assert (line["event"], line["level"], line["event_id"], line["trace_id"]) == ("slow: 3", "warning", "e1", "abc")


def test_less_than_the_level_and_chatter_are_not_logged(lines: Lines) -> None:
    structlog.get_logger("shop").debug("detail")
    logging.getLogger("aiokafka.consumer").info("joined group")
    assert lines.all() == []


def test_personal_fields_lose_their_value(lines: Lines) -> None:
    structlog.get_logger("shop").info("household", label="Amina B.", number="42", login="amina")
    line = lines.only()
    assert (line["label"], line["login"], line["number"]) == ("[personal]", "[personal]", "42")


def test_an_exception_shows_its_types_and_stack_but_no_values_of_the_database(lines: Lines) -> None:
    def insert() -> None:
        raise IntegrityError("INSERT INTO households", {"label": "Amina B."}, ValueError("Key (label)=(Amina B.)"))

    try:
        try:
            insert()
        except IntegrityError as error:
            raise LookupError("no household") from error
    except LookupError:
        structlog.get_logger("shop").exception("failed")
    logged = lines.only()["exception"]
    assert [entry["type"].rsplit(".")[-1] for entry in logged] == ["LookupError", "IntegrityError"]
    assert logged[0]["said"] == "no household"
    assert any("insert" in frame for frame in logged[1]["stack"])
    assert "Amina" not in json.dumps(logged)


def test_exceptions_of_libraries_are_shown_the_same_way(lines: Lines) -> None:
    error = ExceptionGroup("both", [KeyError("a"), OSError("b")])
    logging.getLogger("library").error("failed", exc_info=error)
    assert [entry["said"] for entry in lines.only()["exception"]][1:] == ["'a'", "b"]
