"""Blocks of pages whose words have boxes."""

from __future__ import annotations

from tasks.read.raw import RawPage
from tasks.segment.blocks import Block


def page_blocks(pages: list[RawPage]) -> list[Block]:
    return []
