"""docker-compose.yml fits the Compose schema and names only settings that exist."""

import re

import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema  # type: ignore[import-untyped]
from jsonschema import Draft7Validator

from tests.fixtures.compose import COMPOSE, ROOT, compose_services, environment_of, required_variables

SETTINGS = set(re.findall(r"VRAC_[A-Z_]+", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def test_it_fits_the_compose_schema() -> None:
    Draft7Validator(get_builtin_schema("vendor.compose-spec")).validate(
        yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    )


def test_our_services_are_given_settings_that_exist() -> None:
    ours = [name for name, service in compose_services().items() if service["image"].startswith("vrac:")]
    assert ours == ["migrate", "orders", "supply"]
    for name in ours:
        assert environment_of(name, {}).keys() <= SETTINGS


def test_every_secret_comes_from_the_environment() -> None:
    secret = re.compile(r"PASSWORD|_KEY|URL")
    for name in compose_services():
        for setting, text in environment_of(name, {}).items():
            if secret.search(setting):
                assert text == "" or re.fullmatch(r"postgresql://\w+:[^@]*@postgres/\w+", text)
    assert "VRAC_SESSION_PRIVATE_KEY" in required_variables()


def test_every_image_is_pinned() -> None:
    for service in compose_services().values():
        assert re.search(r":v?\d+\.\d+", service["image"])


def test_what_it_mounts_is_in_the_project() -> None:
    for service in compose_services().values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert not source.startswith("./") or (ROOT / source).exists()
