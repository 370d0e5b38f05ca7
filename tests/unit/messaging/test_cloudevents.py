from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.ids import uuid7
from shared.messaging.cloudevents import BadHeadersError, Headers, read_headers, source, write_headers
from shared.messaging.outbox_reading import OutboxRow

MOMENT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def headers(**extra: str) -> Headers:
    row = OutboxRow(1, uuid7(), "centres", "Été", "vrac.CentreChanged.v1", extra, b"{}", MOMENT)
    return write_headers(source("vrac", "orders"), row)


def test_what_is_written_is_read() -> None:
    read = read_headers(headers(traceparent="00-a-b-01"))
    assert read["ce_source"] == "/vrac/orders"
    assert read["ce_subject"] == "Été"
    assert read["ce_time"] == "2026-12-01T09:00:00+00:00"
    assert read["traceparent"] == "00-a-b-01"


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_source", "ce_specversion"])
def test_a_required_header_may_not_be_missing_or_empty(name: str) -> None:
    rest = [header for header in headers() if header[0] != name]
    for bad in (rest, [*rest, (name, b"")]):
        with pytest.raises(BadHeadersError, match=f"header {name} is missing"):
            read_headers(bad)


def test_a_content_type_may_have_parameters_or_be_left_out() -> None:
    rest = [header for header in headers() if header[0] != "content-type"]
    assert read_headers(rest)["ce_type"] == "vrac.CentreChanged.v1"
    read_headers([*rest, ("content-type", b"Application/JSON; charset=utf-8")])


@given(st.lists(st.tuples(st.text(), st.none() | st.binary())))
def test_nothing_but_its_own_error_comes_out(anything: list[tuple[str, bytes | None]]) -> None:
    try:
        read_headers(anything)
    except BadHeadersError as error:
        assert str(error)  # noqa: PT017 - either answer is right
