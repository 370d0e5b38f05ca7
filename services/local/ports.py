"""Ports on this machine."""

import socket
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"

_given: set[int] = set()


def free_port() -> int:
    """A port that nothing listens on now, never the same twice; another program may take it before it is used."""
    with ExitStack() as held:  # a port that was given before stays held, so that the system names another
        while True:
            probe = held.enter_context(socket.socket())
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
            if port not in _given:
                _given.add(port)
                return port


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def accepts(port: int) -> bool:
    """Whether something accepts connections on ``port``."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((LOOPBACK, port)) == 0
