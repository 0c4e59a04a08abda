"""The stage before all others: which files are there, what they are, which are new."""

from tasks.discover.media_type import media_type_of
from tasks.discover.sources import Discovery, KnownFile, discover

__all__ = ["Discovery", "KnownFile", "discover", "media_type_of"]
