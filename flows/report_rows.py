"""What a report shows: statements with their words in context, and cuts of their pages."""

from __future__ import annotations

import base64
import io
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
from PIL import Image

from flows.evidence_picture import marked
from tasks.read.page_picture import NoPicture, page_picture
from warehouse import Lake

Row = dict[str, Any]
# A letter for each part of a statement.
LETTERS = {"content_spans": "c", "condition_span": "k", "source_span": "s", "cue_span": "u"}
# Characters of text on either side of a statement, and from its content to a part far off.
_BESIDE, _FAR = 160, 900
# A cut of a page: points above and below the boxes and beside them, the least width in points,
# pixels of its width at most, and the JPEG quality.
_MARGIN_POINTS, _SIDE_POINTS, _LEAST_POINTS = 30.0, 18.0, 270.0
_CUT_WIDTH, _QUALITY = 860, 50

_SQL = f"""
    WITH chosen AS (SELECT * FROM current_statements WHERE ({{where}}
    )),
    named AS (
        SELECT statement_id, string_agg(speaker_name, '; ' ORDER BY position) AS full_names
        FROM speakers WHERE statement_id IN (SELECT statement_id FROM chosen) GROUP BY statement_id
    ),
    windows AS (
        SELECT *, list_concat(content_spans, [source_span, cue_span, condition_span]) AS parts,
            content_spans[1].char_start AS content_start, content_spans[-1].char_end AS content_end
        FROM chosen
    ),
    bounds AS (
        SELECT *,
            greatest(list_min([p.char_start for p in parts]), content_start - {_FAR}, {_BESIDE})
                - {_BESIDE} AS window_start,
            least(list_max([p.char_end for p in parts]), content_end + {_FAR}) + {_BESIDE}
                AS window_end
        FROM windows
    )
    SELECT b.* REPLACE (coalesce(n.full_names, b.speaker_name) AS speaker_name),
        coalesce(b.said_date, b.published_at::DATE) AS day,
        substr(t.text, window_start + 1, window_end - window_start) AS window_text
    FROM bounds b
    JOIN texts t ON t.document_id = b.document_id
    LEFT JOIN named n ON n.statement_id = b.statement_id
    ORDER BY b.is_primary_copy IS false, day DESC NULLS LAST, b.uri, b.document_id, b.position,
        b.statement_id
"""


def statements(record: duckdb.DuckDBPyConnection, where: str) -> list[Row]:
    """Statements of current documents for which ``where`` holds, the latest first, in context.

    Raises duckdb.Error when ``where`` is no condition over ``current_statements``.
    """
    cursor = record.execute(_SQL.format(where=where))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    for row in rows:
        row["pieces"] = pieces(row["window_text"], row["window_start"], _spans(row))
    return rows


def _spans(row: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    found = []
    for column, letter in LETTERS.items():
        value = row[column]
        for span in value if isinstance(value, list) else [value]:
            if span is not None:
                found.append((letter, span["char_start"], span["char_end"]))
    return found


def pieces(text: str, start: int, spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, str]]:
    """A text that begins at character ``start`` of its document, cut where parts begin and end.

    Each piece comes after the letters of the parts it belongs to, none for what stands beside;
    together the pieces are the text, without its first and last broken words.

    >>> pieces("ed. He said so. The", 10, [("s", 14, 16), ("u", 17, 21), ("c", 22, 24)])
    [('', '… '), ('s', 'He'), ('', ' '), ('u', 'said'), ('', ' '), ('c', 'so'), ('', '. …')]
    """
    end = start + len(text)
    inside = [
        (letter, max(a, start), min(b, end)) for letter, a, b in spans if a < end and b > start
    ]
    edges = sorted({start, end, *(edge for _, *both in inside for edge in both)})
    found: list[tuple[str, str]] = []
    for a, b in itertools.pairwise(edges):
        letters = "".join(letter for letter, x, y in inside if x <= a and b <= y)
        found.append((letters, text[a - start : b - start]))
    if found and not found[0][0] and start:
        found[0] = ("", "… " + found[0][1].partition(" ")[2])
    if found and not found[-1][0] and len(found[-1][1]) >= _BESIDE:
        found[-1] = ("", found[-1][1].rpartition(" ")[0] + " …")
    return found


def cuts(
    record: duckdb.DuckDBPyConnection, lake: Path, rows: list[Row], most: int, most_bytes: int
) -> dict[str, str]:
    """Cuts of pages with the parts of statements marked: by statement_id, as ``data:`` addresses.

    Of the first ``most`` statements that have boxes on a page, while they take less than
    ``most_bytes`` together. A page that cannot be drawn has none.
    """
    by_page: dict[tuple[str, int], list[Row]] = defaultdict(list)
    chosen = [row for row in rows if row["evidence"] and row["evidence"][0]["x0"] is not None]
    for row in chosen[:most]:
        by_page[row["document_id"], row["evidence"][0]["page_number"]].append(row)
    media_types = dict(record.execute("SELECT document_id, media_type FROM documents").fetchall())
    found: dict[str, str] = {}
    taken = 0
    for (document_id, number), same in by_page.items():
        try:
            data = Lake(lake).original(document_id).read_bytes()
            page, scale = page_picture(data, media_types[document_id], number)
        except (OSError, NoPicture):
            continue  # the words stand in the report anyhow
        for row in same:
            cut = _cut(page, scale, [p for p in row["evidence"] if p["page_number"] == number])
            taken += len(cut)
            if taken > most_bytes:
                return found
            found[row["statement_id"]] = cut
    return found


def _cut(page: Image.Image, scale: float, boxes: list[Row]) -> str:
    top = min(part["top"] for part in boxes) - _MARGIN_POINTS
    bottom = max(part["bottom"] for part in boxes) + _MARGIN_POINTS
    left, right = _sides(page.width / scale, boxes)
    band = (
        max(0, round(left * scale)),
        max(0, round(top * scale)),
        min(page.width, round(right * scale)),
        min(page.height, round(bottom * scale)),
    )
    cut = marked(page, scale, boxes).crop(band)
    cut.thumbnail((_CUT_WIDTH, _CUT_WIDTH * 2))
    buffer = io.BytesIO()
    cut.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def _sides(width: float, boxes: list[Row]) -> tuple[float, float]:
    """Left and right of a cut in points: a column alone is read more easily than with another."""
    left = min(part["x0"] for part in boxes) - _SIDE_POINTS
    right = max(part["x1"] for part in boxes) + _SIDE_POINTS
    short = max(0.0, min(width, _LEAST_POINTS) - (right - left))
    left = max(0.0, min(left - short / 2, width - _LEAST_POINTS))
    return left, min(width, max(right + short / 2, left + _LEAST_POINTS))
