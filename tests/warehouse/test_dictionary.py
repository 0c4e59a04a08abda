"""The data dictionary says what the schema and the catalogue say."""

from pathlib import Path

import warehouse
from warehouse import Changes, Lake
from warehouse.dictionary import dictionary, type_name
from warehouse.schema import TABLES, vocabulary_rows


def test_the_dictionary_in_docs_is_that_of_the_schema(root: Path) -> None:
    written = (root / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary(), "stale: run python -m warehouse.dictionary"


def test_every_column_and_value_is_explained() -> None:
    text = dictionary()
    for table in TABLES.values():
        assert f"## {table.name}\n\n{table.description}" in text
        for column in table.columns:
            assert f"| `{column.name}` | `{type_name(column.type)}` | " in text
    for _, _, value, _, _ in vocabulary_rows():
        assert f"| `{value}` |" in text


def test_types_are_written_as_duckdb_writes_them(tmp_path: Path) -> None:
    changes = Changes()
    changes.add("runs", [{"run_id": "one"}])
    Lake(tmp_path / "lake").commit(changes)
    with warehouse.open(tmp_path / "lake") as record:
        for table in TABLES.values():
            described = record.execute(f"describe {table.name}").fetchall()
            found = {name: kind.replace('"', "") for name, kind, *_ in described}
            assert found == {column.name: type_name(column.type) for column in table.columns}
