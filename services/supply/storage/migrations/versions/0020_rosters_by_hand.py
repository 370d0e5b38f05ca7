"""What the coordinator decides of a roster by hand.

Revision ID: 0020
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the version of a roster, the choices that the next one keeps, and the moves that were done."""
    op.add_column(
        "rosters",
        sa.Column(
            "version", sa.Integer(), server_default=sa.text("1"), nullable=False, comment="Grows with each change."
        ),
    )
    op.create_table(
        "roster_choices",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("placed", sa.Boolean(), nullable=False, comment="In the shift; false: kept out of it."),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=True,
            comment="Why it is all right beyond what the volunteer said; null: nothing spoke against it.",
        ),
        *_decided(),
        *_of_cycle_and_volunteer("roster_choices"),
        sa.PrimaryKeyConstraint("cycle", "volunteer", "shift", name=op.f("pk_roster_choices")),
    )
    op.create_table(
        "roster_moves",
        sa.Column("move_id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one move."),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("volunteer", sa.Text(), nullable=False),
        sa.Column("left_shift", sa.Text(), nullable=True, comment="The shift that was left; null: none."),
        sa.Column("joined_shift", sa.Text(), nullable=True, comment="The shift that was joined; null: none."),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, comment="Of the roster, once it was done."),
        *_decided(),
        *_of_cycle_and_volunteer("roster_moves"),
        sa.PrimaryKeyConstraint("move_id", name=op.f("pk_roster_moves")),
    )
    for table in ("roster_choices", "roster_moves"):
        op.create_index(op.f(f"ix_{table}_volunteer"), table, ["volunteer"])


def _decided() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )


def _of_cycle_and_volunteer(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([column], [f"{other}.{column}"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in (("cycle", "cycles"), ("volunteer", "volunteers"))
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("roster_moves")
    op.drop_table("roster_choices")
    op.drop_column("rosters", "version")
