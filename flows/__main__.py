"""``onrecord``, also as ``python -m flows``."""

from __future__ import annotations

import signal


def main() -> None:
    """Entry point: Ctrl-C while modules are still being imported ends without a traceback."""
    is_heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heeded:  # not in the background of a shell
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from flows.cli import main as run

    if is_heeded:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
