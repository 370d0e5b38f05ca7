"""Why a plan replaced the one before it, told from what was stored with both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from services.supply.domain.overrides import Override


class Because(StrEnum):
    """What changed since the plan before."""

    FIRST = "first"
    DEMAND = "demand_changed"
    CENTRES = "centres_changed"
    STOCK = "stock_changed"
    OFFERS = "offers_changed"
    OVERRIDES = "overrides_changed"
    SEALED_AGAIN = "sealed_again"
    INCIDENT = "incident"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MadePlan:
    """A plan as it was made; the digests of its parts are None in plans made before they were kept."""

    plan: int
    made_by: UUID
    made_at: datetime
    demand_digest: str
    objective_cents: int
    proven: bool
    sealed_version: int
    left_out: tuple[str, ...]
    ordered_digest: str | None
    stock_digest: str | None
    offers_digest: str | None
    overrides: tuple[Override, ...]
    after_incident: bool


def history(made: Iterable[MadePlan]) -> list[tuple[MadePlan, tuple[Because, ...]]]:
    """A cycle's plans, by number, each with why it was made."""
    plans = list(made)
    because = [tuple(_changes(before, after)) for before, after in pairwise(plans)]
    return list(zip(plans, [(Because.FIRST,), *because], strict=False))


def _changes(before: MadePlan, after: MadePlan) -> Iterator[Because]:
    found = list(_known_changes(before, after))
    if after.after_incident:
        yield Because.INCIDENT
    elif found:
        yield from found
    elif None not in {before.ordered_digest, after.ordered_digest} and before.sealed_version != after.sealed_version:
        yield Because.SEALED_AGAIN
    else:
        yield Because.UNKNOWN


def _known_changes(before: MadePlan, after: MadePlan) -> Iterator[Because]:
    """What is left out takes its orders with it: those that stay have changed only if they were sealed again."""
    same_centres, sealed_again = before.left_out == after.left_out, before.sealed_version != after.sealed_version
    if not same_centres:
        yield Because.CENTRES
    if _differ(before.ordered_digest, after.ordered_digest) and (same_centres or sealed_again):
        yield Because.DEMAND
    if _differ(before.stock_digest, after.stock_digest):
        yield Because.STOCK
    if _differ(before.offers_digest, after.offers_digest):
        yield Because.OFFERS
    if before.overrides != after.overrides:
        yield Because.OVERRIDES


def _differ(before: str | None, after: str | None) -> bool:
    return before is not None and after is not None and before != after
