"""The coordinator imports a supplier's Data Food Consortium catalogue as a price list is imported."""

import asyncio
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.import_price_list import Applying, Import, import_offers
from services.supply.domain.dfc_graph import Graph
from services.supply.domain.dfc_reading import DfcSource, read_dfc_catalogue
from services.supply.files.json_ld import read_json
from services.supply.queries.dfc_references import references_of


async def import_dfc_catalogue(
    engine: AsyncEngine, supplier: str, content: bytes, apply: Applying | None = None
) -> Import:
    """Say what a catalogue changes; with the token of what was said before, do it, all of it or nothing.

    Raises:
        Refused: ``supplier_unknown``, ``json_unreadable``, ``dfc_unreadable``, ``dfc_context_unknown`` or
            ``dfc_no_products``, and what ``import_offers`` raises.
    """
    source = DfcSource(supplier, await references_of(engine, supplier))
    graph = await asyncio.to_thread(_graph, content)
    return await import_offers(engine, supplier, partial(read_dfc_catalogue, graph, source), apply)


def _graph(content: bytes) -> Graph:
    return Graph.of(read_json(content))
