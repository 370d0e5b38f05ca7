"""Writes docs/settings.md from the settings themselves: ``python -m services.command_line.settings_page``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from services.command_line.variables import COMMAND_LINE, COMPOSE_STACK
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

_INTRODUCTION = """# Settings

Every process reads its settings from environment variables. A wrong one stops the start with a
sentence that names it; an empty one counts as not set. `vrac doctor` says whether they work together,
`vrac doctor supply` whether those of one service do.

What a network decides for itself (membership fees, the gap limit, where suppliers deliver, the usual hours, how long
goods wait) is no setting: a coordinator changes it on the page of the network
([why](adr/0032-what-the-network-decides-is-a-row.md)).

This page is made from the settings themselves: `python -m services.command_line.settings_page`.
"""


def render() -> str:
    """The page."""
    return "\n".join(
        [
            _INTRODUCTION,
            "## Both services\n",
            _table(Settings, set()),
            "\n## Orders\n",
            _table(OrdersSettings, set(Settings.model_fields)),
            "\n## Supply\n",
            _table(SupplySettings, set(Settings.model_fields)),
            "\n## The command line\n",
            _meanings(COMMAND_LINE),
            "\n## The Compose stack\n",
            "Asked for by `docker-compose.yml` in its `.env` ([how](runbooks/deploy.md)), beside the settings above.\n",
            _meanings(COMPOSE_STACK),
            "",
        ]
    )


def _meanings(variables: Mapping[str, str]) -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in variables.items()]
    return "\n".join(["| variable | meaning |", "|---|---|", *rows])


def _table(settings: type[BaseSettings], but: set[str]) -> str:
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    rows += [_row(name, field) for name, field in settings.model_fields.items() if name not in but]
    return "\n".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {field.description} |"


def _default(value: Any) -> str:  # noqa: ANN401 - a default is of any type
    shown = value.get_secret_value() if isinstance(value, SecretStr) else value
    if isinstance(shown, bool):
        shown = str(shown).lower()
    return "" if shown in {"", None} else f"`{shown}`"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
