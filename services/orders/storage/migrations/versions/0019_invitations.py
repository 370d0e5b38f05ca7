"""Invitations to choose a password, and where they are mailed to.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, add the address."""
    op.add_column("users", sa.Column("email", sa.Text(), comment="Personal: never logged. Null: nothing is mailed."))
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one invitation."),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False, comment="mail or slip."),
        sa.Column(
            "code_digest", sa.LargeBinary(), nullable=False, comment="SHA-256: the code is shown once."
        ),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            comment="Before its time: used, or another took its place.",
        ),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("mail_state", sa.Text(), comment="accepted, failed or unknown; null: on paper."),
        sa.Column("mail_said", sa.Text(), comment="By the mail server. Personal: never logged."),
        sa.CheckConstraint("means IN ('mail', 'slip')", name=op.f("ck_invitations_means_known")),
        sa.CheckConstraint(
            "(means = 'mail') = (mail_state IS NOT NULL)", name=op.f("ck_invitations_mailed_or_not")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invitations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_invitations_code_digest")),
    )
    op.create_index("ix_invitations_user_id", "invitations", ["user_id", "made_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("invitations")
    op.drop_column("users", "email")
