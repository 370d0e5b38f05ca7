"""What goes otherwise than planned, from the command line alone, on both services (how: test_cash_box.py)."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from tests.fixtures.mailbox import SENDER, Mailbox, open_mailbox
from tests.integration.command_line import hard_days
from tests.integration.command_line.page import never_typed
from tests.integration.command_line.terminal import Terminal


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that answers while the test asks."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(open_mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def settings(settings: dict[str, str], mailbox: Mailbox) -> dict[str, str]:
    """Of a network that sends mails."""
    return settings | {"VRAC_SMTP_URL": mailbox.url, "VRAC_MAIL_FROM": SENDER}


def test_all_that_goes_otherwise(claire_at_both: Terminal, mailbox: Mailbox, supply_database: str) -> None:
    claire = claire_at_both
    hard_days.a_cycle_is_ordered(claire)
    hard_days.orders_of_a_centre_are_lost(claire, supply_database)
    hard_days.an_order_is_mailed_and_one_cancelled(claire, mailbox)
    hard_days.a_delivery_was_anothers(claire)
    hard_days.goods_are_left_on_the_day(claire)
    hard_days.another_cycle_is_given_up(claire)
    assert never_typed("What goes otherwise", claire) == set()
