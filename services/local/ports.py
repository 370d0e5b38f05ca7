"""Ports on this machine."""

import atexit
import socket

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that nothing listens on now, reserved as long as this process runs.

    A server with ``SO_REUSEADDR``, as all that we start, may listen there, go away and come back; whoever asks the
    system for any port is given another.
    """
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.bind((LOOPBACK, 0))
    atexit.register(reserved.close)
    return int(reserved.getsockname()[1])


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
