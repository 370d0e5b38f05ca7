"""Times on the wall: described as they are read and written, without a zone."""

import re
from datetime import datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.web.local_times import LocalTime

TIMES: TypeAdapter[datetime] = TypeAdapter(LocalTime)


@pytest.mark.parametrize("written", ["2026-12-18T14:00:00", "2026-12-18T14:00", "2026-12-18T14:00:00.250000"])
def test_what_is_described_is_read_and_what_is_written_is_described(written: str) -> None:
    described = TIMES.json_schema()
    assert described["format"] == "date-time-local"
    assert re.search(described["pattern"], written)
    assert re.search(described["pattern"], TIMES.dump_python(TIMES.validate_python(written), mode="json"))


@pytest.mark.parametrize("written", ["2026-12-18T14:00:00Z", "2026-12-18T14:00:00+01:00"])
def test_a_moment_with_its_zone_is_neither_described_nor_read(written: str) -> None:
    assert not re.search(TIMES.json_schema()["pattern"], written)
    with pytest.raises(ValidationError):
        TIMES.validate_python(written)
