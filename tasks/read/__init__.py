"""The first stage: pages of words with their boxes, whatever the file is."""

from tasks.read.document import read
from tasks.read.raw import RawBlock, RawDocument, RawLine, RawPage, RawWord, Unreadable

__all__ = ["RawBlock", "RawDocument", "RawLine", "RawPage", "RawWord", "Unreadable", "read"]
