"""From when until when a household has a tariff: never two on one day, an eligibility always with its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class DatedTariff:
    """A household's tariff.

    Args:
        id: Made by the device.
        begins: Its first day.
        ends: Its last day; ``None`` until it is ended. Before it begins: it never applied.
        basis_points: What of the price the household pays.
        prescribed_by: The partner's code who prescribed the eligibility; ``None``: nobody.
    """

    id: UUID
    begins: date
    ends: date | None
    basis_points: int
    prescribed_by: str | None

    def meets(self, other: "DatedTariff") -> bool:
        """Whether there is a day on which both apply."""
        last = min(self.ends or date.max, other.ends or date.max)
        return max(self.begins, other.begins) <= last


def check_tariff(tariff: DatedTariff, offered: Iterable[int], others: Iterable[DatedTariff]) -> None:
    """A tariff may be added to what the household has, at the rates its centre offers.

    Raises:
        Refused: ``tariff_dates``, ``eligibility_needs_end``, ``tariff_not_offered`` or ``tariff_overlaps``.
    """
    if tariff.ends is not None and tariff.ends < tariff.begins:
        raise Refused("tariff_dates", begins=tariff.begins, ends=tariff.ends)
    if tariff.prescribed_by is not None and tariff.ends is None:
        raise Refused("eligibility_needs_end")
    if tariff.basis_points not in set(offered):
        raise Refused("tariff_not_offered")
    for other in others:
        if tariff.meets(other):
            raise Refused("tariff_overlaps", begins=other.begins)


def check_ending(tariff: DatedTariff, ends: date, today: date) -> None:
    """A tariff may only be made to end earlier, yesterday at the earliest: what was ordered stays as it is.

    Raises:
        Refused: ``tariff_ended`` or ``tariff_ends_in_past``.
    """
    if tariff.ends is not None and ends > tariff.ends:
        raise Refused("tariff_ended", ends=tariff.ends)
    if ends < today - timedelta(1):
        raise Refused("tariff_ends_in_past", earliest=today - timedelta(1))
