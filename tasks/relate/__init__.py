"""The stage after landing: which documents are copies, and which tellings are of one claim."""

from tasks.relate.stage import relate, unrelated

__all__ = ["relate", "unrelated"]
