"""What a service is made of, as its composition root hands it over to be run."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from fastapi import FastAPI

from shared.observability.health import Check


class ProcessRole(StrEnum):
    """What a process of a service may do; by default all three."""

    HTTP = "http"
    RELAY = "relay"
    CONSUMER = "consumer"


class Worker(Protocol):
    """A role that works until it is asked to stop."""

    async def run(self) -> None:
        """Work; once asked to stop, finish what is in hand and return. Raise if something is not as it should be."""
        ...

    def stop(self) -> None:
        """Ask it to stop; returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class Chore:
    """Something small done again and again beside the roles, such as reading the revocations.

    Attributes:
        name: What logs call it.
        every_seconds: The pause between two runs.
        work: Does it once. A transient database error is logged and tried again; any other ends the process.
    """

    name: str
    every_seconds: int
    work: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service, composed and not yet running.

    Attributes:
        name: ``orders`` or ``supply``.
        http: Makes its HTTP app; the process adds health and metrics to it. One that does not answer never loads it.
        host: Where every process of it listens, if only for health and metrics.
        port: The same; 0 takes any free port.
        relay: Publishes its outbox.
        consumer: Applies the events it hears.
        checks: What must be fine for a process to be ready, whatever its roles.
        role_checks: What must be fine only where a role runs.
        chores: Done beside any role.
        close: Lets go of what they all share: the database pool.
    """

    name: str
    http: Callable[[], FastAPI]
    host: str
    port: int
    relay: Worker
    consumer: Worker
    close: Callable[[], Awaitable[None]]
    checks: tuple[Check, ...] = ()
    role_checks: Mapping[ProcessRole, tuple[Check, ...]] = field(default_factory=dict)
    chores: tuple[Chore, ...] = ()
