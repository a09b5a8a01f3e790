"""Launcher: replaces itself by another program that is killed when the parent dies. Uses the standard library only.

A separate process between fork and exec, because `preexec_fn` can deadlock in a process with threads.
"""

import argparse
import ctypes
import os
import pwd
import signal
import sys

# From <sys/prctl.h>: sets the signal that the kernel sends to this process when its parent dies.
PR_SET_PDEATHSIG = 1

# The first descriptor after stdin, stdout and stderr.
OPEN_FOLDER = 3


def become(user: str) -> None:
    """Drop root permanently and run as `user`."""
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def keep_open(folder: str) -> None:
    """Open a folder that `user` could not reach by its path; the program finds it as /proc/self/fd/3."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    if opened == OPEN_FOLDER:
        os.set_inheritable(OPEN_FOLDER, True)
        return
    os.dup2(opened, OPEN_FOLDER)
    os.close(opened)


def end_with_parent(parent: int, signal_name: str) -> None:
    """Have the kernel send `signal_name` to this process when the parent dies (Linux only)."""
    if sys.platform != "linux":
        return
    number = signal.Signals[signal_name]
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    # The parent may have died before the call.
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Read the command line, apply it, and exec the command."""
    parser = argparse.ArgumentParser(prog="child")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--open-folder")
    parser.add_argument("--user")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    os.chdir(options.folder)
    if options.open_folder:
        keep_open(options.open_folder)
    # In a new session, Ctrl-C reaches only the parent, which stops its children in order.
    os.setsid()
    if options.user:
        become(options.user)
    # Must come last: changing the user clears the setting.
    end_with_parent(options.parent, options.signal)
    os.execv(options.command[0], options.command)  # noqa: S606 - that is what this program is for


if __name__ == "__main__":
    main()
