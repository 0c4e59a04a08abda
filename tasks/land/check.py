"""The invariants of documents' rows, checked before they land.

Every span lies inside its text; texts equal their spans; every id resolves; no id twice; every
document's rows are all there. ``warehouse.verify`` asks the same of a landed snapshot, in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.land.staged import MERGED
from warehouse.schema import JOINER, TABLES, TEXT_OF
from warehouse.schema.model import SPAN, SPANS

Row = dict[str, Any]

# References that resolve among the rows of a document; others lead to the whole warehouse.
_WITHIN_DOCUMENT = {
    "documents.document_id",
    "segments.segment_id",
    "statements.statement_id",
    "claims.claim_id",
    "entities.entity_id",
}
_NOT_WITHIN = {"sources", "documents"}


def violations(tables: dict[str, pa.Table]) -> list[str]:
    """What is wrong with staged rows, one line each; empty when they may land."""
    return [*_counts(tables), *_references(tables), *_keys(tables), *_spans(tables)]


def _counts(tables: dict[str, pa.Table]) -> Iterator[str]:
    """Every document has its text; no row belongs to another document."""
    documents = set(tables["documents"].column("document_id").to_pylist())
    texts = dict(zip(*tables["texts"].to_pydict().values(), strict=True))
    if documents != set(texts):
        yield "documents and texts do not match"
    for row in tables["documents"].select(["document_id", "char_count"]).to_pylist():
        if row["char_count"] != len(texts.get(row["document_id"], "")):
            yield f"document {row['document_id']}: char_count is not the length of its text"


def _references(tables: dict[str, pa.Table]) -> Iterator[str]:
    for name, rows in tables.items():
        if name in _NOT_WITHIN:
            continue
        for column in TABLES[name].columns:
            if column.references in _WITHIN_DOCUMENT:
                target, key = column.references.split(".")
                values = rows.column(column.name).drop_null()
                found = pc.is_in(values, value_set=tables[target].column(key).combine_chunks())
                if not pc.all(found, min_count=0).as_py():
                    yield f"{name}.{column.name} leads to no {column.references}"


def _keys(tables: dict[str, pa.Table]) -> Iterator[str]:
    for name, rows in tables.items():
        if name in MERGED:
            continue
        key = list(TABLES[name].primary_key)
        if not _ascends(rows, key) and rows.group_by(key).aggregate([]).num_rows != rows.num_rows:
            yield f"{name}: the same {' and '.join(key)} twice"


def _ascends(rows: pa.Table, key: list[str]) -> bool:
    """Whether a key of document and position ascends within documents that stand apart.

    That is how rows are staged, and costs a tenth of what it costs to group them.
    """
    if key != ["document_id", "position"]:
        return False
    documents = rows.column("document_id").combine_chunks()
    begins = pc.not_equal(documents[1:], documents[:-1])
    positions = rows.column("position").combine_chunks()
    is_after = pc.greater(positions[1:], positions[:-1])
    runs = pc.sum(begins, min_count=0).as_py() + 1
    stand_apart = runs == pc.count_distinct(documents).as_py()
    return bool(stand_apart and pc.all(pc.or_(begins, is_after), min_count=0).as_py())


def _spans(tables: dict[str, pa.Table]) -> Iterator[str]:
    """Spans inside their text, and the texts that they cut out."""
    texts = dict(zip(*tables["texts"].to_pydict().values(), strict=True))
    known = pa.array(texts, pa.string())
    # A span of a document without a text lies outside it.
    lengths = pa.array([*map(len, texts.values()), -1], pa.int32())
    for name, rows in tables.items():
        columns = [c.name for c in TABLES[name].columns if c.type in (SPAN, SPANS)]
        if not columns:
            continue
        owners = pc.fill_null(pc.index_in(rows.column("document_id"), known), len(texts))
        for column in columns:
            if not _lie_inside(rows.column(column), owners, lengths):
                yield f"{name}.{column} lies outside its text"
        for text_column, span_column in TEXT_OF.get(name, {}).items():
            whole = rows.column("document_id").to_pylist()
            said = rows.column(text_column).to_pylist()
            for document_id, text, spans in zip(
                whole, said, _pairs(rows, span_column), strict=True
            ):
                if text != _cut(texts.get(document_id, ""), spans):
                    yield f"{name}.{text_column} is not what {span_column} cuts out: {text!r}"


def _lie_inside(spans: pa.ChunkedArray, owners: pa.ChunkedArray, lengths: pa.Array) -> bool:
    """Whether spans lie inside texts of these lengths; ``owners`` are the texts of the rows."""
    if pa.types.is_list(spans.type):
        owners = owners.take(pc.list_parent_indices(spans))
        spans = pc.list_flatten(spans)
    owners, spans = owners.filter(spans.is_valid()), spans.drop_null()
    start, end = pc.struct_field(spans, 0), pc.struct_field(spans, 1)
    order = pc.and_(pc.less_equal(0, start), pc.less_equal(start, end))
    good = pc.and_(order, pc.less_equal(end, pc.take(lengths, owners)))
    return bool(pc.all(good, min_count=0).as_py())


def _pairs(rows: pa.Table, column: str) -> Iterator[list[tuple[int, int]]]:
    """The spans of each row as pairs; a third of what dictionaries would cost."""
    spans = rows.column(column)
    if not pa.types.is_list(spans.type):
        starts, ends = (pc.struct_field(spans, index).to_pylist() for index in (0, 1))
        for start, end in zip(starts, ends, strict=True):
            yield [] if start is None else [(start, end)]
        return
    flat = pc.list_flatten(spans)
    pairs = zip(*(pc.struct_field(flat, index).to_pylist() for index in (0, 1)), strict=True)
    for count in pc.list_value_length(spans).to_pylist():
        yield list(islice(pairs, count or 0))


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    return JOINER.join(text[start:end] for start, end in spans) if spans else None
