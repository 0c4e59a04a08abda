"""The stages on a few files in this process: no Prefect, no warehouse."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from flows.bounds import largest_file_bytes
from flows.jsonl import document_json, unreadable_json
from tasks.discover import discover
from tasks.extract import load_pipeline
from tasks.read import Unreadable
from tasks.run_stages import run_stages
from tasks.settings import Settings


def extract_files(paths: list[str], settings: Settings) -> Iterator[dict[str, Any]]:
    """One JSON object per document, embedded images after their document, as they are read.

    A document that cannot be read has ``text`` None and an issue that says why.
    """
    found = discover(paths, largest_bytes=largest_file_bytes())
    for issue in found.issues:
        yield unreadable_json(issue.uri, issue.document_id, issue)
    pipeline = load_pipeline(settings.pipeline) if found.sources else None
    seen: set[str | None] = set()
    for source in found.sources:
        if source.document_id in seen:
            continue
        seen.add(source.document_id)
        try:
            with _native_silence():
                record = run_stages(source, settings, nlp=pipeline)
        except Unreadable as error:
            yield unreadable_json(source.uri, source.document_id, error.issue)
            continue
        for member in (record, *record.children):
            yield document_json(member)


@contextlib.contextmanager
def _native_silence() -> Iterator[None]:
    """Keep off the terminal what libtiff or Tesseract print about a broken image.

    It is no error message for a user; the issue that names the file is. Workers of ``ingest`` do
    the same.
    """
    sys.stderr.flush()
    shown = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(shown, 2)
        os.close(shown)
        os.close(nowhere)
