"""A wrong setting stops the start with a sentence."""

import pytest

from services.command_line.settings_page import PAGE, render
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.settings import Settings, SettingsError, load
from shared.web.tokens import SessionSigner


def test_without_any_variable_the_defaults_hold() -> None:
    assert load(Settings).network == "vrac"
    assert load(Settings).public_keys == ()


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAC_TIMEZONE", "")
    assert load(Settings).zone.key == "Europe/Paris"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VRAC_NETWORK", "Été"),
        ("VRAC_KAFKA_IDEMPOTENT", "maybe"),
        ("VRAC_KAFKA_SESSION_TIMEOUT_MS", "soon"),
        ("VRAC_KAFKA_SESSION_TIMEOUT_MS", "1"),
        ("VRAC_TIMEZONE", "Paris"),
        ("VRAC_TIMEZONE", "../etc/passwd"),
        ("VRAC_LOG_LEVEL", "loud"),
        ("VRAC_COOKIE_SECURE", "perhaps"),
        ("VRAC_SESSION_PUBLIC_KEYS", "not-a-key"),
        ("VRAC_SESSION_PRIVATE_KEY", "not-a-key"),
        ("VRAC_ORDERS_DATABASE_URL", "mysql://secret@host/orders"),
        ("VRAC_ORDERS_PORT", "70000"),
    ],
)
def test_a_wrong_one_is_named_with_its_purpose_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as refused:
        load(OrdersSettings)
    (sentence,) = refused.value.sentences
    assert sentence.startswith(f"{variable} is wrong: ")
    assert "It is: " in sentence
    assert "secret" not in sentence


def test_each_wrong_one_has_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAC_NETWORK", "É")
    monkeypatch.setenv("VRAC_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as refused:
        load(SupplySettings)
    assert len(refused.value.sentences) == 2


def test_settings_that_do_not_fit_together_are_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAC_SMTP_URL", "smtp://mail.example")
    with pytest.raises(SettingsError, match="VRAC_SMTP_URL needs VRAC_MAIL_FROM"):
        load(SupplySettings)


def test_several_public_keys_are_read_while_keys_change(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = [SessionSigner.generate("vrac").public_key for _ in range(2)]
    monkeypatch.setenv("VRAC_SESSION_PUBLIC_KEYS", f" {pair[0]} , {pair[1]},")
    assert list(load(Settings).public_keys) == pair


@pytest.mark.parametrize("settings", [OrdersSettings, SupplySettings])
def test_every_setting_is_documented_and_has_a_default(settings: type[Settings]) -> None:
    for name, field in settings.model_fields.items():
        assert field.description, name
        assert not field.is_required(), name


def test_the_page_of_settings_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run python -m services.command_line.settings_page"
