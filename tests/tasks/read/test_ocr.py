"""OCR of pages turned, spoilt and small: their words in reading order, found where they stand."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image, ImageFilter

from tasks.read import ocr_engine
from tasks.read.ocr import read_image
from tasks.read.ocr_engine import OcrEngine, OcrUnavailable, engine_for
from tasks.read.straighten import calmed, grain, lies_sideways, lined_band, skew_angle
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Reading, Source
from tests.bench.ocr import askew, in_shadow, made_page, noisy, squeezed, words_of
from tests.bench.reading import edit_distance

DPI = 150


def read(image: Image.Image, engine: str = "auto", dpi: int = DPI) -> Reading:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(dpi, dpi))
    data = buffer.getvalue()
    settings = Settings(ocr_engine="pytesseract" if engine == "pytesseract" else "auto")
    return read_document(Source("/a.png", None, "test", len(data)), settings, data)


def error_rate(reading: Reading, truth: str) -> float:
    expected = words_of(truth)
    return edit_distance(words_of(reading.text), expected) / len(expected)


@pytest.mark.parametrize(("degrees", "columns"), [(90, 1), (180, 1), (180, 2), (270, 2)])
def test_a_turned_page_is_read_in_order_and_its_boxes_lie_where_it_lies(
    degrees: int, columns: int
) -> None:
    upright, truth = made_page(random.Random("turned"), columns, DPI)
    turned = upright.rotate(degrees, expand=True)
    reading = read(turned)
    assert error_rate(reading, truth) < 0.01
    dark = np.asarray(turned) < 128
    for word in reading.words:
        assert word.box is not None
        x0, top, x1, bottom = (round(value * DPI / 72) for value in word.box)
        assert dark[top:bottom, x0:x1].any()


@dataclass
class Counting:
    """An engine that adds up how many pixels it is given, and at what resolutions."""

    engine: OcrEngine
    fingerprint: str = "counting"
    pixels: int = 0
    widths: dict[int, int] = field(default_factory=dict)

    def table(self, image: Image.Image, dpi: int) -> str:
        self.pixels += image.width * image.height
        self.widths[dpi] = image.width
        return self.engine.table(image, dpi)


@pytest.mark.parametrize("degrees", [0, 90, 270])
def test_a_page_on_its_side_is_read_whole_once(degrees: int) -> None:
    upright, _ = made_page(random.Random("turned"), 1, 200)
    engine = Counting(engine_for(Settings()))
    page = read_image(upright.rotate(degrees, expand=True), 200, engine, 1)
    assert page.confidence is not None
    assert page.confidence > 0.9
    assert engine.pixels < (1.6 if degrees else 1.1) * upright.width * upright.height


def test_a_page_askew_is_read_askew_and_straightened() -> None:
    upright, _ = made_page(random.Random("spoilt"), 1, 200)
    engine = Counting(engine_for(Settings()))
    read_image(askew(upright), 200, engine, 1)
    assert engine.pixels < 2.1 * upright.width * upright.height


def test_the_engine_is_told_the_resolution_of_what_it_is_given() -> None:
    image, _ = made_page(random.Random("spoilt"), 1, 100)
    engine = Counting(engine_for(Settings()))
    read_image(image, 100, engine, 1)
    assert len(engine.widths) == 2  # small letters: as it is, then larger
    assert all(
        dpi == pytest.approx(100 * w / image.width, 0.01) for dpi, w in engine.widths.items()
    )


@pytest.mark.parametrize(
    ("spoil", "dpi", "most"),
    [
        (noisy, 200, 0.01),
        (askew, 200, 0.01),
        (squeezed, 150, 0.01),
        (in_shadow, 150, 0.01),
        (None, 100, 0.02),
    ],
    ids=["noise", "skew", "JPEG", "shadow", "small letters"],
)
def test_a_spoilt_page_is_read(
    spoil: Callable[[Image.Image], Image.Image] | None, dpi: int, most: float
) -> None:
    image, truth = made_page(random.Random("spoilt"), 1, dpi)
    assert error_rate(read(spoil(image) if spoil else image, dpi=dpi), truth) <= most


def patterned(image: Image.Image) -> Image.Image:
    """On paper with a pattern of grey lines, as of a cheque or certificate."""
    rows, columns = np.mgrid[: image.height, : image.width]
    paper = 200 + 45 * np.sin((columns + rows) / 3)
    return Image.fromarray((np.asarray(image) / 255 * paper).astype(np.uint8))


def shining_through(image: Image.Image) -> Image.Image:
    """On paper so thin that the words on its back are seen."""
    back = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(1.2))
    front, behind = (
        255 - share * (255 - np.asarray(side, dtype=np.float64))
        for side, share in ((image, 0.7), (back, 0.42))
    )
    return Image.fromarray(np.minimum(front, behind).astype(np.uint8))


def speckled(image: Image.Image) -> Image.Image:
    """With black specks, as of a dirty fax."""
    grey = np.array(image)
    grey[np.random.default_rng(2).random(grey.shape) < 0.03] = 0
    return Image.fromarray(grey)


@pytest.mark.parametrize("spoil", [patterned, shining_through, speckled])
def test_a_page_on_bad_paper_is_read_cleaned(
    spoil: Callable[[Image.Image], Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    image, _ = made_page(random.Random("bad paper"), 1, DPI)
    image = image.crop((0, 0, image.width, image.height // 3))
    truth = read(image).text
    assert error_rate(read(spoil(image)), truth) < 0.15
    monkeypatch.setattr("tasks.read.ocr.cleaned", lambda image: image)
    assert error_rate(read(spoil(image)), truth) > 0.3


@pytest.mark.parametrize(
    "spoil", [shining_through, lambda page: page.transpose(Image.Transpose.ROTATE_180)]
)
def test_a_part_of_a_page_shows_whether_it_stands_on_its_head(
    spoil: Callable[[Image.Image], Image.Image],
) -> None:
    image, _ = made_page(random.Random("bad paper"), 1, DPI)
    image = image.crop((0, 0, image.width, image.height // 3))
    engine = Counting(engine_for(Settings()))
    page = read_image(spoil(image), DPI, engine, 1)
    assert page.confidence is not None
    assert page.confidence > 0.7
    assert engine.pixels < 2.3 * image.width * image.height  # as it is, a fourth of it, once more


@pytest.mark.parametrize("part", range(4))
def test_lines_of_text_are_told_from_a_photograph(part: int) -> None:
    grey = np.full((800, 600), 255)
    photograph = np.clip(np.random.default_rng(1).normal(110, 40, (200, 600)), 0, 255)
    lines = np.where(np.arange(200) % 20 < 10, 90, 255)[:, None]
    grey[200 * part : 200 * part + 200] = lines
    grey[200 * (part ^ 1) : 200 * (part ^ 1) + 200] = photograph
    image = Image.fromarray(grey.astype(np.uint8))
    assert lined_band(image) == (200 * part, 200 * part + 200)


@pytest.mark.parametrize("degrees", [6.5, -4])
def test_lines_that_lean_are_read_whole(degrees: float) -> None:
    image, _ = made_page(random.Random("lean"), 1, DPI)
    image = image.crop((0, 0, image.width, image.height * 6 // 10))
    leaning = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert error_rate(read(leaning), read(image).text) < 0.03


def test_too_few_lines_to_tell_how_they_lean_are_straightened_by_their_ink() -> None:
    image, _ = made_page(random.Random("lean"), 1, DPI)
    grey = np.asarray(image)
    top = int(np.argmax((grey < 128).any(axis=1)))
    lines = Image.fromarray(np.pad(grey[top - 4 : top + 70], 150, constant_values=255))
    leaning = lines.rotate(-6.5, Image.Resampling.BICUBIC, fillcolor=255)
    assert error_rate(read(leaning), read(lines).text) < 0.1


def test_only_a_poor_page_is_straightened() -> None:
    upright, truth = made_page(random.Random("askew"), 1, 200)
    slightly = upright.rotate(1, Image.Resampling.BICUBIC, fillcolor=255)
    engine = Counting(engine_for(Settings()))
    read_image(slightly, 200, engine, 1)
    assert engine.pixels == upright.width * upright.height
    assert error_rate(read(slightly, dpi=200), truth) < 0.01
    assert skew_angle(slightly) == pytest.approx(-1, abs=0.15)


def row(text: str, confidence: int, word: int, line: int = 1) -> str:
    """A row of Tesseract's table: words of a line side by side."""
    return f"5\t1\t1\t1\t{line}\t{word}\t{60 * word}\t{40 * line}\t50\t20\t{confidence}\t{text}"


