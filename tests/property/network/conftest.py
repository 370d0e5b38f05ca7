"""The machine's modules are asserted in like tests: a failure shows both sides."""

import pytest

_MODULES = ("cycle_rules", "settled", "stage", "table_rules", "treasury_rules")

pytest.register_assert_rewrite(*(f"tests.property.network.{name}" for name in _MODULES))
