"""Tell files that have arrived from files that are still being written: two looks, some time apart.

A file that is copied slowly grows or is touched between the looks; one that is renamed into place
is whole from its first moment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from tasks.discover.sources import (
    Discovery,
    FileStat,
    KnownFile,
    files_in,
    matching,
    stat_of,
    uri_of,
)


def changed_files(
    paths: Sequence[str | os.PathLike[str]],
    known: Mapping[str, KnownFile],
    *,
    is_retried: bool = True,
) -> dict[str, FileStat]:
    """Files under ``paths`` that are new or other than ``known``, by URI; none is opened.

    With ``is_retried`` also those that are the same as when they could not be read.
    """
    found = {}
    for top in (match for path in paths for match in matching(os.fspath(path))):
        for path in files_in(top, Discovery()):
            before, now = known.get(uri_of(path)), stat_of(path)
            was = before and (before.size, before.modified_at_ns, before.inode)
            if was != now or (is_retried and before and not before.document_id):
                found[uri_of(path)] = now
    return found


def settled_files(
    first: Mapping[str, FileStat], second: Mapping[str, FileStat]
) -> dict[str, FileStat]:
    """The files of two looks whose size, time and inode were the same both times, by URI."""
    return {uri: stat for uri, stat in second.items() if first.get(uri) == stat}
