"""OpenTelemetry is there only where it is asked for and installed."""

import pytest

from shared.observability.telemetry import start_telemetry
from shared.settings import SettingsError


def test_without_the_extra_it_says_what_to_install() -> None:
    with pytest.raises(SettingsError, match=r"install vrac\[telemetry\]"):
        start_telemetry("orders")