@dataclass
class Telling:
    """An engine that tells the same words of every image."""

    rows: list[str]
    fingerprint: str = "telling"

    def table(self, image: Image.Image, dpi: int) -> str:
        return "\n".join(self.rows)


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([row("Sea", 95, 1), row("|", 40, 2), row("levels", 90, 3), row("rise", 91, 4)],
         "Sea levels rise"),
        ([row("Sea", 95, 1), row("leve1s", 20, 2), row("rise", 91, 3), row("again", 90, 4)],
         "Sea leve1s rise again"),
        ([row("Sea", 95, 1), row("levels", 95, 2), row("iW", 20, 1, 2)], "Sea levels"),
        ([row("Sea", 95, 1), row("—", 90, 2), row("rise", 95, 3)], "Sea — rise"),
    ],
    ids=["a speck", "a doubtful word in a good line", "a smudge alone", "a clear dash"],
)  # fmt: skip
def test_specks_are_no_words(rows: list[str], kept: str) -> None:
    image = Image.new("L", (600, 200), 255)
    page = read_image(image, 72, Telling(rows), 1)
    assert " ".join(line.string for line in page.lines) == kept


def test_thin_letters_in_grain_are_not_blurred_away() -> None:
    # Its letters are of Times: blurred as at 200 dpi, a quarter of the words is lost.
    image, truth = made_page(random.Random("100 dpi, noise 5"), 1, 100)
    assert error_rate(read(noisy(image), dpi=100), truth) < 0.19


