"""The first tables of services.supply.

Generated: python -m shared.database.initial_migration services.supply
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('centres',
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('centre', name=op.f('pk_centres'))
    )
    op.create_table('cycle_seals',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('cycle', name=op.f('pk_cycle_seals'))
    )
    op.create_table('cycles',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('opens', sa.Date(), nullable=False),
    sa.Column('closes', sa.Date(), nullable=False),
    sa.Column('delivery', sa.Date(), nullable=False),
    sa.Column('distribution', sa.Date(), nullable=False),
    sa.Column('shortage_penalty', sa.Numeric(precision=12, scale=4), nullable=False, comment='Times the ceiling of what is missing.'),
    sa.Column('max_surplus_basis_points', sa.Integer(), nullable=False),
    sa.Column('max_stock_cents', sa.BigInteger(), nullable=True, comment='Null: no limit on the surplus bought.'),
    sa.Column('delivery_vat_basis_points', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False, comment='draft, open, closing, settled or archived.'),
    sa.Column('version', sa.BigInteger(), nullable=False, comment='Of the last event about the cycle; 0 in draft.'),
    sa.Column('opened_version', sa.BigInteger(), nullable=True, comment='Of CycleOpened.'),
    sa.Column('revised_version', sa.BigInteger(), nullable=True, comment='Of the last CatalogueRevised.'),
    sa.Column('closing_version', sa.BigInteger(), nullable=True, comment='Of CycleClosing.'),
    sa.PrimaryKeyConstraint('cycle', name=op.f('pk_cycles'))
    )
    op.create_table('dead_letters',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('partition', sa.Integer(), nullable=False),
    sa.Column('record_offset', sa.BigInteger(), nullable=False),
    sa.Column('record_timestamp', sa.BigInteger(), nullable=False, comment='Milliseconds since 1970, from the broker'),
    sa.Column('key', sa.LargeBinary(), nullable=True),
    sa.Column('headers', postgresql.JSONB(astext_type=Text()), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=True),
    sa.Column('type', sa.Text(), nullable=True, comment='The CloudEvents type where it could be read'),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('failed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('resolution', sa.Text(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dead_letters')),
    sa.UniqueConstraint('topic', 'partition', 'record_offset', 'record_timestamp', name=op.f('uq_dead_letters_topic_partition_record_offset_record_timestamp'))
    )
    op.create_index('ix_dead_letters_waiting', 'dead_letters', ['id'], unique=False, postgresql_where=sa.text('resolution IS NULL'))
    op.create_table('group_orders',
    sa.Column('group_order_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False, comment='open or sealed.'),
    sa.Column('orders', sa.Integer(), nullable=True, comment='Confirmed orders it was sealed with; null while open.'),
    sa.Column('held', sa.BigInteger(), nullable=True, comment='Cents it was sealed with; null while open.'),
    sa.Column('digest', sa.Text(), nullable=True, comment='Manifest digest it was sealed with; null while open.'),
    sa.PrimaryKeyConstraint('group_order_id', name=op.f('pk_group_orders'))
    )
    op.create_index(op.f('ix_group_orders_cycle'), 'group_orders', ['cycle'], unique=False)
    op.create_table('household_order_lines',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('cycle', 'order_id', 'product', name=op.f('pk_household_order_lines')),
    comment='Lines of confirmed orders only: a cancelled order has none.'
    )
    op.create_table('household_orders',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('group_order_id', sa.Uuid(), nullable=False),
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('household', sa.Text(), nullable=False, comment='Member number.'),
    sa.Column('label', sa.Text(), nullable=False, comment='Printed on the pick list; empty once cancelled.'),
    sa.Column('state', sa.Text(), nullable=False, comment='confirmed or cancelled.'),
    sa.Column('held', sa.BigInteger(), nullable=False, comment='Cents; 0 once cancelled.'),
    sa.Column('digest', sa.LargeBinary(), nullable=False, comment='shared.contracts.manifest.order_digest.'),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_household_orders'))
    )
    op.create_index(op.f('ix_household_orders_cycle_group_order_id_order_id'), 'household_orders', ['cycle', 'group_order_id', 'order_id'], unique=False, postgresql_include=['digest', 'held', 'state', 'centre'])
    op.create_table('left_out_centres',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=False, comment="The coordinator's user id."),
    sa.Column('decided_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('cycle', 'centre', name=op.f('pk_left_out_centres')),
    comment='Centres the coordinator closed without: nothing of theirs is bought, their holds are released.'
    )
    op.create_table('outbox',
    sa.Column('sequence', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('headers', postgresql.JSONB(astext_type=Text()), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_outbox'))
    )
    op.create_index('ix_outbox_published', 'outbox', ['published_at'], unique=False, postgresql_where=sa.text('published_at IS NOT NULL'))
    op.create_index('ix_outbox_unpublished', 'outbox', ['sequence'], unique=False, postgresql_where=sa.text('published_at IS NULL'))
    op.create_table('products',
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False, comment='Display unit: kg, l or piece.'),
    sa.Column('step', sa.BigInteger(), nullable=False, comment='Sold in whole multiples of this many base units.'),
    sa.Column('vat_basis_points', sa.Integer(), nullable=False),
    sa.Column('organic', sa.Boolean(), nullable=False),
    sa.Column('local', sa.Boolean(), nullable=False),
    sa.Column('shelf_days', sa.Integer(), nullable=False),
    sa.Column('surplus_loss_basis_points', sa.Integer(), nullable=False),
    sa.Column('reference_price_cents', sa.BigInteger(), nullable=False, comment='Per display unit, VAT included.'),
    sa.Column('shortage_policy', sa.Text(), nullable=False, comment='pro_rata, equal or lottery.'),
    sa.CheckConstraint('step > 0', name=op.f('ck_products_step_is_positive')),
    sa.PrimaryKeyConstraint('product', name=op.f('pk_products'))
    )
    op.create_table('purchase_order_numbers',
    sa.Column('singleton', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.CheckConstraint('singleton', name=op.f('ck_purchase_order_numbers_one_row')),
    sa.PrimaryKeyConstraint('singleton', name=op.f('pk_purchase_order_numbers')),
    comment='The last number given. Its row is locked by the transaction that uses the next: no gap, no reuse.'
    )
    op.create_table('revoked_access',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('before', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_revoked_access'))
    )
    op.create_table('rosters',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('proven', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('cycle', name=op.f('pk_rosters'))
    )
    op.create_table('sealed_group_orders',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('group_order_id', sa.Uuid(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('orders', sa.Integer(), nullable=False, comment='Confirmed orders.'),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False, comment='Manifest digest, lower-case hex.'),
    sa.PrimaryKeyConstraint('cycle', 'group_order_id', name=op.f('pk_sealed_group_orders')),
    comment='What CycleSealed says supply must hold before it buys.'
    )
    op.create_table('settled_grants',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('granted', sa.BigInteger(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False, comment='The order was admitted after the goods were bought.'),
    sa.PrimaryKeyConstraint('cycle', 'run', 'product', 'order_id', name=op.f('pk_settled_grants')),
    comment='What each order got, of products that did not suffice and of orders admitted late. Of a product without a final price nobody got any.'
    )
    op.create_table('suppliers',
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('minimum_cents', sa.BigInteger(), nullable=False),
    sa.Column('delivery_fee_cents', sa.BigInteger(), nullable=False),
    sa.Column('free_delivery_from_cents', sa.BigInteger(), nullable=True, comment='Null: delivery is never free.'),
    sa.Column('lead_days', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('supplier', name=op.f('pk_suppliers')),
    comment='Amounts exclude VAT.'
    )
    op.create_table('volunteers',
    sa.Column('volunteer', sa.Text(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('skills', postgresql.ARRAY(Text()), nullable=False),
    sa.Column('max_minutes', sa.Integer(), nullable=False),
    sa.Column('done_minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint('max_minutes >= 0 AND done_minutes >= 0', name=op.f('ck_volunteers_minutes')),
    sa.PrimaryKeyConstraint('volunteer', name=op.f('pk_volunteers'))
    )
    op.create_table('cycle_centres',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=False),
    sa.Column('closes', sa.DateTime(), nullable=True, comment="Null: the cycle's day."),
    sa.Column('distribution_starts', sa.DateTime(), nullable=True, comment='Local time; never null once the cycle is open.'),
    sa.Column('distribution_ends', sa.DateTime(), nullable=True, comment='Local time; never null once the cycle is open.'),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('scheduled_version', sa.BigInteger(), nullable=True, comment='Of DistributionScheduled; null while the cycle is a draft and for a centre that takes no part.'),
    sa.ForeignKeyConstraint(['cycle'], ['cycles.cycle'], name=op.f('fk_cycle_centres_cycle'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('cycle', 'centre', name=op.f('pk_cycle_centres'))
    )
    op.create_table('cycle_products',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('ceiling_price_cents', sa.BigInteger(), nullable=False, comment='Per display unit, VAT and delivery included.'),
    sa.Column('on_sale', sa.Boolean(), nullable=False),
    sa.Column('entry', postgresql.JSONB(astext_type=Text()), nullable=True, comment='The CatalogueEntry as published; null in draft.'),
    sa.Column('unit', sa.Text(), nullable=True, comment='As the product was when it went on sale, like all below; null in draft.'),
    sa.Column('step', sa.BigInteger(), nullable=True),
    sa.Column('vat_basis_points', sa.Integer(), nullable=True),
    sa.Column('shelf_days', sa.Integer(), nullable=True),
    sa.Column('surplus_loss_basis_points', sa.Integer(), nullable=True),
    sa.Column('shortage_policy', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['cycle'], ['cycles.cycle'], name=op.f('fk_cycle_products_cycle'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['product'], ['products.product'], name=op.f('fk_cycle_products_product')),
    sa.PrimaryKeyConstraint('cycle', 'product', name=op.f('pk_cycle_products'))
    )
    op.create_table('delivery_lines',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False, comment='0: not delivered.'),
    sa.Column('invoiced_price', sa.Numeric(precision=12, scale=4), nullable=True, comment='Null: as ordered.'),
    sa.Column('best_before', sa.Date(), nullable=True),
    sa.Column('lot', sa.Text(), nullable=True),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('received >= 0', name=op.f('ck_delivery_lines_received_is_not_negative')),
    sa.ForeignKeyConstraint(['cycle'], ['cycles.cycle'], name=op.f('fk_delivery_lines_cycle')),
    sa.PrimaryKeyConstraint('cycle', 'supplier', 'product', name=op.f('pk_delivery_lines')),
    comment='What came otherwise than ordered; what is not named here came as ordered.'
    )
    op.create_table('offers',
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('case_size', sa.BigInteger(), nullable=False, comment='Base units in a case.'),
    sa.Column('max_cases', sa.Integer(), nullable=True, comment='Null: as many as wanted.'),
    sa.Column('basis', sa.Text(), nullable=False, comment='quantity, households or participants.'),
    sa.CheckConstraint('case_size > 0', name=op.f('ck_offers_case_size_is_positive')),
    sa.ForeignKeyConstraint(['product'], ['products.product'], name=op.f('fk_offers_product')),
    sa.ForeignKeyConstraint(['supplier'], ['suppliers.supplier'], name=op.f('fk_offers_supplier')),
    sa.PrimaryKeyConstraint('supplier', 'product', name=op.f('pk_offers'))
    )
    op.create_table('plans',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('plan', sa.Integer(), autoincrement=False, nullable=False, comment='1, 2, …; the highest is in force.'),
    sa.Column('demand_digest', sa.Text(), nullable=False, comment='SHA-256 of all the plan was made from.'),
    sa.Column('sealed_version', sa.BigInteger(), nullable=False, comment='Of the CycleSealed that was proved.'),
    sa.Column('left_out', postgresql.ARRAY(Text()), nullable=False, comment='The centres not counted, by code.'),
    sa.Column('objective_cents', sa.BigInteger(), nullable=False),
    sa.Column('proven', sa.Boolean(), nullable=False, comment='Whether the solver proved it cheapest within its limit.'),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['cycle'], ['cycles.cycle'], name=op.f('fk_plans_cycle')),
    sa.PrimaryKeyConstraint('cycle', 'plan', name=op.f('pk_plans')),
    sa.UniqueConstraint('cycle', 'plan', 'demand_digest', name=op.f('uq_plans_cycle_plan_demand_digest'))
    )
    op.create_table('settlements',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False, comment='Of CycleSettled and each HouseholdOrderSettled.'),
    sa.Column('input_digest', sa.Text(), nullable=False, comment='SHA-256 of all it was computed from.'),
    sa.Column('orders', sa.Integer(), nullable=False),
    sa.Column('held_cents', sa.BigInteger(), nullable=False),
    sa.Column('charged_cents', sa.BigInteger(), nullable=False),
    sa.Column('rebates_cents', sa.BigInteger(), nullable=False),
    sa.Column('invoices_cents', sa.BigInteger(), nullable=False),
    sa.Column('stock_kept_cents', sa.BigInteger(), nullable=False),
    sa.Column('stock_used_cents', sa.BigInteger(), nullable=False),
    sa.Column('rounding_cents', sa.BigInteger(), nullable=False),
    sa.Column('uncovered_cents', sa.BigInteger(), nullable=False),
    sa.Column('abandoned_because', sa.Text(), nullable=True, comment='Why nothing was bought; null: the cycle was carried out.'),
    sa.Column('settled_by', sa.Uuid(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['cycle'], ['cycles.cycle'], name=op.f('fk_settlements_cycle')),
    sa.PrimaryKeyConstraint('cycle', 'run', name=op.f('pk_settlements'))
    )
    op.create_table('shifts',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('shift', sa.Text(), nullable=False),
    sa.Column('centre', sa.Text(), nullable=True, comment='Empty for a shift of the whole network, at the warehouse.'),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('starts', sa.DateTime(), nullable=False),
    sa.Column('ends', sa.DateTime(), nullable=False),
    sa.Column('needed', sa.Integer(), nullable=False),
    sa.CheckConstraint('needed > 0', name=op.f('ck_shifts_needed')),
    sa.CheckConstraint('starts < ends', name=op.f('ck_shifts_order')),
    sa.ForeignKeyConstraint(['cycle'], ['rosters.cycle'], name=op.f('fk_shifts_cycle'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('cycle', 'shift', name=op.f('pk_shifts'))
    )
    op.create_table('stock_lots',
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('lot', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('value_cents', sa.BigInteger(), nullable=False),
    sa.Column('best_before', sa.Date(), nullable=True, comment='Null: it keeps.'),
    sa.CheckConstraint('quantity >= 0', name=op.f('ck_stock_lots_quantity_is_not_negative')),
    sa.ForeignKeyConstraint(['product'], ['products.product'], name=op.f('fk_stock_lots_product')),
    sa.PrimaryKeyConstraint('product', 'lot', name=op.f('pk_stock_lots'))
    )
    op.create_table('volunteer_windows',
    sa.Column('volunteer', sa.Text(), nullable=False),
    sa.Column('starts', sa.DateTime(), nullable=False),
    sa.Column('ends', sa.DateTime(), nullable=False),
    sa.CheckConstraint('starts < ends', name=op.f('ck_volunteer_windows_order')),
    sa.ForeignKeyConstraint(['volunteer'], ['volunteers.volunteer'], name=op.f('fk_volunteer_windows_volunteer'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('volunteer', 'starts', 'ends', name=op.f('pk_volunteer_windows'))
    )
    op.create_table('assignments',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('shift', sa.Text(), nullable=False),
    sa.Column('volunteer', sa.Text(), nullable=False),
    sa.Column('substitute', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['cycle', 'shift'], ['shifts.cycle', 'shifts.shift'], name=op.f('fk_assignments_cycle_shift'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['volunteer'], ['volunteers.volunteer'], name=op.f('fk_assignments_volunteer')),
    sa.PrimaryKeyConstraint('cycle', 'shift', 'volunteer', name=op.f('pk_assignments'))
    )
    op.create_index(op.f('ix_assignments_volunteer'), 'assignments', ['volunteer'], unique=False)
    op.create_table('kept_lots',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('lot', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('value_cents', sa.BigInteger(), nullable=False),
    sa.Column('best_before', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['cycle', 'run'], ['settlements.cycle', 'settlements.run'], name=op.f('fk_kept_lots_cycle_run')),
    sa.PrimaryKeyConstraint('cycle', 'run', 'product', name=op.f('pk_kept_lots')),
    comment='What the run put into stock; the next run changes the lots by what it keeps more or less.'
    )
    op.create_table('plan_choices',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('plan', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False, comment='gap, unbought or left_out.'),
    sa.Column('subject', sa.Text(), nullable=False, comment='Supplier, product or centre.'),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['cycle', 'plan'], ['plans.cycle', 'plans.plan'], name=op.f('fk_plan_choices_cycle_plan')),
    sa.PrimaryKeyConstraint('cycle', 'plan', 'kind', 'subject', name=op.f('pk_plan_choices')),
    comment='What the coordinator accepted by name; a new plan asks again.'
    )
    op.create_table('plan_lines',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('plan', sa.Integer(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('demand', sa.BigInteger(), nullable=False),
    sa.Column('households', sa.Integer(), nullable=False, comment='That ordered the product.'),
    sa.Column('stock_used', sa.BigInteger(), nullable=False),
    sa.Column('stock_value_cents', sa.BigInteger(), nullable=False, comment='Of the stock used.'),
    sa.Column('need', sa.BigInteger(), nullable=False),
    sa.Column('supplier', sa.Text(), nullable=True, comment='Null: nothing is bought.'),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('case_size', sa.BigInteger(), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('rung_from', sa.BigInteger(), nullable=True),
    sa.Column('price', sa.Numeric(precision=12, scale=4), nullable=True),
    sa.Column('goods_cents', sa.BigInteger(), nullable=False, comment='Excluding VAT.'),
    sa.Column('short', sa.BigInteger(), nullable=False),
    sa.Column('surplus', sa.BigInteger(), nullable=False),
    sa.Column('vat_basis_points', sa.Integer(), nullable=False),
    sa.Column('held_cents', sa.BigInteger(), nullable=False, comment='What households hold for the product.'),
    sa.Column('reason', postgresql.JSONB(astext_type=Text()), nullable=False, comment='Code and figures; the sentence is made where it is shown.'),
    sa.ForeignKeyConstraint(['cycle', 'plan'], ['plans.cycle', 'plans.plan'], name=op.f('fk_plan_lines_cycle_plan')),
    sa.PrimaryKeyConstraint('cycle', 'plan', 'product', name=op.f('pk_plan_lines'))
    )
    op.create_table('plan_stock',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('plan', sa.Integer(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('lot', sa.Text(), nullable=False),
    sa.Column('used', sa.BigInteger(), nullable=False),
    sa.Column('value_cents', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('used > 0', name=op.f('ck_plan_stock_used_is_positive')),
    sa.ForeignKeyConstraint(['cycle', 'plan'], ['plans.cycle', 'plans.plan'], name=op.f('fk_plan_stock_cycle_plan')),
    sa.PrimaryKeyConstraint('cycle', 'plan', 'product', 'lot', name=op.f('pk_plan_stock')),
    comment='The stock a plan uses, fixed with it.'
    )
    op.create_table('plan_suppliers',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('plan', sa.Integer(), nullable=False),
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('goods_cents', sa.BigInteger(), nullable=False, comment='Excluding VAT.'),
    sa.Column('delivery_cents', sa.BigInteger(), nullable=False, comment='Excluding VAT.'),
    sa.Column('vat_cents', sa.BigInteger(), nullable=False),
    sa.Column('households_hold_cents', sa.BigInteger(), nullable=False, comment='For the products bought from this supplier.'),
    sa.ForeignKeyConstraint(['cycle', 'plan'], ['plans.cycle', 'plans.plan'], name=op.f('fk_plan_suppliers_cycle_plan')),
    sa.ForeignKeyConstraint(['supplier'], ['suppliers.supplier'], name=op.f('fk_plan_suppliers_supplier')),
    sa.PrimaryKeyConstraint('cycle', 'plan', 'supplier', name=op.f('pk_plan_suppliers'))
    )
    op.create_table('purchase_orders',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('plan', sa.Integer(), nullable=False, comment='The plan it carries out.'),
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False, comment='draft, approved, sent or cancelled.'),
    sa.Column('goods_cents', sa.BigInteger(), nullable=False, comment='Excluding VAT.'),
    sa.Column('delivery_cents', sa.BigInteger(), nullable=False, comment='Excluding VAT.'),
    sa.Column('vat_cents', sa.BigInteger(), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_by', sa.Uuid(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cycle', 'plan'], ['plans.cycle', 'plans.plan'], name=op.f('fk_purchase_orders_cycle_plan')),
    sa.ForeignKeyConstraint(['supplier'], ['suppliers.supplier'], name=op.f('fk_purchase_orders_supplier')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_purchase_orders'))
    )
    op.create_index('uq_purchase_orders_live', 'purchase_orders', ['cycle', 'supplier'], unique=True, postgresql_where=sa.text("state <> 'cancelled'"))
    op.create_table('rungs',
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.BigInteger(), autoincrement=False, nullable=False, comment='Base units, or households.'),
    sa.Column('price', sa.Numeric(precision=12, scale=4), nullable=False, comment='Euros per display unit, excluding VAT.'),
    sa.ForeignKeyConstraint(['supplier', 'product'], ['offers.supplier', 'offers.product'], name=op.f('fk_rungs_supplier_product'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('supplier', 'product', 'starts_at', name=op.f('pk_rungs'))
    )
    op.create_table('settled_invoices',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('goods_cents', sa.BigInteger(), nullable=False),
    sa.Column('delivery_cents', sa.BigInteger(), nullable=False),
    sa.Column('vat_cents', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['cycle', 'run'], ['settlements.cycle', 'settlements.run'], name=op.f('fk_settled_invoices_cycle_run')),
    sa.PrimaryKeyConstraint('cycle', 'run', 'supplier', name=op.f('pk_settled_invoices'))
    )
    op.create_table('settled_products',
    sa.Column('cycle', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('unit_base', sa.Integer(), nullable=False, comment='Base units per display unit.'),
    sa.Column('demand', sa.BigInteger(), nullable=False),
    sa.Column('late_demand', sa.BigInteger(), nullable=False, comment='Of it, by orders admitted after the goods were bought.'),
    sa.Column('ceiling_price_cents', sa.BigInteger(), nullable=False),
    sa.Column('invoiced_cents', sa.BigInteger(), nullable=False, comment='Its part of the invoice.'),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('stock_used', sa.BigInteger(), nullable=False),
    sa.Column('stock_value_cents', sa.BigInteger(), nullable=False),
    sa.Column('granted', sa.BigInteger(), nullable=False),
    sa.Column('final_price_cents', sa.BigInteger(), nullable=True, comment='Null: nothing to hand out.'),
    sa.Column('charged_cents', sa.BigInteger(), nullable=False),
    sa.Column('kept', sa.BigInteger(), nullable=False),
    sa.Column('kept_value_cents', sa.BigInteger(), nullable=False),
    sa.Column('adjustment_cents', sa.BigInteger(), nullable=False),
    sa.Column('uncovered', sa.Boolean(), nullable=False, comment='Else the adjustment is rounding.'),
    sa.Column('shortage', sa.Text(), nullable=True, comment='Reason code of whoever gets less than ordered; null: it sufficed.'),
    sa.ForeignKeyConstraint(['cycle', 'run'], ['settlements.cycle', 'settlements.run'], name=op.f('fk_settled_products_cycle_run')),
    sa.PrimaryKeyConstraint('cycle', 'run', 'product', name=op.f('pk_settled_products'))
    )
    op.create_table('purchase_order_lines',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('case_size', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('rung_from', sa.BigInteger(), nullable=False),
    sa.Column('price', sa.Numeric(precision=12, scale=4), nullable=False),
    sa.Column('goods_cents', sa.BigInteger(), nullable=False),
    sa.Column('vat_basis_points', sa.Integer(), nullable=False),
    sa.Column('reason', postgresql.JSONB(astext_type=Text()), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['purchase_orders.number'], name=op.f('fk_purchase_order_lines_number')),
    sa.PrimaryKeyConstraint('number', 'product', name=op.f('pk_purchase_order_lines'))
    )
