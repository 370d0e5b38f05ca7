"""Promise 6: nothing blocks, nothing vanishes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import structlog
from aiokafka import ConsumerRecord
from prometheus_client import REGISTRY
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.centres import CentreChanged, CentreEvent, CentreRegistered
from shared.contracts.cycles import CycleArchived
from shared.database import create_engine, transaction
from shared.kernel.refusal import Refused
from shared.messaging.decoding import UndecodableError
from shared.messaging.guard import Guard, NotNowError
from shared.messaging.subscription import Subscription
from shared.messaging.triage import DeadLetter, count_waiting, discard, list_waiting, replay, show
from tests.fixtures.listening import LISTENING, centre, dead_letters, hear_centres, heard_centres
from tests.fixtures.poison import POISON, with_headers, with_value
from tests.fixtures.records import record_of, redelivered


@pytest.mark.parametrize(("record", "reason"), POISON.values(), ids=POISON)
async def test_poison_is_put_aside_and_its_neighbours_are_applied(
    engine: AsyncEngine, record: ConsumerRecord, reason: str
) -> None:
    guard = Guard(engine, "supply", LISTENING)

    await guard.handle([record_of(centre("A")), record, record_of(centre("B"))])

    assert sorted(await heard_centres(engine)) == ["A", "B"]
    [letter] = await list_waiting(engine)
    assert reason in letter.reason
    assert (letter.topic, letter.offset, letter.key, letter.value) == (
        record.topic,
        record.offset,
        record.key,
        record.value,
    )
    assert [value for _, value in letter.headers] == [value for _, value in record.headers]


async def test_a_reason_never_quotes_the_message(engine: AsyncEngine) -> None:
    await Guard(engine, "supply", LISTENING).handle(
        [with_value(b'{"version":1,"centre":"P","name":7,"place":"Nadia"}')]
    )

    [letter] = await list_waiting(engine)
    assert "Nadia" not in letter.reason


async def test_what_is_logged_of_an_event_has_its_ids(engine: AsyncEngine, caplog: pytest.LogCaptureFixture) -> None:
    logged: list[dict[str, Any]] = []

    async def log_and_refuse(_connection: AsyncConnection, _events: Sequence[CentreEvent]) -> None:
        logged.append(structlog.contextvars.get_contextvars())
        raise Refused("not_welcome")

    record = record_of(centre("A"))
    event_id = dict(record.headers)["ce_id"].decode()
    traced = replace(record, headers=[*record.headers, ("traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-00")])
    await Guard(engine, "supply", [Subscription((CentreChanged,), log_and_refuse)]).handle([traced])
    ids = {"event_id": event_id, "trace_id": "a" * 32}
    assert logged == [ids, ids], "with its poll, then alone"
    [letter] = [line for line in caplog.records if line.message == "dead_letter"]
    assert {name: getattr(letter, name) for name in ids} == ids


async def test_poison_that_comes_again_is_put_aside_once(engine: AsyncEngine) -> None:
    guard = Guard(engine, "supply", LISTENING)
    poison = with_value(b"{")

    await guard.handle([poison])
    await guard.handle([poison])
    assert await count_waiting(engine) == 1

    await guard.handle([redelivered(poison)])
    assert await count_waiting(engine) == 2


async def test_a_broker_that_counts_from_zero_again_hides_no_dead_letter(engine: AsyncEngine) -> None:
    guard = Guard(engine, "supply", LISTENING)
    poison = with_value(b"{")

    await guard.handle([poison])
    await guard.handle([replace(poison, timestamp=poison.timestamp + 1)])

    assert await count_waiting(engine) == 2


async def test_a_known_type_nobody_subscribes_to_is_passed_over(engine: AsyncEngine) -> None:
    await Guard(engine, "supply", LISTENING).handle([record_of(CycleArchived(version=1, cycle="c"))])

    assert await count_waiting(engine) == 0


async def test_a_poll_is_one_transaction_and_subscriptions_go_in_their_order(engine: AsyncEngine) -> None:
    seen: list[tuple[str, int]] = []

    async def note(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        transaction_id = await connection.scalar(text("SELECT txid_current()"))
        seen.extend((type(event).__name__, transaction_id) for event in events)

    subscriptions: list[Subscription[Any]] = [
        Subscription((CentreRegistered,), note),
        Subscription((CentreChanged,), note),
    ]
    registered = CentreRegistered(version=1, centre="A", name="a", active=True, place="")
    await Guard(engine, "supply", subscriptions).handle(
        [record_of(centre("B")), record_of(registered), record_of(centre("C"))]
    )

    assert [name for name, _ in seen] == ["CentreRegistered", "CentreChanged", "CentreChanged"]
    assert len({transaction_id for _, transaction_id in seen}) == 1


async def test_a_transient_failure_is_tried_again_in_place(engine: AsyncEngine) -> None:
    tries = 0

    async def loses_its_connection_once(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        nonlocal tries
        tries += 1
        await hear_centres(connection, events)
        if tries == 1:
            await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    guard = Guard(engine, "supply", [Subscription((CentreChanged,), loses_its_connection_once)])
    await guard.handle([record_of(centre("A")), with_value(b"{")])

    assert tries == 2
    assert await heard_centres(engine) == {"A": (1, "Centre")}
    assert await count_waiting(engine) == 1


async def test_a_statement_that_hangs_is_tried_again_in_place(engine: AsyncEngine) -> None:
    tries = 0
    hanging = create_engine(engine.url.render_as_string(), application_name="tests", statement_seconds=2)

    async def hangs_once(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        nonlocal tries
        tries += 1
        await hear_centres(connection, events)
        if tries == 1:
            await connection.execute(text("SELECT pg_sleep(60)"))

    await Guard(hanging, "supply", [Subscription((CentreChanged,), hangs_once)]).handle([record_of(centre("A"))])

    assert tries == 2
    assert await heard_centres(engine) == {"A": (1, "Centre")}
    await hanging.dispose()


async def test_a_failure_that_lasts_hands_the_poll_back(engine: AsyncEngine) -> None:
    async def never(_connection: AsyncConnection, _events: Sequence[CentreEvent]) -> None:
        raise ConnectionRefusedError("no database")

    guard = Guard(engine, "supply", [Subscription((CentreChanged,), never)], patience_seconds=0.1)
    with pytest.raises(NotNowError):
        await guard.handle([record_of(centre("A")), with_value(b"{")])

    assert await count_waiting(engine) == 0, "the poll comes again whole"


@pytest.mark.parametrize("fault", [KeyError, ValueError])
async def test_a_fault_of_the_program_is_no_dead_letter(engine: AsyncEngine, fault: type[Exception]) -> None:
    async def broken(_connection: AsyncConnection, _events: Sequence[CentreEvent]) -> None:
        raise fault("a bug")

    guard = Guard(engine, "supply", [Subscription((CentreChanged,), broken)])
    with pytest.raises(fault):
        await guard.handle([record_of(centre("A")), with_value(b"{")])

    assert await count_waiting(engine) == 0


async def test_a_dead_letter_is_replayed_through_the_same_handler(engine: AsyncEngine) -> None:
    welcome = False

    async def hear_when_welcome(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        if not welcome:
            raise Refused("not_yet")
        await hear_centres(connection, events)

    guard = Guard(engine, "supply", [Subscription((CentreChanged,), hear_when_welcome)])
    await guard.handle([record_of(centre("A"))])
    [letter] = await list_waiting(engine)

    with pytest.raises(Refused, match="not_yet"):
        await replay(engine, guard, letter.id)
    assert await count_waiting(engine) == 1, "it waits on"

    welcome = True
    await replay(engine, guard, letter.id)
    assert await heard_centres(engine) == {"A": (1, "Centre")}
    replayed = await show(engine, letter.id)
    assert (replayed.resolution, replayed.value) == ("replayed", None), "an order's message names its household"
    with pytest.raises(Refused, match="dead_letter_not_waiting"):
        await replay(engine, guard, letter.id)


async def test_what_is_no_event_stays_no_event(engine: AsyncEngine) -> None:
    guard = Guard(engine, "supply", LISTENING)
    await guard.handle([with_value(b"{")])
    [letter] = await list_waiting(engine)

    with pytest.raises(UndecodableError):
        await replay(engine, guard, letter.id)


async def test_a_discarded_dead_letter_stays_on_record(engine: AsyncEngine) -> None:
    guard = Guard(engine, "supply", LISTENING)
    poison = with_value(b"{")
    await guard.handle([poison])
    [letter] = await list_waiting(engine)

    await discard(engine, letter.id)
    await guard.handle([poison])

    assert await list_waiting(engine) == []
    discarded: DeadLetter = await show(engine, letter.id)
    assert (discarded.resolution, discarded.value) == ("discarded", None)
    with pytest.raises(Refused, match="unknown_dead_letter"):
        await show(engine, letter.id + 99)
    async with transaction(engine) as connection:
        assert await connection.scalar(select(func.count()).select_from(dead_letters)) == 1


def measured(name: str, type_name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, {"service": "supply", "type": type_name, **labels}) or 0


CHANGED = "vrac.CentreChanged.v1"


async def test_what_it_applies_is_measured_by_type(engine: AsyncEngine) -> None:
    def now() -> list[float]:
        return [
            measured("vrac_handled_total", CHANGED),
            measured("vrac_handle_seconds_count", CHANGED),
            measured("vrac_handle_failures_total", CHANGED, kind="refused"),
            measured("vrac_dead_letters_total", CHANGED, kind="refused"),
            measured("vrac_dead_letters_total", "unknown", kind="type"),
        ]

    before = now()
    refused, strange = record_of(centre("P", name="refuse me")), with_headers(("ce_type", b"vrac.MoonRose.v1"))
    await Guard(engine, "supply", LISTENING).handle([record_of(centre("A")), refused, strange])

    assert [after - was for after, was in zip(now(), before, strict=True)] == [1, 1, 2, 1, 1]


@pytest.mark.parametrize(
    ("fault", "kind"), [(ConnectionRefusedError("no database"), "transient"), (KeyError("a bug"), "unexpected")]
)
async def test_what_it_fails_to_apply_is_measured_by_type(engine: AsyncEngine, fault: Exception, kind: str) -> None:
    async def broken(_connection: AsyncConnection, _events: Sequence[CentreEvent]) -> None:
        raise fault

    before = measured("vrac_handle_failures_total", CHANGED, kind=kind)
    guard = Guard(engine, "supply", [Subscription((CentreChanged,), broken)], patience_seconds=0)
    with pytest.raises((NotNowError, KeyError)):
        await guard.handle([record_of(centre("A"))])

    assert measured("vrac_handle_failures_total", CHANGED, kind=kind) == before + 1
