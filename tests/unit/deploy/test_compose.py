"""docker-compose.yml fits the Compose schema and names only settings that exist."""

import re

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema  # type: ignore[import-untyped]
from jsonschema import Draft7Validator

from services.command_line.variables import COMPOSE_STACK
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.settings import PREFIX
from tests.fixtures.compose import COMPOSE, ROOT, compose_services, environment_of, required_variables

SETTINGS_OF_SERVICES = {
    f"{PREFIX}{name.upper()}" for settings in (OrdersSettings, SupplySettings) for name in settings.model_fields
}
SETTINGS = set(re.findall(r"VRAC_[A-Z_]+", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def test_it_fits_the_compose_schema() -> None:
    Draft7Validator(get_builtin_schema("vendor.compose-spec")).validate(
        yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    )


def test_our_services_are_given_settings_that_exist() -> None:
    ours = [name for name, service in compose_services().items() if service["image"].startswith("vrac:")]
    assert ours == ["migrate-orders", "migrate-supply", "orders", "supply"]
    for name in ours:
        assert environment_of(name, {}).keys() <= SETTINGS | {"PGPASSWORD"}


@pytest.mark.parametrize(("service", "other"), [("orders", "SUPPLY"), ("supply", "ORDERS")])
def test_a_service_is_told_nothing_of_the_others_database(service: str, other: str) -> None:
    for name in (service, f"migrate-{service}"):
        asked = str(compose_services()[name]["environment"])
        assert f"VRAC_{other}_DATABASE" not in asked
        assert ("SESSION_PRIVATE_KEY" in asked) == (name == "orders")


def test_what_the_stack_asks_for_stands_on_the_page_that_starts_it_and_is_no_unknown_variable() -> None:
    page = (ROOT / "docs" / "runbooks" / "deploy.md").read_text(encoding="utf-8")
    assert {name for name in required_variables() if f"`{name}`" not in page} == set()
    assert required_variables() - SETTINGS_OF_SERVICES == set(COMPOSE_STACK)


def test_every_secret_comes_from_the_environment() -> None:
    secret = re.compile(r"PASSWORD|_KEY|URL")
    for name in compose_services():
        for setting, text in environment_of(name, {}).items():
            if secret.search(setting):
                assert text == "" or re.fullmatch(r"postgresql://\w+@postgres/\w+", text)
    assert "VRAC_SESSION_PRIVATE_KEY" in required_variables()


def test_every_image_is_pinned() -> None:
    for service in compose_services().values():
        assert re.search(r":v?\d+\.\d+", service["image"])


def test_what_it_mounts_is_in_the_project() -> None:
    for service in compose_services().values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert not source.startswith("./") or (ROOT / source).exists()
