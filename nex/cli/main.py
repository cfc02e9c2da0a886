"""Entry: run the command, turn every expected error into one line and an exit code."""

from __future__ import annotations

import os
import sys

from nex.cli.app import app
from nex.cli.console import visible
from nex.cli.exits import BAD_INPUT, BUDGET, INFRASTRUCTURE, INTERRUPTED, NOTHING_STARTED, OK
from nex.errors import (
    BudgetExceeded,
    DiskError,
    InputError,
    NexError,
    SandboxError,
    StoreError,
)


def main() -> None:
    """Run `nex` on the process's arguments and exit."""
    # read when numpy loads: on matrices as small as ours its threads mostly wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code, never a traceback for what a user can cause."""
    try:
        app(arguments, prog_name="nex")
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else OK
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    except NexError as e:
        return _fail(str(e), _exit_code(e))
    return OK


def _exit_code(error: NexError) -> int:
    match error:
        case DiskError():
            return INFRASTRUCTURE
        case InputError() | StoreError():
            return BAD_INPUT
        case BudgetExceeded():
            return BUDGET
        case SandboxError():
            return NOTHING_STARTED
        case _:
            return INFRASTRUCTURE


def _fail(text: str, code: int) -> int:
    sys.stderr.write(f"nex: {visible(' '.join(text.split()))}\n")
    return code
