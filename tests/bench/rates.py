"""What a page costs by its kind: the figures that docs/scale.md plans with.

``python -m tests.bench.rates`` reads the seed article as text, as a PDF with a text layer and as a
scan, in one process without Prefect, and prints CPU seconds and kilobytes of the warehouse a page
(of a document that lands alone; its files shrink once they are merged with others).
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.conftest import ROOT

FORMS = {
    "text": "000_bcb245613b6e8520.txt",
    "PDF with a text layer": "article-two-columns.pdf",
    "scan, by OCR": "article-page-1.png",
}
WORDS_PER_PAGE = 400
ROUNDS = 3


def rates(name: str) -> tuple[float, float, float, float]:
    """Pages of a seed; CPU seconds of its stages and of landing it; bytes in the warehouse.

    The least CPU seconds of some rounds; a page of a text has 400 words.
    """
    from tasks.discover import discover
    from tasks.extract import load_pipeline
    from tasks.land import Run, land, stage
    from tasks.run_stages import run_stages
    from tasks.settings import Settings
    from warehouse import Lake

    settings, nlp = Settings(), load_pipeline("onrecord")
    (source,) = discover([ROOT / "seeds" / name]).sources
    run_stages(source, settings, nlp=nlp)
    stages = landing = float("inf")
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            run, lake = Run.begin(settings=settings), Lake(Path(folder) / "lake")
            start = time.process_time()
            record = run_stages(source, settings, nlp=nlp)
            read = time.process_time()
            staged = stage(record, Path(folder) / "a", settings=settings, run_id=run.run_id)
            land(lake, [staged], sources=[source], run=run)
            stages = min(stages, read - start)
            landing = min(landing, time.process_time() - read)
            size = sum(f.stat().st_size for f in (lake.path / "data").rglob("*.parquet"))
    pages = len(record.reading.pages)
    if name.endswith(".txt"):
        pages = len(record.reading.text.split()) / WORDS_PER_PAGE
    return pages, stages, landing, size


def main() -> None:
    """Print the rates of every form."""
    table = Table(title="A page of the seed article")
    for name in ("form", "pages", "stages, CPU s a page", "landing alone, CPU s", "KB a page"):
        table.add_column(name, justify="left" if name == "form" else "right")
    for form, name in FORMS.items():
        pages, stages, landing, size = rates(name)
        table.add_row(
            form,
            f"{pages:.1f}",
            f"{stages / pages:.2f}",
            f"{landing:.2f}",
            f"{size / pages / 1024:.0f}",
        )
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
