"""``onrecord show --image``: the page with the parts of a statement drawn where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
from PIL import Image, ImageDraw, ImageFont

from flows.text_picture import typeset_passage
from flows.where import place_of
from tasks.read.page_picture import NoPicture, page_picture
from tasks.values import Span
from warehouse import Lake

# What each part looks like on paper, content first: smaller parts are drawn over it.
COLOURS = {
    "content": (255, 214, 0),
    "condition": (86, 190, 90),
    "source": (0, 174, 239),
    "cue": (236, 72, 153),
}
_FILL, _LINE = 70, 255
_MOST_PAGES = 4
_LEGEND_HEIGHT, _TEXT_SIZE, _GAP = 44, 20, 14  # in pixels of a page so wide:
_LEGEND_WIDTH = 1300
_PADDING_POINTS = 1.0

Evidence = list[dict[str, Any]]


def draw_evidence(
    record: duckdb.DuckDBPyConnection, lake: Path, row: dict[str, Any], target: Path
) -> int:
    """Draw the pages that a statement or claim stands on, one below the other, into ``target``.

    A document without pages is drawn as the passage around the statement, set in type.

    Drawn from the bytes that the warehouse keeps, so also when the file has left its folder.
    Returns how many pages were drawn.

    Raises:
        NoPicture: the bytes of a document with pages were not kept.
        OSError, ValueError: ``target`` cannot be written, or its ending names no image format.
    """
    boxes = [part for part in row["evidence"] or [] if part.get("x0") is not None]
    found = record.execute(
        "select media_type, (select min(uri) from sources s where s.document_id = d.document_id) "
        "from documents d where document_id = ?",
        [row["document_id"]],
    ).fetchone()
    media_type, uri = found or ("", "")
    if not boxes:
        name = ", ".join(
            filter(None, (Path(uri).name, place_of(row["evidence"] or [], media_type)))
        )
        _drawn_text(record, row, name).save(target)
        return 1
    data = _bytes_of(lake, row["document_id"], uri)
    numbers = sorted({part["page_number"] for part in boxes})[:_MOST_PAGES]
    pages = []
    for number in numbers:
        picture, scale = page_picture(data, media_type, number)
        pages.append(marked(picture, scale, [p for p in boxes if p["page_number"] == number]))
    names = [f"{Path(uri).name}, page {number}" for number in numbers]
    _stacked(pages, names, {part["role"] for part in boxes}).save(target)
    return len(pages)


def _drawn_text(record: duckdb.DuckDBPyConnection, row: dict[str, Any], name: str) -> Image.Image:
    (text,) = record.execute(
        "select text from texts where document_id = ?", [row["document_id"]]
    ).fetchone() or ("",)
    picture, boxes = typeset_passage(text, _marks(row))
    return _stacked([marked(picture, 1.0, boxes)], [name], {part["role"] for part in boxes})


def _marks(row: dict[str, Any]) -> dict[str, list[Span]]:
    """The spans of a statement or claim by their role."""
    columns = {
        "source": [row.get("source_span")],
        "cue": [row.get("cue_span")],
        "content": row.get("content_spans") or row.get("claim_spans") or [],
        "condition": [row.get("condition_span")],
    }
    return {
        role: [(span["char_start"], span["char_end"]) for span in spans if span]
        for role, spans in columns.items()
    }


def _bytes_of(lake: Path, document_id: str, uri: str) -> bytes:
    try:
        return Lake(lake).original(document_id).read_bytes()
    except OSError as error:
        raise NoPicture(f"the bytes of {uri} were not kept") from error


def marked(picture: Image.Image, scale: float, boxes: Evidence) -> Image.Image:
    """A page with translucent boxes, so that the words stay legible."""
    page = picture.convert("RGBA")
    layer = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    pad = _PADDING_POINTS * scale
    for role, colour in COLOURS.items():
        for part in boxes:
            if part["role"] == role:
                corners = [part[side] * scale for side in ("x0", "top", "x1", "bottom")]
                corners = [corners[0] - pad, corners[1] - pad, corners[2] + pad, corners[3] + pad]
                pen.rectangle(corners, (*colour, _FILL), (*colour, _LINE), max(1, round(scale)))
    return Image.alpha_composite(page, layer).convert("RGB")


def _stacked(pages: list[Image.Image], names: list[str], roles: Iterable[str]) -> Image.Image:
    """Pages one below the other, each under its name and the legend."""
    width = max(720, *(page.width for page in pages))
    em = max(1.0, width / _LEGEND_WIDTH)  # a scan has more pixels; its legend is read as easily
    legend, gap, half = round(_LEGEND_HEIGHT * em), _GAP * em, 9 * em
    height = sum(page.height + legend for page in pages)
    sheet = Image.new("RGB", (width, height), (245, 245, 245))
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(_TEXT_SIZE * em)
    shown = [role for role in ("source", "cue", "content", "condition") if role in set(roles)]
    top = 0
    for page, name in zip(pages, names, strict=True):
        x, middle = gap, top + legend / 2
        for role in shown:
            corners = [x, middle - half, x + 26 * em, middle + half]
            pen.rectangle(corners, COLOURS[role], (90, 90, 90))
            pen.text((x + 34 * em, middle), role, (30, 30, 30), font, anchor="lm")
            x += 34 * em + pen.textlength(role, font) + 2 * gap
        room = width - gap - x
        while pen.textlength(name, font) > room and len(name) > 12:
            name = f"…{name[2:]}"
        pen.text((width - gap, middle), name, (90, 90, 90), font, anchor="rm")
        sheet.paste(page, (0, top + legend))
        top += page.height + legend
    return sheet
