"""A cycle from the command line alone, from its draft to its report, on both services (how: test_cash_box.py)."""

from tests.integration.command_line import cycle_bought as bought
from tests.integration.command_line import cycle_ordered as ordered
from tests.integration.command_line import cycle_settled as settled
from tests.integration.command_line.page import kinds_that_cannot_be_sent, never_typed
from tests.integration.command_line.terminal import Terminal


def test_all_of_a_cycle(claire_at_both: Terminal, settings: dict[str, str]) -> None:
    claire = claire_at_both
    ordered.a_cycle_is_opened(claire)
    with ordered.followed(settings):
        ordered.orders_are_placed(claire)
    ordered.it_is_watched_and_closed(claire)
    bought.a_plan_is_decided(claire)
    bought.goods_are_ordered(claire)
    bought.the_order_is_a_file(claire)
    settled.goods_are_received(claire)
    settled.the_invoice_is_entered(claire)
    settled.all_is_settled(claire)
    settled.it_is_corrected(claire)
    settled.money_comes_back(claire)
    settled.it_is_reported(claire)
    settled.what_was_too_much_is_paid_back(claire)
    assert never_typed("A cycle", claire) == set()
    assert kinds_that_cannot_be_sent(claire) == set()
