"""Asks a service over HTTP as whoever signed in: all that its API does, typed or in a script (docs/command-line.md).

The session is kept in a file that only its owner reads, for as long as it lasts.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx
import typer

from services.command_line.variables import CODE, PASSWORD
from shared.settings import Settings, SettingsError, load

KINDS = {
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
"""What may be sent: by the end of a file's name."""

_LONGEST = 120
"""Seconds: a plan of a whole network takes some."""


class NotAnswered(Exception):  # noqa: N818 - what became of what was asked
    """A service refused, or was not reached; its sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: of ``orders`` or ``supply``, with the file that is its body, ``-`` for JSON that is piped in."""

    service: str
    method: str
    path: str
    body: Path | None


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent, with its media type."""

    kind: str
    content: bytes


def sign_in(login: str) -> None:
    """Begin a session at orders and keep it.

    Raises:
        NotAnswered: the sentence of orders, or that it was not reached.
        SettingsError: no password or code, and nobody to ask.
    """
    typed = {"login": login, "password": _typed("Password", PASSWORD), "device": "vrac"}
    answer = _sent("orders", "POST", "/v1/sessions", _json(typed))
    if answer.status_code == httpx.codes.OK:
        code = {"challenge": answer.json()["challenge"], "code": _typed("Code of your second factor", CODE)}
        answer = _sent("orders", "POST", "/v1/sessions/second-factor", _json(code))
    begun = answer.json()
    _keep(begun["token"])
    if begun["enrolling"]:
        typer.echo("signed in, to enrol a second factor and for nothing else: do so on the page of your account")
    else:
        typer.echo(f"signed in: {', '.join(begun['user']['roles'])}, until {begun['expires_at']}")


def ask(asked: Asked) -> None:
    """Write what a service answers as it comes: JSON in lines to read, files as they are.

    Raises:
        NotAnswered: the sentence of the service, or that it was not reached.
        SettingsError: a body that can't be sent.
    """
    body = _read(asked.body) if asked.body else None
    with _answered(asked.service, asked.method, asked.path, body, _kept()) as answer:
        if answer.headers.get("content-type", "").startswith("application/json"):
            if answer.read():  # what was deleted leaves nothing to say
                typer.echo(json.dumps(answer.json(), ensure_ascii=False, indent=2))
            return
        for part in answer.iter_bytes():
            sys.stdout.buffer.write(part)
            sys.stdout.flush()


def sign_out() -> None:
    """End the session in both services and forget it.

    Raises:
        NotAnswered: orders was not reached; the session is still kept.
    """
    token = _kept()
    if token:
        _sent("orders", "DELETE", "/v1/sessions/current", None, token)
        _place().unlink(missing_ok=True)
    typer.echo("signed out")


def _sent(service: str, method: str, path: str, body: Body | None, token: str = "") -> httpx.Response:
    with _answered(service, method, path, body, token) as answer:
        answer.read()
        return answer


@contextmanager
def _answered(service: str, method: str, path: str, body: Body | None, token: str = "") -> Iterator[httpx.Response]:
    """The answer, still to be read: one that follows what changes ends with whoever reads it."""
    settings = load(Settings)
    address = settings.orders_address if service == "orders" else settings.supply_address
    if not path.startswith("/"):
        raise SettingsError([f"{path} is not a path: it begins with a slash, as in /v1/cycles."])
    headers = {"Accept-Language": os.environ.get("LANG", "")[:2].lower() or "en"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Content-Type": body.kind} if body else {}
    content = body.content if body else None
    try:
        with httpx.stream(method, address + path, content=content, headers=headers, timeout=_LONGEST) as answer:
            if not answer.is_success:
                answer.read()
                raise NotAnswered(_refusal(answer))
            yield answer
    except httpx.TransportError as error:
        raise NotAnswered(
            f"{service} could not be reached at {address} ({type(error).__name__}): check that it runs, and "
            f"VRAC_{service.upper()}_ADDRESS."
        ) from error


def _refusal(answer: httpx.Response) -> str:
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        return str(answer.json()["detail"])
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return f"{answer.url.path} is not an address of the API (docs/command-line.md)."
    return f"{answer.url} answered {answer.status_code}, and not as the API does: check what stands before the service."


def _json(typed: dict[str, str]) -> Body:
    return Body(KINDS[".json"], json.dumps(typed).encode())


def _read(body: Path) -> Body:
    if body == Path("-"):
        return Body(KINDS[".json"], sys.stdin.buffer.read())
    kind = KINDS.get(body.suffix.lower())
    if kind is None:
        raise SettingsError([f"{body} can't be sent: its name must end in {', '.join(KINDS)}."])
    try:
        return Body(kind, body.read_bytes())
    except OSError as error:
        raise SettingsError([f"{body} can't be read: {error.strerror}."]) from error


def _typed(what: str, variable: str) -> str:
    given = os.environ.get(variable)
    if given:
        return given
    if not sys.stdin.isatty():
        raise SettingsError([f"{what} missing: set {variable}, or run this in a terminal to be asked."])
    typed: str = typer.prompt(what, hide_input=True)
    return typed


def _place() -> Path:
    return Path(typer.get_app_dir("vrac")) / "session"


def _keep(token: str) -> None:
    place = _place()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token)


def _kept() -> str:
    try:
        return _place().read_text()
    except FileNotFoundError:
        return ""
