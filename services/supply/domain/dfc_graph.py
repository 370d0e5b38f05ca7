"""The nodes of a Data Food Consortium document (JSON-LD), whatever its shape; no context is ever fetched.

Read are the shapes in which platforms export: a graph, one node, or a list; nodes embedded or referred to; names
with the prefixes of the DFC's own contexts, or written out. https://docs.dfc-standard.org has the ontology.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from shared.kernel.refusal import Refused

_OF_DFC = re.compile(
    r"https?://(github\.com/datafoodconsortium|(www|static)\.datafoodconsortium\.org|w3id\.org/dfc)([/#].*)?"
)
_USUAL_PREFIXES = frozenset({"dfc-b", "dfc-m", "dfc-p", "dfc-pt", "dfc-t", "dfc-f", "dfc-v"})
_SHOWN = 200


@dataclass(slots=True)
class Node:
    """A thing of the document: ``row`` is its place in it, from 1; values are text, an id where it names a node."""

    id: str
    row: int
    types: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def texts(self, *names: str) -> list[str]:
        """The values of these properties, each once."""
        return list(dict.fromkeys(text for name in names for text in self.values.get(name, ())))

    def text(self, name: str) -> str:
        """The first value of a property; empty when it has none."""
        return next(iter(self.values.get(name, ())), "")


class Graph:
    """A document's nodes, by id, and what its names mean."""

    def __init__(self, prefixes: Iterable[str]) -> None:
        self._prefixes = frozenset(prefixes)
        self._naming: dict[tuple[str, str], dict[str, list[Node]]] = {}
        self.nodes: dict[str, Node] = {}

    @classmethod
    def of(cls, document: object) -> Self:
        """The graph of a document as it was read.

        Raises:
            Refused: ``dfc_context_unknown``, ``dfc_unreadable``, or ``dfc_no_products``.
        """
        top = document if isinstance(document, dict) else {}
        graph = cls(_prefixes(top.get("@context")))
        single = {name: value for name, value in top.items() if name != "@context"}
        listed = document if isinstance(document, list) else _listed(top.get("@graph", single))
        try:
            for row, item in enumerate(listed, 1):
                graph._add(item, row)
        except RecursionError:
            raise Refused("dfc_unreadable") from None
        if not graph.typed("SuppliedProduct"):
            raise Refused("dfc_no_products")
        return graph

    def typed(self, kind: str) -> list[Node]:
        """The nodes of a type, in the order of the document."""
        return [node for node in self.nodes.values() if kind in node.types]

    def named(self, ids: Iterable[str]) -> list[Node]:
        """Those of these ids that are in the document."""
        return [self.nodes[one] for one in ids if one in self.nodes]

    def naming(self, kind: str, about: str, named: str) -> list[Node]:
        """The nodes of a type whose property ``about`` names a node."""
        if (kind, about) not in self._naming:
            index: dict[str, list[Node]] = defaultdict(list)
            for node in self.typed(kind):
                for one in node.texts(about):
                    index[one].append(node)
            self._naming[kind, about] = index
        return self._naming[kind, about].get(named, [])

    def local(self, term: str) -> str | None:
        """A name of the DFC without its prefix or address; None: it is none of theirs.

        >>> Graph(["dfc-b"]).local("dfc-b:SuppliedProduct"), Graph([]).local("https://w3id.org/dfc/ontology#Offer")
        ('SuppliedProduct', 'Offer')
        """
        prefix, _, rest = term.partition(":")
        if prefix in self._prefixes:
            return rest
        return re.split("[#/]", term)[-1] if _OF_DFC.fullmatch(term) else None

    def _add(self, item: object, row: int) -> str:
        if not isinstance(item, dict):
            raise Refused("dfc_unreadable")
        if "@context" in item:
            raise Refused("dfc_context_unknown", context=_said(item["@context"]))
        name = item.get("@id", f"_:unnamed-{len(self.nodes)}")
        if not isinstance(name, str):
            raise Refused("dfc_unreadable")
        node = self.nodes.setdefault(name, Node(name, row))
        if "@type" in item:
            node.row = min(node.row, row) if node.types else row
            node.types |= {self.local(str(kind)) or "" for kind in _listed(item["@type"])}
        for term, values in item.items():
            if meant := self.local(term):
                node.values[meant] += [self._value(value, row) for value in _listed(values) if value is not None]
        return name

    def _value(self, value: object, row: int) -> str:
        if not isinstance(value, dict):
            return str(value)
        return str(value["@value"]) if "@value" in value else self._add(value, row)


def _prefixes(context: object) -> set[str]:
    """The prefixes that mean the DFC's names in a document with this context."""
    found: set[str] = set()
    for one in _listed(context):
        if isinstance(one, dict):
            found |= _defined(one)
        elif isinstance(one, str) and _OF_DFC.fullmatch(one):
            found |= _USUAL_PREFIXES
        elif one is not None:
            raise Refused("dfc_context_unknown", context=_said(one))
    return found


def _defined(context: dict[str, Any]) -> set[str]:
    ours = {name for name, meaning in context.items() if isinstance(meaning, str) and _OF_DFC.fullmatch(meaning)}
    ours -= {name for name in ours if name.startswith("@")}
    for name in context.keys() & (_USUAL_PREFIXES | {"@import"}):
        if name not in ours:
            raise Refused("dfc_context_unknown", context=_said(context[name]))
    return ours


def _listed(value: object) -> list[Any]:
    if isinstance(value, dict) and value.keys() & {"@list", "@set"}:
        return _listed(value.get("@list", value.get("@set")))
    return value if isinstance(value, list) else [value]


def _said(context: object) -> str:
    return str(context)[:_SHOWN]
