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