def test_the_command_line_reads_what_the_library_reads() -> None:
    image, truth = made_page(random.Random("engines"), 1, DPI)
    by_library, by_command = read(image), read(image, "pytesseract")
    assert by_command.engine_fingerprint.startswith("pytesseract/")
    assert error_rate(by_library, truth) < 0.01
    assert error_rate(by_command, truth) < 0.01


@pytest.mark.parametrize(
    "failure",
    [
        RuntimeError("Failed to init API, possibly an invalid tessdata path"),
        ImportError("No module named 'tesserocr'"),
    ],
    ids=["its data do not load", "it is not installed"],
)
def test_the_command_line_stands_in_for_a_library_that_fails(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(ocr_engine, "_Tesserocr", fail)
    ocr_engine._engine.cache_clear()
    try:
        assert engine_for(Settings()).fingerprint.startswith("pytesseract/")
        with pytest.raises(OcrUnavailable) as caught:
            engine_for(Settings(ocr_engine="tesserocr"))
        assert caught.value.remedy == "pip install tesserocr"
    finally:
        ocr_engine._engine.cache_clear()


@pytest.mark.parametrize("deviation", [0.0, 3.0, 8.0, 20.0])
def test_grain_is_measured_beneath_letters(deviation: float) -> None:
    image, _ = made_page(random.Random("grain"), 1, DPI)
    paper = np.asarray(image, dtype=np.float64) * 0.5 + 60
    spoilt = paper + np.random.default_rng(0).normal(0, deviation, paper.shape)
    grainy = Image.fromarray(spoilt.clip(0, 255).astype(np.uint8))
    assert grain(grainy) == pytest.approx(deviation, rel=0.2, abs=0.3)
    assert (calmed(grainy, DPI) is grainy) is (deviation < 6)


@pytest.mark.parametrize(
    ("degrees", "sideways"),
    [(0, False), (90, True), (180, False), (2.5, None), (-2.5, None), (92.5, None)],
)
def test_lines_tell_which_way_they_run(degrees: float, sideways: bool | None) -> None:
    image, _ = made_page(random.Random("way"), 2, DPI)
    assert lies_sideways(image.rotate(degrees, expand=True, fillcolor=255)) is sideways


@pytest.mark.parametrize("engine", ["auto", "pytesseract"])
def test_languages_are_those_of_the_setting(
    engine: Literal["auto", "pytesseract"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = ocr_engine._data_folder(("eng",)) / "eng.traineddata"
    for code in ("eng", "eng_old"):
        (tmp_path / f"{code}.traineddata").symlink_to(english)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    settings = Settings(ocr_engine=engine, ocr_languages=("eng", "eng_old"))
    found = engine_for(settings)
    assert [code.split(":")[0] for code in found.fingerprint.split()[-1].split("+")] == [
        "eng",
        "eng_old",
    ]
    (tmp_path / "eng_old.traineddata").unlink()
    ocr_engine._engine.cache_clear()
    with pytest.raises(OcrUnavailable) as caught:
        engine_for(settings)
    assert "no Tesseract data for eng_old" in str(caught.value)
    assert caught.value.remedy.endswith("tesseract-ocr tesseract-ocr-eng-old")


def test_words_keep_their_own_confidence_and_a_poor_page_is_an_issue() -> None:
    image, _ = made_page(random.Random("poor"), 1, 75)
    clear, _ = made_page(random.Random("poor"), 1, 150)
    poor, good = read(image.filter(ImageFilter.GaussianBlur(0.9)), dpi=75), read(clear)
    assert len({word.confidence for word in poor.words}) > 10
    codes = [[issue.code for issue in reading.issues] for reading in (poor, good)]
    assert codes == [["low_ocr_confidence"], []]
