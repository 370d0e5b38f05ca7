"""The HTTP server of a process that has other roles too: it leaves signals to the process."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

FINISH_WITHIN_SECONDS = 10


class HttpServer(uvicorn.Server):
    """uvicorn without its signal handlers, as a worker of the process."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="none",  # the process has chosen its loop
            http="httptools",
            ws="none",
            lifespan="off",  # a task started there dies unnoticed
            log_config=None,
            access_log=False,  # the edge logs what matters, without ids from addresses
            server_header=False,
            timeout_graceful_shutdown=FINISH_WITHIN_SECONDS,
        )
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening and say so."""
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The process has its own signal handlers: a signal stops all its roles in order."""
        yield

    async def run(self) -> None:  # type: ignore[override]  # uvicorn makes its own loop in run; here the process has one
        """Serve until ``stop``.

        Raises:
            RuntimeError: it could not listen where it was told to.
        """
        try:
            await self.serve()
        except SystemExit:  # uvicorn's answer to a port that is taken
            raise RuntimeError(f"cannot listen on {self.config.host}:{self.config.port}: is the port taken?") from None

    def stop(self) -> None:
        """Take no new connection, finish the requests in hand."""
        self.should_exit = True

    @property
    def bound_port(self) -> int:
        """The port it listens on, once started; useful when it was told to take any."""
        return int(self.servers[0].sockets[0].getsockname()[1])
