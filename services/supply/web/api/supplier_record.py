"""What went wrong: a cycle's incidents, and a supplier's record."""

from collections import Counter, defaultdict
from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.supply.domain.incident import IncidentKind
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.incident_counts import incident_counts
from services.supply.queries.incidents import incidents_of
from services.supply.queries.invoiced_otherwise import costs_more, invoiced_tariffs
from services.supply.queries.snapshot import snapshot
from services.supply.queries.supplier_record import Arrival, CycleRecord, supplier_record
from services.supply.web.fields import CodePath
from services.supply.web.incident_views import IncidentView
from services.supply.web.parts import Coordinator, Parts
from shared.web.paging import Page, Paging

router = APIRouter(tags=["incidents"])


class InvoicedTariffView(BaseModel):
    """An order that is invoiced at another tariff than was announced, of which no incident tells."""

    number: int = Field(description="The order's.")
    supplier: str
    costs_more_cents: int = Field(
        description="VAT included, of what counts of its invoice: what is disputed or credited costs nothing more."
    )


class IncidentsView(BaseModel):
    """The incidents of a cycle, the first one first, and how many of each kind, in all and by supplier."""

    by_kind: dict[IncidentKind, int] = Field(description="A kind that did not happen is absent.")
    by_supplier: dict[str, dict[IncidentKind, int]] = Field(description="A supplier without incidents is absent.")
    incidents: list[IncidentView]
    invoiced: list[InvoicedTariffView] = Field(
        description="Tariffs that suppliers invoice and no incident tells of, by order; each counts as a tariff."
    )


class ArrivalView(BaseModel):
    """A delivery, and the day it was awaited: the one the supplier promised before it was due, else the cycle's."""

    delivery_id: UUID
    awaited: date
    received_on: date
    days_late: int = Field(description="Below 0: early.")

    @classmethod
    def of(cls, arrival: Arrival) -> Self:
        """A delivery as it is shown."""
        return cls(**{name: getattr(arrival, name) for name in cls.model_fields})


class CycleRecordView(BaseModel):
    """One cycle in which the supplier was sent an order."""

    cycle: str
    incidents: dict[IncidentKind, int] = Field(description="How many of each kind; one that did not happen is absent.")
    tariffs_cost_more_cents: int = Field(
        description="What another tariff than announced came to, VAT included: as incidents told it, and as invoiced."
    )
    on_time: int = Field(description="Deliveries that came on the day awaited, or before.")
    late: int = Field(description="Deliveries that came later. One of which no day was entered is in neither.")
    deliveries: list[ArrivalView]

    @classmethod
    def of(cls, record: CycleRecord) -> Self:
        """A cycle as it is shown."""
        late = sum(arrival.days_late > 0 for arrival in record.arrivals)
        return cls(
            cycle=record.cycle,
            incidents=dict(sorted(record.incidents.items())),
            tariffs_cost_more_cents=record.tariffs_cost_more,
            on_time=len(record.arrivals) - late,
            late=late,
            deliveries=[ArrivalView.of(arrival) for arrival in record.arrivals],
        )


@router.get("/v1/cycles/{cycle}/incidents")
async def get_incidents(cycle: CodePath, parts: Parts, _actor: Coordinator) -> IncidentsView:
    """All that went wrong with the purchase orders of a cycle."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        found, counts = await incidents_of(connection, cycle), await incident_counts(connection, [cycle])
        invoiced = [
            InvoicedTariffView(
                number=one.number, supplier=one.supplier, costs_more_cents=await costs_more(connection, one)
            )
            for one in await invoiced_tariffs(connection, [cycle])
        ]
    kinds, by_supplier = Counter[IncidentKind](), defaultdict[str, dict[IncidentKind, int]](dict)
    for one in counts:
        kinds[one.kind] += one.incidents
        by_supplier[one.supplier][one.kind] = one.incidents
    return IncidentsView(
        by_kind=dict(sorted(kinds.items())),
        by_supplier=by_supplier,
        incidents=[IncidentView.of(kept) for kept in found],
        invoiced=invoiced,
    )


@router.get("/v1/suppliers/{supplier}/record")
async def get_supplier_record(
    supplier: CodePath, page: Paging, parts: Parts, _actor: Coordinator
) -> Page[CycleRecordView]:
    """A supplier's incidents and how punctual it was, by cycle."""
    async with snapshot(parts.engine) as connection:
        found = await supplier_record(connection, supplier, page.after, page.limit + 1, parts.zone)
    return Page[CycleRecordView].of([CycleRecordView.of(one) for one in found], page.limit, lambda one: one.cycle)
