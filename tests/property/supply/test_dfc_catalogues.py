"""Whatever stands in a document that isn't ours, it is read or refused; cases hold what their pieces hold."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.dfc_graph import Graph
from services.supply.domain.dfc_reading import DfcSource, read_dfc_catalogue
from services.supply.domain.ladder import goods_cents
from services.supply.domain.price_list import PriceList
from services.supply.files.json_ld import read_json
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused
from tests.fixtures.dfc_catalogue import (
    FLOUR_BAG,
    FLOUR_SACK,
    OIL_CASE,
    SOAP_BAR,
    document,
    made,
    nodes,
    priced,
    product,
)

UNITS = {"FLOUR": Unit.KG, "OIL": Unit.L, "SOAP": Unit.PIECE}
REFERENCES = {FLOUR_BAG: "FLOUR", OIL_CASE: "OIL", SOAP_BAR: "SOAP"}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from([*REFERENCES]),
    lambda some: (
        st.lists(some, max_size=3)
        | st.dictionaries(st.sampled_from(["@id", "@type", "@value", "@set", "@context", "dfc-b:value", "x"]), some)
    ),
    max_leaves=5,
)
places = st.tuples(st.integers(0, len(nodes()) - 1), st.integers(0, 4), anything)


def read(found: object) -> PriceList:
    graph = Graph.of(read_json(json.dumps(found).encode()))
    return read_dfc_catalogue(graph, DfcSource("ALMA", REFERENCES), UNITS, {})


@given(st.lists(places, min_size=1, max_size=3))
def test_a_document_with_anything_anywhere_is_read_or_refused(spoilt: list[tuple[int, int, Any]]) -> None:
    graph = nodes()
    for index, place, value in spoilt:
        names = list(graph[index])
        graph[index][names[place % len(names)]] = value
    with suppress(Refused):
        found = read(document(graph))
        assert all(listed.offer.case_size > 0 for listed in found.offers.values())


@given(anything)
def test_anything_at_all_is_read_or_refused(found: object) -> None:
    with suppress(Refused):
        read(found)


@given(st.integers(1, 50_000), st.integers(1, 100), st.integers(0, 100_000), st.integers(1, 50))
def test_a_case_costs_its_price_and_holds_its_pieces(grams: int, pieces: int, steps: int, cases: int) -> None:
    """With a price that is exact per kilogram; ``steps`` are ten-thousandths of a euro per gram."""
    size = grams * pieces
    price = Decimal(steps * size).scaleb(-4)
    graph = [
        *product("flour-1kg", "Farine", str(grams), "Gram"),
        *product("flour-sack", "Sac", "1", "Piece"),
        *priced("flour-sack", f"{price:f}"),
        *made("sack", FLOUR_BAG, FLOUR_SACK, str(pieces)),
    ]
    found = read(document(graph))
    if price > 1_000_000:
        assert [fault.code for fault in found.wrong] == ["price_unreadable"]
        return
    offer = found.offers["FLOUR"].offer
    assert offer.case_size == size
    assert goods_cents(offer.ladder.rungs[0].price, cases * size, 1000) == (steps * size * cases + 50) // 100
