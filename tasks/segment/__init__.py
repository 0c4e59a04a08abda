"""The third stage: reading order, blocks, and the normalized text that all spans point into."""

from tasks.segment.stage import segment

__all__ = ["segment"]
