"""All stages of one document together: children, pages told, bytes kept as evidence."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tasks.discover import discover
from tasks.read import Unreadable
from tasks.run_stages import run_stages
from tasks.settings import Settings


def test_a_picture_in_a_document_is_a_child_whose_bytes_are_kept(
    tmp_path: Path, seeds: Path
) -> None:
    picture = (seeds / "figure (1).png").read_bytes()
    encoded = base64.b64encode(picture).decode()
    (tmp_path / "a.md").write_text(
        f"Anna Green said that the bridge was safe.\n\n![figure](data:image/png;base64,{encoded})\n"
    )
    (source,) = discover([tmp_path / "a.md"]).sources
    told: list[str] = []
    record = run_stages(source, Settings(), on_page=told.append)
    assert [s.speaker_name for s in record.extraction.statements] == ["Anna Green"]
    (child,) = record.children
    assert child.reading.source.parent_document_id == record.reading.document_id
    assert child.extraction.statements
    assert [image.data for image in record.reading.images] == [picture]
    assert told == ["text", "ocr"]


def test_a_text_without_words_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n \n")
    (source,) = discover([tmp_path / "a.txt"]).sources
    with pytest.raises(Unreadable) as caught:
        run_stages(source, Settings())
    assert caught.value.issue.code == "no_text"
    assert "a.txt" in caught.value.issue.message
