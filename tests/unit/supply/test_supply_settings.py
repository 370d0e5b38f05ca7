"""Supply's settings: defaults that stand, and sentences for what can't."""

import pytest

from services.supply.settings import SupplySettings
from shared.settings import SettingsError, load


def test_defaults() -> None:
    assert load(SupplySettings).supply_port == 8002


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VRAC_SUPPLY_DATABASE_URL", "mysql://secret@host/x", "VRAC_SUPPLY_DATABASE_URL is wrong"),
        ("VRAC_SUPPLY_PORT", "70000", "VRAC_SUPPLY_PORT is wrong"),
        ("VRAC_SMTP_URL", "http://secret@host", "VRAC_SMTP_URL is wrong"),
        ("VRAC_SMTP_URL", "smtp://secret@host:many", "VRAC_SMTP_URL is wrong"),
        ("VRAC_SMTP_URL", "smtp://secret@host", "VRAC_SMTP_URL needs VRAC_MAIL_FROM"),
        ("VRAC_VAT_REGIME", "real_normal", "VRAC_VAT_REGIME is wrong"),
        ("VRAC_MAIL_FROM", "a sender", "VRAC_MAIL_FROM is wrong"),
    ],
)
def test_a_wrong_setting_stops_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load(SupplySettings)
    assert said in error.value.sentences[0]
    assert "secret" not in str(error.value)
