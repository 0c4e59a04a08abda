"""``onrecord extract``: facts in its JSON, and nothing on the terminal but what is meant for it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from flows.extract_files import extract_files
from tasks.read import Unreadable
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Source

FACTS = ("title", "publisher", "byline", "dateline", "published_at", "updated_at", "date_rule")


def test_facts_of_a_document_are_in_its_json(tmp_path: Path) -> None:
    text = (
        "---\ntitle: The bridge\nauthor: Jo Day\ndate: 2025-03-01\n---\n"
        "The mayor said that the bridge at Hartwell would be closed in the spring.\n"
    )
    (tmp_path / "a.md").write_text(text)
    (tmp_path / "b.txt").write_bytes(b"   ")
    read, lost = extract_files([str(tmp_path)], Settings())
    assert [read[name] for name in FACTS] == [
        "The bridge",
        None,
        "Jo Day",
        None,
        "2025-03-01T00:00:00",
        None,
        "front_matter",
    ]
    assert lost["text"] is None
    assert list(lost) == list(read)
    assert {lost[name] for name in FACTS} == {None}


def test_native_libraries_do_not_mutter(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(buffer, "TIFF", compression="tiff_lzw")
    data = bytearray(buffer.getvalue())
    data[len(data) // 2 : len(data) // 2 + 400] = b"\xff" * 400
    path = tmp_path / "torn.tif"
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        read_document(Source(str(path), path, "test", len(data)), Settings(), bytes(data))
    assert capfd.readouterr().err  # libtiff's own words
    (document,) = extract_files([str(path)], Settings())
    assert [issue["code"] for issue in document["issues"]] == ["malformed"]
    assert capfd.readouterr().err == ""
