"""Each centre's own dates against each other and against the cycle's."""

from collections.abc import Iterator

from services.play.folder.network_rows import CentreRow
from services.play.folder.order_rows import CycleRow
from services.play.folder.problem import Problem, shown


def check_centre_dates(cycle: CycleRow, centre: CentreRow) -> Iterator[Problem]:
    """A centre closes within the order weeks, distributes after the delivery, and ends after it starts."""
    closes, starts, ends = centre.closes, centre.distribution_start, centre.distribution_end
    if closes and not cycle.opens <= closes.date() <= cycle.delivery:
        expected = f"a moment from {cycle.opens} (the cycle opens) to {cycle.delivery} (delivery)"
        yield _wrong(centre, "closes", expected)
    if starts and starts.date() < cycle.delivery:
        yield _wrong(centre, "distribution_start", f"{cycle.delivery} (delivery) or later")
    if ends and ends.date() < cycle.delivery:
        yield _wrong(centre, "distribution_end", f"{cycle.delivery} (delivery) or later")
    if starts and ends and ends <= starts:
        yield _wrong(centre, "distribution_end", f"a moment after the start, {starts:%Y-%m-%dT%H:%M}")


def _wrong(centre: CentreRow, column: str, expected: str) -> Problem:
    return Problem(centre.file, centre.line, column, shown(f"{getattr(centre, column):%Y-%m-%dT%H:%M}"), expected)
