"""Which files hide the rows of a document that was done again, instead of being written anew.

As with the deletion vectors of Delta and the delete files of Iceberg, a large file stays as it is
and the snapshot lists what in it is no longer on record (``DataFile.hidden_documents``), until a
commit or a compaction writes the file anew. So replacing a document that landed long ago costs
about the same as replacing one that landed lately.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

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

    def asked(self, column: str, keys: Set[Any]) -> Set[Any]:
        """The keys whose rows ``file_without`` needs to know, of those that go."""
        return keys | self._documents if column == "document_id" and self._large else keys

    def file_without(
        self, file: DataFile, counts: Mapping[str, Mapping[Any, int]], gone: Set[Any]
    ) -> DataFile | None:
        """The file with the rows hidden that go; None when it has to be written anew.

        ``counts`` tell, for each column in which the file has a key that goes, how many rows have
        which of the keys ``asked``; ``gone`` are the documents that go.
        """
        if not counts:
            return file
        if file.path not in self._large or counts.keys() != {"document_id"}:
            return None
        present = counts["document_id"]
        fresh = (present.keys() & gone).difference(file.hidden_documents)
        if not fresh:
            return file
        count = file.hidden_row_count + sum(present[document] for document in fresh)
        if (
            count > MAX_SHARE * file.row_count
            or len(self._documents | fresh) > MAX_DOCUMENTS
            or present.keys()
            - gone
            - set(file.hidden_documents)  # hidden elsewhere, on record here
        ):
            return None
        self._documents |= fresh
        documents = tuple(sorted({*file.hidden_documents, *fresh}))
        return replace(file, hidden_documents=documents, hidden_row_count=count)
