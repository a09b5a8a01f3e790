"""Waits for processes that are not children of this one."""

import os
import select


def wait_until_gone(pid: int, *, seconds: float = 10.0) -> None:
    """Wait until a process has ended. Raises `TimeoutError`."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        readable, _, _ = select.select([handle], [], [], seconds)
    finally:
        os.close(handle)
    if not readable:
        raise TimeoutError(f"process {pid} is still there")
