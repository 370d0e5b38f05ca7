"""A Data Food Consortium catalogue is read in each shape that platforms export, and what is wrong is named."""

import json
from decimal import Decimal
from typing import Any

import pytest

from services.supply.domain.dfc_graph import Graph
from services.supply.domain.dfc_reading import DfcSource, read_dfc_catalogue
from services.supply.domain.price_list import PriceList, RoundedPrice
from services.supply.files.json_ld import read_json
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused
from tests.fixtures.dfc_catalogue import (
    CONTEXT,
    FLOUR_BAG,
    FLOUR_SACK,
    HONEY_JAR,
    OIL_BOTTLE,
    OIL_CASE,
    SOAP_BAR,
    document,
    made,
    nodes,
    priced,
)

UNITS = {"FLOUR": Unit.KG, "OIL": Unit.L, "SOAP": Unit.PIECE, "RYE": Unit.KG}
REFERENCES = {FLOUR_BAG: "FLOUR", OIL_CASE: "OIL", SOAP_BAR: "SOAP"}
BUSINESS = "https://github.com/datafoodconsortium/ontology/releases/latest/download/DFC_BusinessOntology.owl#"
MEASURES = "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/measures.rdf#"


def read(found: object, references: dict[str, str] = REFERENCES) -> PriceList:
    graph = Graph.of(read_json(json.dumps(found).encode()))
    return read_dfc_catalogue(graph, DfcSource("ALMA", references), UNITS, {"SOAP": 9})


def terms(found: PriceList) -> dict[str, tuple[int, Decimal]]:
    return {
        product: (listed.offer.case_size, listed.offer.ladder.rungs[0].price)
        for product, listed in found.offers.items()
    }


WHOLE = {"FLOUR": (25_000, Decimal("1.18")), "OIL": (4_500, Decimal(5)), "SOAP": (1, Decimal("1.35"))}


def test_pieces_and_cases_are_joined_by_their_transformation() -> None:
    found = read(document(nodes()))
    assert (found.wrong, terms(found)) == ([], WHOLE)
    assert found.offers["FLOUR"].name == "Farine T65, sac de 25 kg"
    assert (found.offers["SOAP"].offer.max_cases, found.offers["OIL"].offer.max_cases) == (9, None)
    assert [(one.row, one.reference, one.name) for one in found.unmapped] == [(11, HONEY_JAR, "Miel, 500 g")]


def test_it_is_the_same_whether_the_piece_or_its_case_is_mapped() -> None:
    assert terms(read(document(nodes()), {FLOUR_SACK: "FLOUR", FLOUR_BAG: "FLOUR", OIL_BOTTLE: "OIL"})) == {
        product: WHOLE[product] for product in ("FLOUR", "OIL")
    }


def written_out(found: Any) -> Any:
    """The same in expanded form: every name an address, every value an object in a list."""
    if isinstance(found, list):
        return [written_out(one) for one in found]
    if not isinstance(found, dict):
        return [{"@id": found.replace("dfc-m:", MEASURES)} if ":" in found else {"@value": found}]
    return {
        name.replace("dfc-b:", BUSINESS): value
        if name == "@id"
        else [value.replace("dfc-b:", BUSINESS)]
        if name == "@type"
        else [written_out(value)]
        if isinstance(value, dict)
        else written_out(value)
        for name, value in found.items()
    }


def embedded(graph: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with quantities written where they are used."""
    quantities = {node["@id"]: node for node in graph if node["@type"] == "dfc-b:QuantitativeValue"}
    kept = [dict(node) for node in graph if node["@id"] not in quantities]
    for node in kept:
        if "dfc-b:hasQuantity" in node:
            node["dfc-b:hasQuantity"] = {k: v for k, v in quantities[node["dfc-b:hasQuantity"]].items() if k != "@id"}
    return kept


def pointing_back(graph: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with links said from the other end."""
    turned = [dict(node) for node in graph]
    by_id = {node["@id"]: node for node in turned}
    for node in list(turned):
        for name, back in (
            ("dfc-b:referencedBy", "dfc-b:references"),
            ("dfc-b:offeredThrough", "dfc-b:offers"),
            ("dfc-b:hasIncome", "dfc-b:incomeOf"),
            ("dfc-b:hasOutcome", "dfc-b:outcomeOf"),
        ):
            if name in node:
                by_id[node.pop(name)][back] = node["@id"]
    return turned


@pytest.mark.parametrize(
    "found",
    [
        document(embedded(nodes())),
        document(pointing_back(nodes())),
        written_out(nodes()),
        document(nodes(), "https://w3id.org/dfc/ontology/context/context_1.16.0.json"),
        document(nodes(), {"dfc-b": BUSINESS, "dfc-m": MEASURES, "dfc-b:hasUnit": {"@type": "@id"}}),
        document(nodes(), [CONTEXT, {"@base": "https://moulin.example/"}]),
    ],
    ids=["embedded", "from-the-other-end", "expanded", "w3id", "written-out-context", "several-contexts"],
)
def test_every_shape_says_the_same(found: object) -> None:
    assert (read(found).wrong, terms(read(found))) == ([], WHOLE)


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org",
        "https://www.datafoodconsortium.org.evil.example/",
        {"dfc-b": "https://schema.org/"},
        {"@import": "https://schema.org"},
        [CONTEXT, "https://schema.org"],
        7,
    ],
)
def test_a_context_of_others_is_refused_and_never_fetched(context: object) -> None:
    with pytest.raises(Refused, match="dfc_context_unknown"):
        read(document(nodes(), context))


