"""Make the pictures of the documentation again, from a record of the seeds: what ``make run`` left.

.venv/bin/python -m tests.pictures lake        needs Chromium
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image, ImageChops
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

import warehouse
from tests.flows.chromium import CHROMIUM

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
COLUMNS = 100
WIDTH = 1180
_QUALITY = 82
# A statement that stands on a page, opened, and the page read from there.
_OPENED = """
  [...document.querySelectorAll(".row")].find((_, at) => told.pictures[idOf(chosen[at])]).click();
"""
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #0c0c0c; }} pre {{ margin: 0; padding: 22px 26px;
font: 15px/1.35 "DejaVu Sans Mono", monospace; color: #d9d9d9; }} {css}</style><pre>{code}</pre>"""


def main(lake: Path) -> None:
    """Write report.webp, bundle.webp and terminal.webp."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        onrecord("report", folder / "report.html", "-w", lake)
        report = (folder / "report.html").read_text("utf-8")
        photograph(report, "report", folder, _OPENED, height=1800)
        with warehouse.open(lake) as record:
            ((key,),) = record.execute(
                "select statement_id from conditions where act = 'commit' and "
                "page_number is not null and is_primary_copy and speaker_name is not null "
                "order by statement_id limit 1"
            ).fetchall()
        onrecord("bundle", key, folder / "case.zip", "-w", lake)
        with zipfile.ZipFile(folder / "case.zip") as case:
            page = case.read("index.html").decode()
        photograph(page, "bundle", folder, "", height=1500)
        said = [
            Text.assemble(("$ ", "green"), (f"onrecord {' '.join(words)}\n", "bold"))
            + Text.from_ansi(onrecord(*words, "-w", lake))
            for words in (
                ("search", "monitored", "ceasefire", "--speaker", "Germany"),
                ("show", key[:12]),
            )
        ]
        photograph(terminal(said), "terminal", folder, "", width=960, height=1600)


def onrecord(*words: object) -> str:
    """What a command says to a terminal of 100 columns, with its colours."""
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-m", "flows", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def terminal(said: list[Text]) -> str:
    """A page that looks like the terminal in which this was said."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    for text in said:
        console.print(text)
    code = console.export_html(theme=MONOKAI, code_format="{code}", inline_styles=True)
    return _TERMINAL.format(css="", code=code) + "</body>"


def photograph(
    page: str, name: str, folder: Path, script: str, *, height: int, width: int = WIDTH
) -> None:
    """Write ``docs/pictures/NAME.webp``: the page after a script, without the empty rest below."""
    if CHROMIUM is None:
        raise SystemExit("There is no Chromium to draw pages with: install chromium.")
    source, target = folder / f"{name}.html", folder / f"{name}.png"
    source.write_text(page.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options += ["--blink-settings=preferredColorScheme=1", f"--user-data-dir={folder}/profile"]
    options += [f"--window-size={width},{height}", f"--screenshot={target}"]
    subprocess.run([CHROMIUM, *options, f"file://{source}"], capture_output=True, check=True)
    with Image.open(target) as drawn:
        picture = drawn.convert("RGB")
    ground = Image.new("RGB", picture.size, picture.getpixel((2, picture.height - 2)))
    box = ImageChops.difference(picture, ground).getbbox() or (0, 0, *picture.size)
    bottom = min(picture.height, box[3] + 24)
    picture.crop((0, 0, picture.width, bottom)).save(
        PICTURES / f"{name}.webp", quality=_QUALITY, method=6
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "lake"))
