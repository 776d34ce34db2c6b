"""Becomes another program that dies with the process that started it, however that one ends.

    python guard.py PARENT COMMAND ...

A program of its own rather than a function run between fork and exec, where nothing may be imported or locked. The
kernel does the rest on Linux; elsewhere only the orderly stop remains.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
NOT_FOUND = 127  # as a shell says it


def main(parent: int, command: list[str]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the request took hold
            sys.exit(1)
    try:
        os.execv(command[0], command)  # noqa: S606 - this is what it is for
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        sys.exit(NOT_FOUND)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
