"""The third stage: reading order, blocks, and the normalized text that all spans point into."""

from tasks.segment.language import parts_in_another_language
from tasks.segment.stage import segment

__all__ = ["parts_in_another_language", "segment"]
