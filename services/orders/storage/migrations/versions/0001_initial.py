"""All tables of the orders service; the ledger refuses to be rewritten and balances at commit.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""

BALANCED = """
CREATE FUNCTION check_transaction_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE balance numeric;
BEGIN
    SELECT sum(amount_cents) INTO balance FROM ledger_entries WHERE transaction_id = NEW.transaction_id;
    IF balance <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % does not balance: it is % cents off', NEW.transaction_id, balance
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ledger_entries_sums_to_zero';
    END IF;
    RETURN NULL;
END $$
"""

TRIGGERS = (
    APPEND_ONLY,
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()",
    BALANCED,
    "CREATE CONSTRAINT TRIGGER sums_to_zero AFTER INSERT ON ledger_entries DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION check_transaction_balances()",
)
"""What SQLAlchemy's metadata cannot say."""


def upgrade() -> None:
    """Create everything, and the network's own till."""
    op.create_table(
        "catalogue_entries",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False, comment="Display unit: kg, l or piece."),
        sa.Column(
            "step", sa.BigInteger(), nullable=False, comment="Orders are whole multiples of this many base units."
        ),
        sa.Column("vat_basis_points", sa.Integer(), nullable=False),
        sa.Column(
            "ceiling_price_cents", sa.BigInteger(), nullable=False, comment="Per display unit, with VAT and delivery."
        ),
        sa.Column("organic", sa.Boolean(), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("on_sale", sa.Boolean(), nullable=False),
        sa.Column("stock_first", sa.BigInteger(), nullable=False, comment="Base units used before anything is bought."),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column(
            "rungs", postgresql.JSONB(), nullable=False, comment="[{starts_at, indicative_price}] by rising start."
        ),
        sa.PrimaryKeyConstraint("cycle", "product", name=op.f("pk_catalogue_entries")),
    )
    op.create_table(
        "centres",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False, comment="Where in the centre goods are fetched; may be empty."),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_centres")),
    )
    op.create_table(
        "collections",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("group_order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the HouseholdOrderCollected applied."),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_collections")),
    )
    op.create_index(op.f("ix_collections_group_order_id"), "collections", ["group_order_id"], unique=False)
    op.create_table(
        "cycle_centres",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("closes", sa.DateTime(), nullable=True, comment="Local time of the network; null: the cycle's date."),
        sa.Column("distribution_starts", sa.DateTime(), nullable=True),
        sa.Column("distribution_ends", sa.DateTime(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the event that said these dates."),
        sa.PrimaryKeyConstraint("cycle", "centre", name=op.f("pk_cycle_centres")),
    )
    op.create_table(
        "cycle_settlements",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("held_cents", sa.BigInteger(), nullable=False),
        sa.Column("charged_cents", sa.BigInteger(), nullable=False),
        sa.Column("rebates_cents", sa.BigInteger(), nullable=False),
        sa.Column("rounding_cents", sa.BigInteger(), nullable=False),
        sa.Column("uncovered_cents", sa.BigInteger(), nullable=False),
        sa.Column("stock_kept_cents", sa.BigInteger(), nullable=False),
        sa.Column("stock_used_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "invoices",
            postgresql.JSONB(),
            nullable=False,
            comment="[{supplier, goods, delivery, vat, total}] in cents.",
        ),
        sa.Column(
            "left_out",
            postgresql.JSONB(),
            nullable=False,
            comment="Group orders closed without: their holds are released.",
        ),
        sa.Column(
            "posted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its difference was posted to the ledger.",
        ),
        sa.PrimaryKeyConstraint("cycle", "run", name=op.f("pk_cycle_settlements")),
    )
    op.create_table(
        "cycles",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "opened_version",
            sa.BigInteger(),
            nullable=True,
            comment="Of the CycleOpened applied; null while unheard of.",
        ),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("closes", sa.Date(), nullable=True),
        sa.Column("delivery", sa.Date(), nullable=True),
        sa.Column("distribution", sa.Date(), nullable=True),
        sa.Column(
            "catalogue_version",
            sa.BigInteger(),
            nullable=True,
            comment="Of the catalogue stored: CycleOpened's or the last revision's.",
        ),
        sa.Column("catalogue_etag", sa.Text(), nullable=True),
        sa.Column(
            "closing_version",
            sa.BigInteger(),
            nullable=True,
            comment="Of the CycleClosing applied: what is open was sealed then.",
        ),
        sa.Column(
            "sealed_version",
            sa.BigInteger(),
            nullable=True,
            comment="Of the CycleSealed written: no order changes after it.",
        ),
        sa.Column("settled_run", sa.Integer(), nullable=True, comment="Last settlement run posted to the ledger."),
        sa.Column("archived_version", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cycles")),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("record_offset", sa.BigInteger(), nullable=False),
        sa.Column(
            "record_timestamp", sa.BigInteger(), nullable=False, comment="Milliseconds since 1970, from the broker"
        ),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True, comment="The CloudEvents type where it could be read"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint(
            "topic",
            "partition",
            "record_offset",
            "record_timestamp",
            name=op.f("uq_dead_letters_topic_partition_record_offset_record_timestamp"),
        ),
    )
    op.create_index(
        "ix_dead_letters_waiting", "dead_letters", ["id"], unique=False, postgresql_where=sa.text("resolution IS NULL")
    )
    op.create_table(
        "distributions",
        sa.Column("group_order_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the DistributionScheduled applied."),
        sa.Column("starts", sa.DateTime(), nullable=False, comment="Local time of the network."),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_order_id", name=op.f("pk_distributions")),
    )
    op.create_table(
        "group_orders",
        sa.Column("id", sa.Uuid(), nullable=False, comment="shared.kernel.ids.group_order_id(cycle, centre)."),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("sealed_orders", sa.Integer(), nullable=True, comment="Confirmed orders at sealing."),
        sa.Column("sealed_held_cents", sa.BigInteger(), nullable=True),
        sa.Column(
            "sealed_digest", sa.LargeBinary(), nullable=True, comment="Manifest digest, 32 bytes; republished verbatim."
        ),
        sa.CheckConstraint(
            "state = 'open' OR sealed_digest IS NOT NULL", name=op.f("ck_group_orders_sealed_has_manifest")
        ),
        sa.CheckConstraint("state IN ('open', 'sealed', 'left_out')", name=op.f("ck_group_orders_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_orders")),
        sa.UniqueConstraint("cycle", "centre", name=op.f("uq_group_orders_cycle_centre")),
    )
    op.create_table(
        "household_orders",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one order."),
        sa.Column("group_order_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False, comment="Sum of the lines at the ceiling."),
        sa.Column("held_cents", sa.BigInteger(), nullable=False, comment="total_cents while confirmed, else 0."),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            nullable=True,
            comment="order_digest (shared.contracts.manifest) as published; null: never published, in no manifest.",
        ),
        sa.Column(
            "base_version", sa.BigInteger(), nullable=False, comment="The version its last request amended; 0: none."
        ),
        sa.Column(
            "request_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the cycle, household and lines asked for.",
        ),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False, comment="Paid along with the last request."),
        sa.Column(
            "credit_after_cents", sa.BigInteger(), nullable=False, comment="The household's credit as last answered."
        ),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "held_cents = CASE state WHEN 'confirmed' THEN total_cents ELSE 0 END",
            name=op.f("ck_household_orders_held_when_confirmed"),
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR digest IS NOT NULL", name=op.f("ck_household_orders_confirmed_has_digest")
        ),
        sa.CheckConstraint(
            "state IN ('confirmed', 'waiting', 'cancelled', 'late', 'lapsed', 'refunded')",
            name=op.f("ck_household_orders_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_orders")),
    )
    op.create_index("ix_household_orders_cycle", "household_orders", ["cycle", "state"], unique=False)
    op.create_index("ix_household_orders_group_order_id", "household_orders", ["group_order_id", "state"], unique=False)
    op.create_index(
        "uq_household_orders_one_live",
        "household_orders",
        ["household_id", "cycle"],
        unique=True,
        postgresql_where=sa.text("state IN ('confirmed', 'waiting', 'late')"),
    )
    op.create_table(
        "households",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device that registered the household."),
        sa.Column("number", sa.Text(), nullable=False, comment="Member number: the only name the ledger knows."),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column(
            "label", sa.Text(), nullable=False, comment="Short label printed on the pick list. Personal: never logged."
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "tariff_basis_points",
            sa.Integer(),
            nullable=True,
            comment="What the household pays of the price; null: all of it.",
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "credit_cents",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Money of the household not held by an order. Minus its account household:<number>:credit.",
        ),
        sa.CheckConstraint("credit_cents >= 0", name=op.f("ck_households_credit_never_negative")),
        sa.CheckConstraint("size > 0", name=op.f("ck_households_size_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
        sa.UniqueConstraint("number", name=op.f("uq_households_number")),
    )
    op.create_index("ix_households_centre_number", "households", ["centre", "number"], unique=False)
    op.create_table(
        "ledger_transactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True, comment="The user who booked it; null: what came of an event."),
        sa.Column("what", sa.Text(), server_default=sa.text("''"), nullable=False, comment="Nothing personal."),
        sa.Column("cycle", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("till_sequence", sa.BigInteger(), nullable=False, comment="Its place in the till's chain, from 1."),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of previous_hash and the canonical transaction."
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint("sequence", name=op.f("uq_ledger_transactions_sequence")),
        sa.UniqueConstraint("till", "till_sequence", name=op.f("uq_ledger_transactions_till_till_sequence")),
    )
    op.create_index("ix_ledger_transactions_cycle", "ledger_transactions", ["cycle", "sequence"], unique=False)
    op.create_index("ix_ledger_transactions_order_id", "ledger_transactions", ["order_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_published",
        "outbox",
        ["published_at"],
        unique=False,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_unpublished", "outbox", ["sequence"], unique=False, postgresql_where=sa.text("published_at IS NULL")
    )
    op.create_table(
        "posted_settlements",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False, comment="Last run posted for this order."),
        sa.Column("held_cents", sa.BigInteger(), nullable=False, comment="Released when the first run was posted."),
        sa.Column(
            "charged_cents",
            sa.BigInteger(),
            nullable=False,
            comment="Charged so far: a later run posts the difference.",
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_posted_settlements")),
    )
    op.create_index(op.f("ix_posted_settlements_cycle"), "posted_settlements", ["cycle"], unique=False)
    op.create_table(
        "reopenings",
        sa.Column("group_order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the GroupOrderOpened that it made."),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="The coordinator who reopened."),
        sa.PrimaryKeyConstraint("group_order_id", "version", name=op.f("pk_reopenings")),
    )
    op.create_table(
        "revoked_access",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_revoked_access")),
    )
    op.create_table(
        "settled_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False, comment="Base units."),
        sa.Column(
            "final_price_cents",
            sa.BigInteger(),
            nullable=True,
            comment="Per display unit; null: there was nothing to hand out.",
        ),
        sa.Column("charged_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason_demand", sa.BigInteger(), nullable=True),
        sa.Column("reason_available", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", "run", "product", name=op.f("pk_settled_lines")),
    )
    op.create_table(
        "settled_orders",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("group_order_id", sa.Uuid(), nullable=False),
        sa.Column("held_cents", sa.BigInteger(), nullable=False),
        sa.Column("charged_cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "run", name=op.f("pk_settled_orders")),
    )
    op.create_index(op.f("ix_settled_orders_cycle"), "settled_orders", ["cycle"], unique=False)
    op.create_table(
        "settlement_staging",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False, comment="How many orders of the run have arrived."),
        sa.Column("held_cents", sa.BigInteger(), nullable=False),
        sa.Column("charged_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "refused",
            sa.Text(),
            nullable=True,
            comment="Why a run that arrived whole is not posted; null: nothing against it.",
        ),
        sa.PrimaryKeyConstraint("cycle", "run", name=op.f("pk_settlement_staging")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("login_digest", sa.LargeBinary(), nullable=False, comment="SHA-256: what was typed may be anything."),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("login_digest", name=op.f("pk_sign_in_attempts")),
        comment="Failed sign-ins since the last good one, by login.",
    )
    op.create_table(
        "tills",
        sa.Column("code", sa.Text(), nullable=False, comment="The centre's code; empty for the network's own."),
        sa.Column(
            "chain_head", sa.LargeBinary(), server_default=sa.text("decode(repeat('00', 32), 'hex')"), nullable=False
        ),
        sa.Column(
            "sequence",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Transactions chained so far.",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tills")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device that registered the user."),
        sa.Column("login", sa.Text(), nullable=False, comment="Lower case. Personal: never logged."),
        sa.Column("name", sa.Text(), nullable=False, comment="Personal: never logged."),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "centres",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="Codes, sorted; what a volunteer may act for.",
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cardinality(roles) > 0", name=op.f("ck_users_some_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_table(
        "credentials",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False, comment="argon2id, with its parameters and salt."),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_credentials_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "household_order_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False, comment="Base units."),
        sa.Column("ceiling_price_cents", sa.BigInteger(), nullable=False, comment="Per display unit, as it was held."),
        sa.Column(
            "held_cents",
            sa.BigInteger(),
            nullable=False,
            comment="Ceiling × quantity, half-up; held only if confirmed.",
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_household_order_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["household_orders.id"], name=op.f("fk_household_order_lines_order_id")),
        sa.PrimaryKeyConstraint("order_id", "product", name=op.f("pk_household_order_lines")),
    )
    op.create_table(
        "late_admissions",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="The order's, as admitted."),
        sa.Column("after_seal", sa.Boolean(), nullable=False, comment="The whole cycle was sealed before."),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="The coordinator who admitted it."),
        sa.ForeignKeyConstraint(["order_id"], ["household_orders.id"], name=op.f("fk_late_admissions_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_late_admissions")),
        comment="Orders that left the late tray into their cycle.",
    )
    op.create_table(
        "ledger_entries",
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_ledger_entries_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transactions.id"], name=op.f("fk_ledger_entries_transaction_id")
        ),
        sa.PrimaryKeyConstraint("transaction_id", "position", name=op.f("pk_ledger_entries")),
    )
    op.create_index("ix_ledger_entries_account", "ledger_entries", ["account"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is booked once."),
        sa.Column("payer_household_id", sa.Uuid(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column(
            "order_ids",
            postgresql.ARRAY(sa.Uuid()),
            nullable=False,
            comment="The orders it was brought for, the payer's or others'.",
        ),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "means IN ('cash', 'cheque', 'card', 'transfer', 'credit')", name=op.f("ck_payments_means_known")
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_payments_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transactions.id"], name=op.f("fk_payments_transaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index("ix_payments_payer_household_id", "payments", ["payer_household_id"], unique=False)

    for statement in TRIGGERS:
        op.execute(statement)
    op.execute("INSERT INTO tills (code) VALUES ('')")


def downgrade() -> None:
    """Drop everything."""
    op.drop_index("ix_payments_payer_household_id", table_name="payments")
    op.drop_table("payments")
    op.drop_index("ix_ledger_entries_account", table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_table("late_admissions")
    op.drop_table("household_order_lines")
    op.drop_table("credentials")
    op.drop_table("users")
    op.drop_table("tills")
    op.drop_table("sign_in_attempts")
    op.drop_table("settlement_staging")
    op.drop_index(op.f("ix_settled_orders_cycle"), table_name="settled_orders")
    op.drop_table("settled_orders")
    op.drop_table("settled_lines")
    op.drop_table("revoked_access")
    op.drop_table("reopenings")
    op.drop_index(op.f("ix_posted_settlements_cycle"), table_name="posted_settlements")
    op.drop_table("posted_settlements")
    op.drop_index("ix_outbox_unpublished", table_name="outbox", postgresql_where=sa.text("published_at IS NULL"))
    op.drop_index("ix_outbox_published", table_name="outbox", postgresql_where=sa.text("published_at IS NOT NULL"))
    op.drop_table("outbox")
    op.drop_index("ix_ledger_transactions_order_id", table_name="ledger_transactions")
    op.drop_index("ix_ledger_transactions_cycle", table_name="ledger_transactions")
    op.drop_table("ledger_transactions")
    op.drop_index("ix_households_centre_number", table_name="households")
    op.drop_table("households")
    op.drop_index(
        "uq_household_orders_one_live",
        table_name="household_orders",
        postgresql_where=sa.text("state IN ('confirmed', 'waiting', 'late')"),
    )
    op.drop_index("ix_household_orders_group_order_id", table_name="household_orders")
    op.drop_index("ix_household_orders_cycle", table_name="household_orders")
    op.drop_table("household_orders")
    op.drop_table("group_orders")
    op.drop_table("distributions")
    op.drop_index("ix_dead_letters_waiting", table_name="dead_letters", postgresql_where=sa.text("resolution IS NULL"))
    op.drop_table("dead_letters")
    op.drop_table("cycles")
    op.drop_table("cycle_settlements")
    op.drop_table("cycle_centres")
    op.drop_index(op.f("ix_collections_group_order_id"), table_name="collections")
    op.drop_table("collections")
    op.drop_table("centres")
    op.drop_table("catalogue_entries")

    op.execute("DROP FUNCTION check_transaction_balances")
    op.execute("DROP FUNCTION refuse_rewriting")
