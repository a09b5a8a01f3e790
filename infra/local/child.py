"""Become another program that ends when its parent does; run as a script, so that it needs nothing installed.

A process of its own between fork and exec, because `preexec_fn` may hang where there are threads.
"""

import argparse
import ctypes
import os
import pwd
import signal
import sys

# From <sys/prctl.h>; the signal that the kernel sends to this process when its parent is gone.
PR_SET_PDEATHSIG = 1

# The first descriptor after input, output and errors.
HELD = 3


def become(user: str) -> None:
    """Give up root for good."""
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def hold(folder: str) -> None:
    """Keep a folder open, for a user who could not reach it: its name is then /proc/self/fd/3."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    if opened == HELD:
        os.set_inheritable(HELD, True)
        return
    os.dup2(opened, HELD)
    os.close(opened)


def end_with_parent(parent: int, signal_name: str) -> None:
    """Ask for a signal when the parent dies, however it dies."""
    if sys.platform != "linux":
        return
    number = signal.Signals[signal_name]
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    # It may have died before we asked.
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Read what to become, and become it."""
    parser = argparse.ArgumentParser(prog="child")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--hold")
    parser.add_argument("--user")
    parser.add_argument("command", nargs="+")
    wanted = parser.parse_args()
    os.chdir(wanted.folder)
    if wanted.hold:
        hold(wanted.hold)
    # A session of its own: Ctrl-C in the terminal reaches the parent alone, which stops its children in order.
    os.setsid()
    if wanted.user:
        become(wanted.user)
    # Last: a change of user clears it.
    end_with_parent(wanted.parent, wanted.signal)
    os.execv(wanted.command[0], wanted.command)  # noqa: S606 - that is what this program is for


if __name__ == "__main__":
    main()
