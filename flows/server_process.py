"""The Prefect server of our home as a process of its own: ``python -m flows.server_process``.

It holds ``server.lock`` while it lives and ends within seconds when no command holds
``clients.lock`` any more, also when the last one was killed.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sys
import threading
import time
from pathlib import Path

import uvicorn

from flows.server import reachable

WATCH_SECONDS = 1.0


def serve(home: Path, host: str, port: int) -> int:
    """Run the server on ``host`` until nobody uses it; the exit status.

    Raises:
        OSError: the port is taken, or the home cannot be written.
    """
    with (home / "server.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another server already runs on {home}", file=sys.stderr)  # noqa: T201 - its log
            return 1
        url = f"http://{reachable(host)}:{port}/api"
        (home / "server.json").write_text(json.dumps({"pid": os.getpid(), "api_url": url}))
        # Otherwise the UI asks port 4200; a path alone also holds through a tunnel or a proxy.
        os.environ["PREFECT_SERVER_UI_API_URL"] = "/api"
        # Without it, what an automation posts of a run names no page to look at.
        os.environ.setdefault("PREFECT_UI_URL", url.removesuffix("/api"))
        config = uvicorn.Config(
            "prefect.server.api.server:create_app",
            factory=True,
            host=host,
            port=port,
            log_level="error",
            lifespan="on",
            timeout_graceful_shutdown=3,
        )
        server = uvicorn.Server(config)
        threading.Thread(target=_end_when_unused, args=(home, server), daemon=True).start()
        server.run()
    return 0


def _end_when_unused(home: Path, server: uvicorn.Server) -> None:
    """Ask the server to end once no client is left; force it if it lingers."""
    with (home / "clients.lock").open("a") as clients:
        while True:
            time.sleep(WATCH_SECONDS)
            try:
                fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # The lock is kept until this process is gone: a new client waits for a clean start.
            server.should_exit = True
            time.sleep(10 * WATCH_SECONDS)
            os._exit(0)


def main() -> None:
    """Parse the command line that ``flows.server`` writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    arguments = parser.parse_args()
    sys.exit(serve(arguments.home, arguments.host, arguments.port))


if __name__ == "__main__":
    main()
