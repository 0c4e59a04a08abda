"""The stage before all others: which files are there, what they are, which are new."""

from tasks.discover.manifest import Manifest, read_manifest, stated_values
from tasks.discover.media_type import media_type_of
from tasks.discover.settled import changed_files, settled_files
from tasks.discover.sources import Discovery, FileStat, KnownFile, discover

__all__ = [
    "Discovery",
    "FileStat",
    "KnownFile",
    "Manifest",
    "changed_files",
    "discover",
    "media_type_of",
    "read_manifest",
    "settled_files",
    "stated_values",
]
