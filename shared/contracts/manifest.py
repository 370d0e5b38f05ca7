"""The manifest: how supply proves that it holds every order of a group order, and nothing else.

Each order has a digest of its id, version, state and lines, computed once as the order is
written (orders) or applied (supply). A group order's manifest digest is the SHA-256 over its
orders' digests in id order, so proving a cycle costs one pass over its orders, not its lines.
"""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from shared.contracts.group_orders import OrderLine

EMPTY_MANIFEST = sha256(b"").hexdigest()


class ManifestState(StrEnum):
    """The states of an order that a manifest counts; an order waiting for payment is not in it."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


def order_digest(order_id: UUID, version: int, state: ManifestState, lines: Iterable[OrderLine]) -> bytes:
    """SHA-256 over one order's id, version, state and lines (by product code)."""
    by_product = sorted(lines, key=lambda line: line.product)
    parts = [f"{line.product}:{line.quantity}:{line.held}" for line in by_product]
    return sha256("|".join([str(order_id), str(version), state, *parts]).encode()).digest()


def manifest_digest(order_digests: Iterable[tuple[UUID, bytes]]) -> str:
    """SHA-256 over the orders' digests in id order, as lower-case hex.

    The same in SQL: ``encode(sha256(coalesce(string_agg(digest, '' ORDER BY order_id), '')), 'hex')``.
    """
    ordered = sorted(order_digests, key=lambda pair: pair[0])
    return sha256(b"".join(digest for _, digest in ordered)).hexdigest()
