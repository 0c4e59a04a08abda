"""Cut a list of sources into batches of about equal work, the longest documents first."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.values import Source

# One batch is one Prefect task and one commit: long enough to make their cost small.
SECONDS_PER_BATCH = 30.0
MAX_DOCUMENTS = 500


def estimated_seconds(source: Source) -> float:
    """A rough guess of the CPU seconds a source takes from read to attribute.

    From its kind and size alone: about 4,000 words of text a second, a page of a PDF for every
    30 KB, five seconds of OCR for an image.
    """
    kind = source.media_type or ""
    if kind.startswith("image/"):
        return 5.0
    if kind == "application/pdf":
        return 0.5 + source.size / 60_000
    return 0.05 + source.size / 24_000


def batches(
    sources: Iterable[Source], workers: int, seconds_per_batch: float = SECONDS_PER_BATCH
) -> list[list[Source]]:
    """Batches of sources, each about so many seconds of work for ``workers``, longest first.

    Sources of the same bytes stay together in one batch, so that they are read once.
    """
    by_document: dict[str, list[Source]] = {}
    for source in sources:
        by_document.setdefault(source.document_id or source.uri, []).append(source)
    groups = sorted(by_document.values(), key=lambda g: (-estimated_seconds(g[0]), g[0].uri))
    cut: list[list[Source]] = []
    seconds = documents = 0.0
    for group in groups:
        if not cut or seconds >= seconds_per_batch * workers or documents >= MAX_DOCUMENTS:
            cut.append([])
            seconds = documents = 0
        cut[-1].extend(group)
        seconds += estimated_seconds(group[0])
        documents += 1
    return cut
