"""Orders' settings: defaults that stand, and sentences for what can't."""

import pytest

from services.orders.settings import OrdersSettings
from shared.settings import SettingsError, load
from shared.web.tokens import new_private_key


def test_defaults() -> None:
    settings = load(OrdersSettings)
    assert (settings.orders_port, settings.session_private_key.get_secret_value()) == (8001, "")


def test_a_key_is_kept_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_private_key()
    monkeypatch.setenv("VRAC_SESSION_PRIVATE_KEY", key)
    settings = load(OrdersSettings)
    assert settings.session_private_key.get_secret_value() == key
    assert key not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VRAC_ORDERS_DATABASE_URL", "mysql://secret@host/x"),
        ("VRAC_ORDERS_PORT", "70000"),
        ("VRAC_ORDERS_POOL_SIZE", "0"),
        ("VRAC_SESSION_PRIVATE_KEY", "secret"),
    ],
)
def test_a_wrong_setting_stops_with_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load(OrdersSettings)
    assert f"{name} is wrong" in error.value.sentences[0]
    assert "secret" not in error.value.sentences[0].split("It is:")[0]


def test_only_an_association_that_is_not_liable_for_vat_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAC_VAT_REGIME", "real_normal")
    with pytest.raises(SettingsError, match=r"VRAC_VAT_REGIME is wrong.*not_liable.*not liable for VAT"):
        load(OrdersSettings)
