"""Finds free TCP ports on this machine."""

import contextlib
import socket


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on the port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as listener:
        # As servers set it: a connection in TIME_WAIT does not block the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
        return True


def free(host: str = "127.0.0.1") -> int:
    """Return a free port; another process may take it before the caller does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as listener:
        listener.bind((host, 0))
        port: int = listener.getsockname()[1]
        return port


def is_loopback(host: str) -> bool:
    """Whether only this machine can connect to what listens on `host`."""
    return host in {"localhost", "::1"} or host.startswith("127.")
