"""What docs/command-line.md tells to type, beside what a story typed."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from services.command_line.asking import KINDS
from tests.integration.command_line.terminal import Answered, Terminal

_PAGE = Path(__file__).parents[3] / "docs" / "command-line.md"
_TYPED = re.compile(r"vrac ask (orders|supply) (\"[^\"]+\"|[^\s`]+)(?: --method (\w+))?(?: --body ([^\s`]+))?")

Addresses = Mapping[str, Mapping[str, Any]]
"""What each service says that it can be asked: by path template, by method."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command but for the names in it: of things, and of files."""

    service: str
    method: str
    address: str
    asks_for: frozenset[str]
    sent: str


def sections() -> dict[str, list[Answered]]:
    """The page's commands by their heading."""
    found: dict[str, list[Answered]] = {}
    for section in re.split(r"^#+ ", _PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading, text = section.split("\n", 1)
        typed = [
            Answered(service, method or "GET", path.strip('"'), Path(file).suffix)
            for service, path, method, file in _TYPED.findall(text)
        ]
        if typed:
            found[heading] = typed
    return found


def never_typed(heading: str, terminal: Terminal) -> set[Command]:
    """What the page has under this heading and nobody asked successfully at this terminal."""
    asked_of = {answered.service for answered in terminal.answered}
    described = {name: _addresses_of(terminal, name) for name in asked_of}
    return _commands(sections()[heading], described) - _commands(terminal.answered, described)


def kinds_that_cannot_be_sent(terminal: Terminal) -> set[str]:
    """What some address of either service takes, and no file's name says to the command."""
    described = [_addresses_of(terminal, service) for service in ("orders", "supply")]
    asked = [one for addresses in described for methods in addresses.values() for one in methods.values()]
    taken = {kind for one in asked for kind in one.get("requestBody", {}).get("content", {})}
    return taken - set(KINDS.values())


def _addresses_of(terminal: Terminal, service: str) -> Addresses:
    found: Addresses = json.loads(terminal.vrac("ask", service, "/v1/openapi.json").out)["paths"]
    return found


def _commands(asked: Iterable[Answered], described: Mapping[str, Addresses]) -> set[Command]:
    return {
        Command(
            one.service,
            one.method,
            _template(one, described[one.service]),
            frozenset(parse_qs(urlsplit(one.path).query)),
            one.sent,
        )
        for one in asked
    }


def _template(asked: Answered, described: Addresses) -> str:
    """The address that answers; of several, the one that says most itself."""
    path = urlsplit(asked.path).path
    found = [
        address
        for address, methods in described.items()
        if asked.method.lower() in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", address), path)
    ]
    assert found, f"{asked.service} has no {asked.method} {path}"
    return max(found, key=lambda address: len(re.sub(r"\{\w+\}", "", address)))
