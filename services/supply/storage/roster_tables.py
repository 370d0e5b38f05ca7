"""Volunteers with when they can help, and the roster of each cycle. Times are the network's local time."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.supply.storage.metadata import metadata

volunteers = Table(
    "volunteers",
    metadata,
    Column("volunteer", Text, primary_key=True),
    Column("centre", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("skills", ARRAY(Text), nullable=False),
    Column("max_minutes", Integer, nullable=False),
    Column("done_minutes", Integer, nullable=False),
    CheckConstraint("max_minutes >= 0 AND done_minutes >= 0", name="minutes"),
)

volunteer_windows = Table(
    "volunteer_windows",
    metadata,
    Column("volunteer", Text, ForeignKey(volunteers.c.volunteer, ondelete="CASCADE"), primary_key=True),
    Column("starts", DateTime, primary_key=True),
    Column("ends", DateTime, primary_key=True),
    CheckConstraint("starts < ends", name="order"),
)

# One row a cycle that has a roster: locked while the roster is replaced.
rosters = Table(
    "rosters",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("proven", Boolean, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1"), comment="Grows with each change."),
)

shifts = Table(
    "shifts",
    metadata,
    Column("cycle", Text, ForeignKey(rosters.c.cycle, ondelete="CASCADE"), primary_key=True),
    Column("shift", Text, primary_key=True),
    Column("centre", Text, nullable=True, comment="Empty for a shift of the whole network, at the warehouse."),
    Column("kind", Text, nullable=False),
    Column("starts", DateTime, nullable=False),
    Column("ends", DateTime, nullable=False),
    Column("needed", Integer, nullable=False),
    CheckConstraint("starts < ends", name="order"),
    CheckConstraint("needed > 0", name="needed"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("shift", Text, primary_key=True),
    Column("volunteer", Text, ForeignKey(volunteers.c.volunteer), primary_key=True, index=True),
    Column("substitute", Boolean, nullable=False),
    ForeignKeyConstraint(["cycle", "shift"], [shifts.c.cycle, shifts.c.shift], ondelete="CASCADE"),
)

# Beside the roster, which is made anew from them: a choice outlives the shift it names.
roster_choices = Table(
    "roster_choices",
    metadata,
    Column("cycle", Text, ForeignKey("cycles.cycle"), primary_key=True),
    Column("volunteer", Text, ForeignKey(volunteers.c.volunteer), primary_key=True, index=True),
    Column("shift", Text, primary_key=True),
    Column("placed", Boolean, nullable=False, comment="In the shift; false: kept out of it."),
    Column(
        "reason", Text, comment="Why it is all right beyond what the volunteer said; null: nothing spoke against it."
    ),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

roster_moves = Table(
    "roster_moves",
    metadata,
    Column("move_id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one move."),
    Column("cycle", Text, ForeignKey("cycles.cycle"), nullable=False),
    Column("volunteer", Text, ForeignKey(volunteers.c.volunteer), nullable=False, index=True),
    Column("left_shift", Text, comment="The shift that was left; null: none."),
    Column("joined_shift", Text, comment="The shift that was joined; null: none."),
    Column("reason", Text),
    Column("version", Integer, nullable=False, comment="Of the roster, once it was done."),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
