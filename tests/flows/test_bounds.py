"""Every limit on a document is a setting, and holds where documents are read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from flows.bounds import Limits, caps_set_here, largest_file_bytes
from flows.configuration import BadSetting
from tasks.discover.sources import LARGEST_FILE_BYTES
from tasks.settings import Caps
from tests.conftest import Cli


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a settings file, and a user without one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_defaults_are_those_of_the_values() -> None:
    assert (Limits.set_here(), caps_set_here()) == (Limits(), Caps())
    assert largest_file_bytes() == LARGEST_FILE_BYTES


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("BASE_SECONDS", replace(Limits(), base_seconds=500.0)),
        ("PAGE_SECONDS", replace(Limits(), seconds_per_digital_page=500.0)),
        ("OCR_PAGE_SECONDS", replace(Limits(), seconds_per_ocr_page=500.0)),
        ("MEMORY_MEGABYTES", replace(Limits(), memory_bytes=500 * 1024**2)),
        ("PAGE_CAP", Caps(pages=500)),
        ("MEGAPIXEL_CAP", Caps(megapixels=500)),
        ("UNPACKED_MEGABYTE_CAP", Caps(unpacked_megabytes=500)),
        ("XML_MEGABYTE_CAP", Caps(xml_megabytes=500)),
        ("PICTURE_MEGABYTE_CAP", Caps(picture_megabytes=500)),
    ],
)
def test_each_is_a_setting(
    variable: str, expected: Limits | Caps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ONRECORD_{variable}", "500")
    found = Limits.set_here() if isinstance(expected, Limits) else caps_set_here()
    assert found == expected
    monkeypatch.setenv(f"ONRECORD_{variable}", "much")
    with pytest.raises(BadSetting, match=f"ONRECORD_{variable}"):
        Limits.set_here()


@pytest.mark.parametrize(
    ("digital", "ocr", "seconds"), [(0, 0, 120.0), (5, 0, 170.0), (0, 2, 240.0), (1, 1, 190.0)]
)
def test_time_grows_with_the_pages_read(digital: int, ocr: int, seconds: float) -> None:
    assert Limits().seconds(digital, ocr) == seconds


def test_a_settings_file_named_by_a_flag_caps_what_is_read(onrecord: Cli, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "two.pdf"))
    for words in ("The mayor said the bridge is safe.", "The council denied it."):
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    (tmp_path / "few.toml").write_text("page_cap = 1")
    done = onrecord("--config", "few.toml", "extract", "two.pdf", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert "bridge" in document["text"]
    assert "council" not in document["text"]
    (issue,) = document["issues"]
    assert issue["code"] == "too_large"
    assert "2 pages; the first 1 are read" in issue["message"]
    assert "page_cap" in issue["remedy"]


def test_a_file_larger_than_is_set_is_named_and_the_others_are_read(
    onrecord: Cli, tmp_path: Path
) -> None:
    (tmp_path / "large.txt").write_text("The mayor said the bridge is safe.\n" * 40_000)
    (tmp_path / "small.txt").write_text("The council denied it.\n")
    (tmp_path / "small.toml").write_text("file_megabyte_cap = 1")
    done = onrecord("--config", "small.toml", "extract", "large.txt", "small.txt", cwd=tmp_path)
    large, small = map(json.loads, done.stdout.splitlines())
    (issue,) = large["issues"]
    assert issue["code"] == "too_large"
    assert "1,048,576" in issue["message"]
    assert "file_megabyte_cap" in issue["remedy"]
    assert "denied" in small["text"]
