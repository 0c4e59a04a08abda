"""The invariants of documents' rows, checked before they land.

Every span lies inside its text; texts equal their spans; every id resolves; no id twice; every
document's rows are all there. ``warehouse.verify`` asks the same of a landed snapshot, in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    lengths = pa.array(map(len, texts.values()), pa.int32())
    for name, rows in tables.items():
        columns = [c.name for c in TABLES[name].columns if c.type in (SPAN, SPANS)]
        if not columns:
            continue
        for column in columns:
            yield from _outside(rows, name, column, known, lengths)
        for text_column, span_column in TEXT_OF.get(name, {}).items():
            chosen = rows.select(["document_id", text_column, span_column])
            for document_id, text, spans in zip(*chosen.to_pydict().values(), strict=True):
                if text != _cut(texts[document_id], spans):
                    yield f"{name}.{text_column} is not what {span_column} cuts out: {text!r}"


def _outside(
    rows: pa.Table, name: str, column: str, known: pa.Array, lengths: pa.Array
) -> Iterator[str]:
    """Spans that lie outside the text of their document; ``lengths`` are those of ``known``."""
    spans = rows.column(column)
    documents = rows.column("document_id")
    if pa.types.is_list(spans.type):
        documents = documents.take(pc.list_parent_indices(spans))
        spans = pc.list_flatten(spans)
    documents, spans = documents.filter(spans.is_valid()), spans.drop_null()
    start, end = pc.struct_field(spans, 0), pc.struct_field(spans, 1)
    length = pc.fill_null(pc.take(lengths, pc.index_in(documents, value_set=known)), 0)
    order = pc.and_(pc.less_equal(0, start), pc.less_equal(start, end))
    good = pc.and_(order, pc.less_equal(end, length))
    if not pc.all(good, min_count=0).as_py():
        yield f"{name}.{column} lies outside its text"


def _cut(text: str, spans: Row | Iterable[Row] | None) -> str | None:
    if spans is None:
        return None
    parts = [spans] if isinstance(spans, dict) else list(spans)
    if not parts:
        return None
    return JOINER.join(text[part["char_start"] : part["char_end"]] for part in parts)
