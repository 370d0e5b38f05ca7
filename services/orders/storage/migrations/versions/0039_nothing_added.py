"""Nothing is added to what is booked: no entry and no payment to an earlier transaction, none moved to another session.

Revision ID: 0039
Revises: 0038
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

REFUSE_ADDING = """
CREATE FUNCTION refuse_adding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added JOIN ledger_transactions AS booked ON booked.id = added.transaction_id
        WHERE booked.xmin <> pg_current_xact_id()::xid
    ) THEN
        RAISE EXCEPTION '% is append-only: nothing is added to a transaction that is booked', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_MOVING = """
CREATE FUNCTION refuse_moving() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid uuid;
BEGIN
    IF TG_TABLE_NAME = 'late_payments' THEN
        SELECT transaction_id INTO paid FROM payments WHERE id = NEW.payment_id;
    ELSE
        SELECT transaction_id INTO paid FROM refunds WHERE id = NEW.refund_id;
    END IF;
    IF EXISTS (
        SELECT FROM ledger_transactions AS booked JOIN till_sessions AS closed ON closed.till = booked.till
        WHERE booked.id = paid AND closed.closed_at IS NOT NULL AND closed.until_sequence >= booked.till_sequence
    ) THEN
        RAISE EXCEPTION '% is append-only: what is in a closed session stays in it', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Refuse both. One question a statement, not a row: orders are booked this way."""
    op.execute(REFUSE_ADDING)
    op.execute(REFUSE_MOVING)
    for table in ("ledger_entries", "payments"):
        op.execute(
            f"CREATE TRIGGER nothing_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_adding()"
        )
    for table in ("late_payments", "late_refunds"):
        op.execute(
            f"CREATE TRIGGER stays_in_its_session BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_moving()"
        )


def downgrade() -> None:
    """Allow both."""
    for table in ("late_payments", "late_refunds"):
        op.execute(f"DROP TRIGGER stays_in_its_session ON {table}")
    for table in ("ledger_entries", "payments"):
        op.execute(f"DROP TRIGGER nothing_added ON {table}")
    op.execute("DROP FUNCTION refuse_moving()")
    op.execute("DROP FUNCTION refuse_adding()")
