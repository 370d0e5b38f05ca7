"""OpenTelemetry is there only where it is asked for and installed."""

import sys

import pytest

from shared.observability.telemetry import start_telemetry
from shared.settings import SettingsError


@pytest.mark.parametrize("package", ["opentelemetry.sdk", "opentelemetry.exporter"])
def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingsError, match=r"install vrac\[telemetry\]"):
        start_telemetry("orders")
