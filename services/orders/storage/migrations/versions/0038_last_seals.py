"""A till knows how many of its sessions were closed and the last one's seal: one that is gone or open again is found.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

FILL = """
UPDATE tills SET sessions_closed = last.number, last_seal = last.seal
FROM (
    SELECT DISTINCT ON (till) till, number, seal FROM till_sessions
    WHERE closed_at IS NOT NULL ORDER BY till, number DESC
) AS last
WHERE last.till = tills.code
"""


def upgrade() -> None:
    """Take both from the sessions that are closed now."""
    closed = sa.Column(
        "sessions_closed", sa.Integer(), nullable=False, server_default=sa.text("0"), comment="The last one's number."
    )
    seal = sa.Column(
        "last_seal", sa.LargeBinary(), nullable=False, server_default=sa.text("decode(repeat('00', 32), 'hex')")
    )
    op.add_column("tills", closed)
    op.add_column("tills", seal)
    op.execute(FILL)


def downgrade() -> None:
    """Forget both."""
    op.drop_column("tills", "last_seal")
    op.drop_column("tills", "sessions_closed")
