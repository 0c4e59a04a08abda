"""Which files hide the rows of a document that was done again, instead of being written anew.

As with the deletion vectors of Delta and the delete files of Iceberg, a large file stays as it is
and the snapshot lists what in it is no longer on record (``DataFile.hidden_documents``), until a
commit or a compaction writes the file anew. So replacing a document that landed long ago costs
about the same as replacing one that landed lately.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        can_hide = table.hides_documents and not is_final
        small = {file.path for file in storage.mergeable(files, table)}
        self._large = {file.path for file in files} - small if can_hide else set()

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
        gone = set(removals["document_id"].to_pylist())
        present = storage.among(found, storage.arrow_keys(gone | self._documents))
        fresh = (present & gone).difference(file.hidden_documents)
        if not fresh:
            return file
        count = file.hidden_row_count + storage.count(found, storage.arrow_keys(fresh))
        if (
            count > MAX_SHARE * file.row_count
            or len(self._documents | fresh) > MAX_DOCUMENTS
            or present - gone - set(file.hidden_documents)  # hidden elsewhere, on record here
        ):
            return None
        self._documents |= fresh
        documents = tuple(sorted({*file.hidden_documents, *fresh}))
        return replace(file, hidden_documents=documents, hidden_row_count=count)
