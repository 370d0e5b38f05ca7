"""The files about people and places: centres.csv, households.csv, volunteers.csv."""

from services.play.folder.cells import (
    CodeCell,
    CodesCell,
    EmptyCell,
    FlagCell,
    LabelCell,
    MaybeMomentCell,
    MinutesCell,
    NameCell,
    PlaceCell,
    SizeCell,
    WindowsCell,
)
from services.play.folder.row import Row


class CentreRow(Row):
    """A line of centres.csv: a place where households order and fetch.

    A centre that is not active takes no order. ``closes``, ``distribution_start`` and
    ``distribution_end`` (local date and time) replace the cycle's own dates; these three columns and
    ``place``, where in the centre goods are fetched, may be empty or not there at all.
    """

    file = "centres.csv"
    unique = ("centre",)

    centre: CodeCell
    name: NameCell
    active: FlagCell
    closes: MaybeMomentCell = None
    distribution_start: MaybeMomentCell = None
    distribution_end: MaybeMomentCell = None
    place: PlaceCell = ""


class HouseholdRow(Row):
    """A line of households.csv: a member number, its centre, the label of its pick list, its size in people.

    ``tariff_percent`` (what the household pays of the price) must be there and left empty.
    """

    file = "households.csv"
    unique = ("household",)

    household: CodeCell
    centre: CodeCell
    label: LabelCell
    size: SizeCell
    tariff_percent: EmptyCell


class VolunteerRow(Row):
    """A line of volunteers.csv: who can help, with what, how long and when.

    ``skills`` are joined by ``+``. ``max_hours`` bounds this cycle, ``hours_done`` counts the cycles
    before; both are read as whole minutes. ``available`` is windows ``2026-12-15T08:00/13:00`` joined
    by ``+``. A volunteer without skills or windows leaves the cell empty.
    """

    file = "volunteers.csv"
    unique = ("volunteer",)

    volunteer: CodeCell
    centre: CodeCell
    name: NameCell
    skills: CodesCell
    max_hours: MinutesCell
    hours_done: MinutesCell
    available: WindowsCell
