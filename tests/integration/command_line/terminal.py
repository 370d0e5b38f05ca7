"""Somebody at a terminal: what they ask with ``vrac ask``, and what is answered."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    content: bytes
    err: str

    @property
    def out(self) -> str:
        """What it said on its standard output, where that is text."""
        return self.content.decode()


Vrac = Callable[..., Ended]


@dataclass(frozen=True, slots=True)
class Answered:
    """A command that was answered: whom, how, what, and the end of the name of the file that was sent."""

    service: str
    method: str
    path: str
    sent: str


@dataclass(slots=True)
class Terminal:
    """Whoever signed in.

    Args:
        vrac: Runs the command.
        folder: Where files are written that are sent.
    """

    vrac: Vrac
    folder: Path
    answered: list[Answered] = field(default_factory=list)

    @property
    def orders(self) -> "Service":
        return Service(self, "orders")

    @property
    def supply(self) -> "Service":
        return Service(self, "supply")

    def ask(self, service: str, method: str, path: str, body: Any = None) -> Ended:
        """Ask, with a file of one's own or with JSON."""
        file = body if isinstance(body, Path) or body is None else self.written(body)
        how = () if method == "GET" else ("--method", method)
        ended = self.vrac("ask", service, path, *how, *(("--body", str(file)) if file else ()))
        if ended.code == 0:
            self.answered.append(Answered(service, method, path, file.suffix if file else ""))
        return ended

    def written(self, body: Any) -> Path:
        file = self.folder / "body.json"
        file.write_text(json.dumps(body))
        return file


@dataclass(frozen=True, slots=True)
class Service:
    """One of the two, as it is asked from a terminal."""

    terminal: Terminal
    name: str

    def get(self, path: str) -> Any:
        return self._json("GET", path)

    def put(self, path: str, body: Any) -> Any:
        return self._json("PUT", path, body)

    def post(self, path: str, body: Any = None) -> Any:
        return self._json("POST", path, body)

    def delete(self, path: str) -> Any:
        return self._json("DELETE", path)

    def file(self, path: str) -> bytes:
        """A file as it comes."""
        return self._asked("GET", path).content

    def refused(self, method: str, path: str, body: Any = None) -> str:
        """The sentence of a refusal: nothing else is said, and the exit code is 1."""
        ended = self.terminal.ask(self.name, method, path, body)
        assert (ended.code, ended.out) == (1, ""), ended
        assert ended.err.startswith("vrac: "), ended.err
        return ended.err.removeprefix("vrac: ").rstrip("\n")

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        out = self._asked(method, path, body).out
        return json.loads(out) if out else None

    def _asked(self, method: str, path: str, body: Any = None) -> Ended:
        ended = self.terminal.ask(self.name, method, path, body)
        assert ended.code == 0, f"{method} {path}: {ended.err}"
        assert ended.err == ""
        return ended


def id_of(name: str) -> str:
    """The id that whoever asks gave this thing of a story."""
    return str(uuid5(UUID(int=0), name))
