"""Ports of this machine that nobody uses."""

import contextlib
import socket


def is_free(host: str, port: int) -> bool:
    """Say whether somebody could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as one:
        # As servers do: an old connection that lingers is nobody's.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError:
            return False
        return True


def free(host: str = "127.0.0.1") -> int:
    """Find a port that nobody has; somebody may still take it before you do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as one:
        one.bind((host, 0))
        port: int = one.getsockname()[1]
        return port
