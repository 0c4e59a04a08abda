"""Chromium as it is installed: what a page shows after a script, and what axe-core finds in it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
# What --blink-settings=preferredColorScheme takes.
SCHEMES = {"dark": 0, "light": 1}
_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then((found) => {
  const told = document.createElement("pre");
  told.id = "axe";
  told.textContent = JSON.stringify({
    checked: found.passes.length,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    violations: found.violations.map((one) =>
      [one.id, one.help, one.nodes.map((node) => node.html.slice(0, 120))]),
  });
  document.body.append(told);
});
"""


def shown(
    page: str, folder: Path, script: str, *, scheme: Literal["light", "dark"] = "light"
) -> str:
    """The page as Chromium has it after a script ran in it, and what the script waits for."""
    assert CHROMIUM
    target = folder / "shown.html"
    target.write_text(page.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
    options += [f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}"]
    done = subprocess.run(
        [CHROMIUM, *options, "--virtual-time-budget=20000", "--dump-dom", f"file://{target}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def axe(
    page: str, folder: Path, script: str, *, scheme: Literal["light", "dark"]
) -> dict[str, Any]:
    """What axe-core finds wrong with a page after a script ran in it; all of its rules.

    ``violations`` as rule, meaning and elements; ``checked`` rules that passed; whether the page
    was ``dark``.
    """
    source = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    seen = shown(page, folder, f"{script}</script><script>{source}{_AXE}", scheme=scheme)
    told = re.search(r'<pre id="axe">(.*?)</pre>', seen, re.DOTALL)
    assert told, "axe-core did not end"
    found: dict[str, Any] = json.loads(html.unescape(told[1]))
    return found
