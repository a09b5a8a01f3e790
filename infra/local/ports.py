"""Finds free TCP ports on this machine."""

import contextlib
import socket


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on the port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as one:
        # As servers set it: a connection in TIME_WAIT does not block the port.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError:
            return False
        return True


def free(host: str = "127.0.0.1") -> int:
    """Return a free port; another process may take it before the caller does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as one:
        one.bind((host, 0))
        port: int = one.getsockname()[1]
        return port
