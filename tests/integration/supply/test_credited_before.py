"""A database whose credit notes were of whatever invoice there was keeps what counted when it is migrated."""

from typing import Any

from sqlalchemy import Row, text

from services.supply.storage import MIGRATIONS
from shared.database import create_engine, migrate, transaction
from tests.fixtures.servers import Servers

BEFORE = (
    """INSERT INTO suppliers (supplier, name, email, minimum_cents, delivery_fee_cents, lead_days)
       VALUES ('ALMA', 'Alma', '', 0, 0, 7)""",
    """INSERT INTO cycles (cycle, name, state, opens, closes, delivery, distribution, shortage_penalty,
       max_surplus_basis_points, delivery_vat_basis_points, version)
       VALUES ('C1', 'C1', 'open', '2026-11-30', '2026-12-04', '2026-12-15', '2026-12-18', 3, 0, 0, 1)""",
    """INSERT INTO supplier_invoices (cycle, supplier, number, invoiced_on, lines, delivery_cents, vat, total_cents,
       version, recorded_by) VALUES ('C1', 'ALMA', 'F-1', '2026-12-16', '[]', 0, '[]', 100, 1, gen_random_uuid())""",
    """INSERT INTO credit_notes (supplier, number, cycle, noted_on, amount_cents, vat_cents, products, reason,
       recorded_by) VALUES ('ALMA', 'A-1', 'C1', '2026-12-20', 10, 1, '{FLOUR}', 'price', gen_random_uuid())""",
    """INSERT INTO invoice_decisions (cycle, supplier, kind, product, expected, printed, disputed, reason, decided_by)
       VALUES ('C1', 'ALMA', 'price', 'FLOUR', '1', '2', false, 'too dear (A-1)', gen_random_uuid()),
              ('C1', 'ALMA', 'quantity', 'FLOUR', '1', '2', false, 'so be it', gen_random_uuid()),
              ('C1', 'ALMA', 'price', 'RICE', '1', '2', false, 'as said (A-1)', gen_random_uuid())""",
)
DECISIONS = "SELECT kind, product, disputed, reason FROM invoice_decisions ORDER BY reason"


async def test_a_note_is_of_the_invoice_there_is_and_what_it_ended_is_a_dispute_that_it_answers(
    servers: Servers, network: str
) -> None:
    with servers.database(f"{network}_older") as url:
        await migrate(url, MIGRATIONS, "0012")
        engine = create_engine(url, application_name="tests")
        async with transaction(engine) as connection:
            for statement in BEFORE:
                await connection.execute(text(statement))
        await migrate(url, MIGRATIONS)
        async with engine.connect() as connection:
            note: Row[Any] = (await connection.execute(text("SELECT invoice, products FROM credit_notes"))).one()
            decisions = [tuple(row) for row in await connection.execute(text(DECISIONS))]
        await engine.dispose()
    assert (note.invoice, note.products) == ("F-1", ["FLOUR"])
    assert decisions == [
        ("price", "RICE", False, "as said (A-1)"),
        ("quantity", "FLOUR", False, "so be it"),
        ("price", "FLOUR", True, "too dear"),
    ]
