"""With telemetry on, a request to orders and supply's handling of its event are one trace at the collector."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from services.local.workspace import Workspace, in_memory
from services.play.api import sign_in
from tests.fixtures.collector import Collector, collector
from tests.fixtures.servers import Servers
from tests.fixtures.troupe import Ground, on_stage
from tests.fixtures.waiting import eventually


@pytest.fixture
def folder() -> Iterator[Path]:
    with Workspace(in_memory()) as workspace:
        yield workspace.path


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that the processes started in this test export to."""
    with collector() as listening:
        monkeypatch.setenv("VRAC_TELEMETRY", "on")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", listening.endpoint)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        yield listening


async def test_a_request_and_the_handling_of_its_event_are_one_trace(
    watching: Collector, servers: Servers, folder: Path, network: str
) -> None:
    def traces(service: str, kind: "Span.SpanKind.ValueType", named: str) -> set[bytes]:
        mine = [seen.span for seen in watching.spans if seen.service == service and seen.span.kind == kind]
        return {span.trace_id for span in mine if named in span.name}

    async def seen_on_both_sides() -> bool:
        asked = traces("vrac-orders", Span.SPAN_KIND_SERVER, "/v1/centres/")
        handled = traces("vrac-supply", Span.SPAN_KIND_CONSUMER, "handle vrac.CentreRegistered.v1")
        return bool(asked & handled)

    with servers.database(f"{network}_orders") as orders, servers.database(f"{network}_supply") as supply:
        ground = Ground(folder, orders, supply, servers.broker, network)
        async with on_stage(ground, whole=True) as (_, system), httpx.AsyncClient(timeout=60) as client:
            coordinator = await sign_in(client, system.addresses, system.login, system.password)
            await coordinator.orders.put("centres", "DUC", body={"name": "Duchère", "active": True, "place": ""})
            await eventually(seen_on_both_sides)
