"""Which files hide the rows of a document that was done again, instead of being written anew.

As with the deletion vectors of Delta and the delete files of Iceberg, a large file stays as it is
and the snapshot lists what in it is no longer on record (``DataFile.hidden_documents``), until a
commit or a compaction writes the file anew. So replacing a document that landed long ago costs
about the same as replacing one that landed lately.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from warehouse import storage
from warehouse.schema import Table
from warehouse.snapshot import DataFile

# So many documents may the files of a table hide together: their ids stand in the catalogue, and
# every query of the table compares with them in the files that hide any.
MAX_DOCUMENTS = 256
# The part of its rows that a file may hide, so that readers read little in vain.
MAX_SHARE = 0.25


class Hidden:
    """What the files of a table hide, while a commit goes through them.

    ``is_final`` says that rows must leave the disk, too: then files are written anew.
    """

    def __init__(self, files: Sequence[DataFile], table: Table, *, is_final: bool) -> None:
        self._documents = {key for file in files for key in file.hidden_documents}
        small = storage.mergeable(files, table)
        can = table.hides_documents and not is_final
        self._large = {file.path for file in files if file not in small} if can else set()

    def file_without(
        self,
        file: DataFile,
        held: Mapping[str, pa.ChunkedArray],
        removals: Mapping[str, pa.Array],
    ) -> DataFile | None:
        """The file with the rows hidden that go; None when it has to be written anew.

        ``removals`` are the keys that go, by column; ``held`` are the columns in which the file has
        any of them.
        """
        if not held:
            return file
        if file.path not in self._large or held.keys() != {"document_id"}:
            return None
        found = held["document_id"]
        gone = {key for key in removals["document_id"].to_pylist() if _has(found, {key})}
        fresh = gone - set(file.hidden_documents)
        if not fresh:
            return file
        elsewhere = self._documents - set(file.hidden_documents) - fresh
        count = file.hidden_row_count + _has(found, fresh)
        if (
            count > MAX_SHARE * file.row_count
            or len(self._documents | fresh) > MAX_DOCUMENTS
            or _has(found, elsewhere)
        ):
            return None
        self._documents |= fresh
        documents = tuple(sorted({*file.hidden_documents, *fresh}))
        return replace(file, hidden_documents=documents, hidden_row_count=count)


def _has(column: pa.ChunkedArray, documents: Collection[str]) -> int:
    """How many rows of a file are of these documents."""
    return storage.count(column, storage.arrow_keys(documents)) if documents else 0
