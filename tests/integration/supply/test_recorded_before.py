"""A database that recorded deliveries as one line a product keeps them when it is migrated."""

import pytest
from alembic.util import CommandError
from sqlalchemy import text

from services.supply.domain.receiving import Came, Receipt, ReceivedLot
from services.supply.queries.receiving import receipts
from services.supply.storage import MIGRATIONS
from shared.database import create_engine, migrate, transaction
from tests.fixtures.migrating import take_back
from tests.fixtures.servers import Servers

BEFORE = (
    "INSERT INTO suppliers VALUES ('ALMA', 'Alma', '', 0, 0, NULL, 7)",
    """INSERT INTO cycles (cycle, name, state, opens, closes, delivery, distribution, shortage_penalty,
       max_surplus_basis_points, delivery_vat_basis_points, version)
       VALUES ('C1', 'C1', 'open', '2026-11-30', '2026-12-04', '2026-12-15', '2026-12-18', 3, 0, 0, 1)""",
    """INSERT INTO delivery_lines (cycle, supplier, product, received, invoiced_price, lot, recorded_by)
       VALUES ('C1', 'ALMA', 'RICE', 0, NULL, NULL, gen_random_uuid()),
              ('C1', 'ALMA', 'FLOUR', 9000, 1.10, 'L1', gen_random_uuid())""",
)


RECORDED = "SELECT product, received, invoiced_price, lot FROM delivery_lines ORDER BY product"
BY_LINE = """INSERT INTO deliveries (delivery_id, cycle, supplier, rest_as_ordered, state, version)
    VALUES (gen_random_uuid(), 'C1', 'ALMA', false, 'received', 1)"""


async def test_what_was_recorded_is_recorded_again_when_the_migration_is_taken_back(
    servers: Servers, network: str
) -> None:
    with servers.database(f"{network}_older") as url:
        await migrate(url, MIGRATIONS, "0002")
        engine = create_engine(url, application_name="tests")
        async with transaction(engine) as connection:
            for statement in BEFORE:
                await connection.execute(text(statement))
            before = (await connection.execute(text(RECORDED))).all()
        await migrate(url, MIGRATIONS)
        await take_back(url, MIGRATIONS, "0002")
        async with engine.connect() as connection:
            assert (await connection.execute(text(RECORDED))).all() == before
        await migrate(url, MIGRATIONS)
        async with transaction(engine) as connection:
            await connection.execute(text(BY_LINE))
        with pytest.raises(CommandError, match="line by line"):
            await take_back(url, MIGRATIONS, "0002")
        await engine.dispose()


async def test_what_was_recorded_is_read_as_it_was(servers: Servers, network: str) -> None:
    with servers.database(f"{network}_older") as url:
        await migrate(url, MIGRATIONS, "0002")
        engine = create_engine(url, application_name="tests")
        async with transaction(engine) as connection:
            for statement in BEFORE:
                await connection.execute(text(statement))
        await migrate(url, MIGRATIONS)
        async with engine.connect() as connection:
            receipt = (await receipts(connection, "C1"))["ALMA"]
        await engine.dispose()
    assert receipt.state is Receipt.COMPLETE
    flour = receipt.of("FLOUR", 10_000)
    assert (flour.received, flour.missing, flour.lots) == (9_000, 1_000, (ReceivedLot("L1", 9_000, None),))
    assert str(flour.invoiced_price) == "1.1000"
    assert receipt.of("RICE", 5) == Came(5, 0, 0, (ReceivedLot(None, 0, None),), None)
    assert receipt.of("TEA", 5).received == 5, "what is not named came as ordered"
