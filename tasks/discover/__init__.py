"""The stage before all others: which files are there, what they are, which are new."""

from tasks.discover.manifest import Manifest, read_manifest, stated_values
from tasks.discover.media_type import media_type_of
from tasks.discover.sources import Discovery, KnownFile, discover

__all__ = [
    "Discovery",
    "KnownFile",
    "Manifest",
    "discover",
    "media_type_of",
    "read_manifest",
    "stated_values",
]
