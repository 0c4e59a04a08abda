"""Ask a Prefect server what it holds, for tests."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any


def api_of(prefect_home: Path) -> str:
    """The API address of the server of a home."""
    return str(json.loads((prefect_home / "server.json").read_text())["api_url"])


def ask(api_url: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What a POST with this body gives, or a GET without one."""
    request = urllib.request.Request(
        f"{api_url}/{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def events_of(api_url: str, name: str) -> list[dict[str, Any]]:
    """The events of that name."""
    asked = {"filter": {"event": {"name": [name]}}, "limit": 50}
    return list(ask(api_url, "events/filter", asked)["events"])