def test_a_context_deeper_down_is_refused() -> None:
    with pytest.raises(Refused, match="dfc_context_unknown"):
        read(document([{**nodes()[0], "@context": CONTEXT}]))


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (b"", "json_unreadable"),
        (b"\xff\xfe", "json_unreadable"),
        (b'{"name": "a\\ud800b"}', "json_unreadable"),
        (b"[" * 100_000, "json_unreadable"),
        (b"[]", "dfc_no_products"),
        (b"{}", "dfc_no_products"),
        (b'{"@context": "https://www.datafoodconsortium.org", "@graph": [1]}', "dfc_unreadable"),
        (b'{"@context": "https://www.datafoodconsortium.org", "@id": 7}', "dfc_no_products"),
        (b'{"@graph": [{"@id": {}}]}', "dfc_unreadable"),
    ],
)
def test_what_is_no_catalogue_is_refused(found: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        Graph.of(read_json(found))


def without(index: int) -> list[dict[str, Any]]:
    graph = nodes()
    del graph[index - 1]
    return graph


def changed(index: int, **values: Any) -> list[dict[str, Any]]:
    graph = nodes()
    graph[index - 1] |= {name.replace("__", ":").replace("dfc_b", "dfc-b"): value for name, value in values.items()}
    return graph


def asking(euros: str) -> list[dict[str, Any]]:
    """The sack at this price."""
    return [*nodes()[:15], *priced("flour-sack", euros)[1:], *nodes()[16:]]


@pytest.mark.parametrize(
    ("graph", "row", "column", "code"),
    [
        (without(27), 28, "dfc-b:hasIncome", "dfc_link_broken"),
        (without(3), 27, "dfc-b:produces", "dfc_link_broken"),
        (changed(29, dfc_b__hasOutcome=[]), 29, "dfc-b:hasOutcome", "dfc_link_broken"),
        (changed(25, dfc_b__value="0"), 27, "dfc-b:hasQuantity", "quantity_unreadable"),
        (changed(26, dfc_b__hasUnit="dfc-m:Kilogram"), 28, "dfc-b:hasQuantity", "dfc_cases_not_counted"),
        (changed(2, dfc_b__hasUnit="dfc-m:Bunch"), 1, "dfc-b:hasQuantity", "dfc_unit_unknown"),
        (changed(2, dfc_b__hasUnit="dfc-m:Litre"), 1, "dfc-b:hasQuantity", "dfc_quantity_in_another_unit"),
        (changed(2, dfc_b__value="0.00001"), 1, "dfc-b:hasQuantity", "dfc_case_not_whole"),
        (without(2), 1, "dfc-b:hasQuantity", "dfc_quantity_missing"),
        (without(16), 3, "dfc-b:hasPrice", "dfc_price_missing"),
        (changed(16, dfc_b__hasPrice={"dfc-b:value": "9"}), 3, "dfc-b:hasPrice", "dfc_not_euros"),
        (asking("0.0001"), 3, "dfc-b:hasPrice", "case_price_too_small"),
        (asking("sur devis"), 3, "dfc-b:hasPrice", "price_unreadable"),
        ([*nodes(), *made("pack", FLOUR_BAG, OIL_CASE, "4")], 1, "dfc-b:SuppliedProduct", "dfc_several_cases"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(graph: list[dict[str, Any]], row: int, column: str, code: str) -> None:
    found = read(document(graph))
    assert (row, column, code) in [(fault.row, fault.column, fault.code) for fault in found.wrong]
    assert "FLOUR" not in found.offers or code in {"dfc_link_broken", "quantity_unreadable", "dfc_cases_not_counted"}


def test_a_price_that_is_no_exact_price_per_unit_is_rounded_and_told() -> None:
    found = read(document(asking("29.501")))
    assert (found.wrong, terms(found)["FLOUR"]) == ([], (25_000, Decimal("1.1800")))  # 1.18004
    told = RoundedPrice(3, "dfc-b:hasPrice", Decimal("29.501"), Decimal("1.1800"), Unit.KG)
    assert found.rounded == [("FLOUR", told)]


def test_what_is_wrong_with_others_products_does_not_matter() -> None:
    graph = [node for node in nodes() if node["@id"] != "_:oil-75cl" and "flows/case-out" not in node["@id"]]
    assert read(document(graph), {SOAP_BAR: "SOAP"}).wrong[0].code == "dfc_link_broken"  # of what, can't be known
    assert read(document(changed(31, dfc_b__value="?")), {SOAP_BAR: "SOAP"}).wrong == []


def test_two_products_that_are_one_of_ours_must_say_the_same() -> None:
    found = read(document(nodes()), {FLOUR_BAG: "FLOUR", HONEY_JAR: "FLOUR"})
    assert [(fault.row, fault.code) for fault in found.wrong] == [(11, "dfc_product_twice")]


def test_a_case_may_be_said_by_weight() -> None:
    graph = [*nodes()[:24], *made("sack", FLOUR_BAG, FLOUR_SACK, "12.5", "Kilogram")]
    graph[15] = priced("flour-sack", "29.90")[1]
    assert terms(read(document(graph), {FLOUR_BAG: "FLOUR"})) == {"FLOUR": (12_500, Decimal("2.392"))}
