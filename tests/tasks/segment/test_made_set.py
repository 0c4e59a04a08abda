"""Digital PDFs of our own with known truth: words, order, paragraphs and headings."""

from __future__ import annotations

import pytest

from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Source
from tests.bench.made_pdf import made_pdf
from tests.bench.reading import f1, fidelity, read_made, total
from tests.bench.scans import SCANS, Scan, scanned, word_error_rate
from tests.conftest import is_soak

COUNT = 30 if is_soak() else 8


@pytest.mark.parametrize("columns", [1, 2])
def test_the_set_is_read_faithfully(columns: int) -> None:
    parts = []
    for number in range(columns - 1, COUNT, 2):
        made = made_pdf(number)
        assert made.columns == columns
        reading = read_made(made)
        assert reading.read_method == "text_layer"
        assert not reading.issues
        parts.append(fidelity(made, reading))
    found = total(parts)
    assert found.words > 300 * len(parts)
    assert found.word_error_rate <= 0.005
    assert f1(found.boundaries) >= 0.95
    assert f1(found.headings) >= 0.90


def test_what_stands_beside_the_text_is_kept_out_of_it() -> None:
    for number in range(COUNT // 2):
        made = made_pdf(number)
        reading = read_made(made)
        flow, _, _ = reading.text.partition("\x0c")
        beside = [
            (segment.kind, reading.text[slice(*span)])
            for segment in reading.segments
            for span in segment.spans
            if span[0] >= len(flow)
        ]
        meant = [(piece.kind, piece.text) for piece in made.aside]
        assert sorted(beside) == sorted(meant)


@pytest.mark.parametrize("scan", SCANS if is_soak() else SCANS[1:4], ids=lambda scan: scan.name)
def test_scans_of_the_set_read_as_their_pages(scan: Scan) -> None:
    made = made_pdf(10)
    reading = read_made(made)
    truth = " ".join(reading.text[slice(*w.span)] for w in reading.words if w.page_number == 2)
    data = scanned(made, 2, scan)
    source = Source("/made/scan.jpg", None, "made", len(data))
    found = read_document(source, Settings(), data)
    assert found.read_method == "ocr"
    # Footnote and page number stand elsewhere in the text of a single page.
    assert word_error_rate(found.text, truth) <= 0.06


def test_errors_are_seen() -> None:
    """A measure that cannot fail measures nothing."""
    made = made_pdf(0)
    reading = read_made(made)
    perfect = fidelity(made, reading)
    reading.segments = reading.segments[3:]
    worse = fidelity(made, reading)
    assert worse.word_errors > perfect.word_errors
    assert f1(worse.boundaries) < f1(perfect.boundaries)
    assert f1(worse.headings) < f1(perfect.headings)
