"""The machine's modules are asserted in like tests: a failure shows both sides. Its profile is ``make nightly``'s."""

import pytest
from hypothesis import settings

_MODULES = ("cycle_rules", "settled", "stage", "stock_rules", "table_rules", "treasury_rules")

pytest.register_assert_rewrite(*(f"tests.property.network.{name}" for name in _MODULES))
settings.register_profile("nightly", print_blob=True)
