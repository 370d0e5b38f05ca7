"""One process, three roles: http, relay and consumer, started, watched and stopped together."""

from shared.process.run import run, running
from shared.process.service import Chore, ProcessRole, Service, Worker

__all__ = ["Chore", "ProcessRole", "Service", "Worker", "run", "running"]
