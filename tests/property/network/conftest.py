"""The machine's modules are asserted in like tests: a failure shows both sides. Its profile is ``make nightly``'s."""

import pytest
from hypothesis import settings

_RULES = ("cycle", "delivery", "incident", "loss", "stock", "table", "treasury")
_MODULES = (*(f"{name}_rules" for name in _RULES), "settled", "stage")

pytest.register_assert_rewrite(*(f"tests.property.network.{name}" for name in _MODULES))
settings.register_profile("nightly", print_blob=True)
