from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.registry import BY_TYPE_NAME
from shared.kernel.refusal import Refused
from shared.messaging.decoding import UndecodableError, decode
from shared.messaging.poison import is_poison, refusal
from tests.fixtures.listening import centre
from tests.fixtures.records import record_of


def test_an_event_comes_out_as_it_went_in() -> None:
    event = centre("A", 7, "Amandiers")
    message = decode(record_of(event), BY_TYPE_NAME)
    assert message.event == event
    assert message.traceparent is None


@given(st.binary())
def test_any_bytes_are_an_event_or_a_reason(value: bytes) -> None:
    with pytest.raises(UndecodableError) as wrong:
        decode(replace(record_of(centre("A")), value=value), BY_TYPE_NAME)
    assert wrong.value.kind in {"json", "schema"}
    assert wrong.value.type_name == "vrac.CentreChanged.v1"


def test_only_some_faults_are_told() -> None:
    with pytest.raises(UndecodableError) as wrong:
        decode(replace(record_of(centre("A")), value=b"{}"), BY_TYPE_NAME)
    assert wrong.value.reason.count("Field required") == 3


def test_a_refusal_is_the_fault_of_the_message() -> None:
    error = Refused("not_welcome")
    assert is_poison(error)
    assert refusal(error, "vrac.X.v1").reason == "refused: not_welcome"


@pytest.mark.parametrize("error", [KeyError("x"), TypeError("x"), ValueError("x"), RuntimeError("x")])
def test_a_bug_is_not(error: Exception) -> None:
    assert not is_poison(error)
