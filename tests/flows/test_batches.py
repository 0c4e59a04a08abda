"""Batches: all sources once, equal bytes together, longest first, about equal work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.batches import MAX_DOCUMENTS, SECONDS_PER_BATCH, batches, estimated_seconds
from tasks.values import Source

KINDS = ["text/plain", "application/pdf", "image/png", None]


def source(name: str, size: int, kind: str | None, document_id: str | None = None) -> Source:
    return Source(
        uri=name, path=None, collection="c", size=size, media_type=kind, document_id=document_id
    )


sources = st.lists(
    st.tuples(st.integers(0, 5_000_000), st.sampled_from(KINDS), st.integers(0, 30)), max_size=80
).map(lambda rows: [source(f"f{i}", s, k, f"d{d}") for i, (s, k, d) in enumerate(rows)])


@given(sources, st.integers(1, 8))
def test_every_source_is_in_one_batch(given_sources: list[Source], workers: int) -> None:
    cut = batches(given_sources, workers)
    assert sorted(s.uri for batch in cut for s in batch) == sorted(s.uri for s in given_sources)
    assert all(batch for batch in cut)


@given(sources, st.integers(1, 8))
def test_equal_bytes_share_a_batch(given_sources: list[Source], workers: int) -> None:
    cut = batches(given_sources, workers)
    places: dict[str | None, set[int]] = {}
    for number, batch in enumerate(cut):
        for s in batch:
            places.setdefault(s.document_id, set()).add(number)
    assert all(len(numbers) == 1 for numbers in places.values())


@given(sources, st.integers(1, 8))
def test_a_batch_is_cut_once_it_is_full(given_sources: list[Source], workers: int) -> None:
    for batch in batches(given_sources, workers):
        first = {s.document_id: s for s in reversed(batch)}
        works = [estimated_seconds(s) for s in first.values()]
        assert sum(works) - min(works) < SECONDS_PER_BATCH * workers + max(works)
        assert len(works) <= MAX_DOCUMENTS


def test_longest_first() -> None:
    cut = batches(
        [source("small", 10, "text/plain"), source("large", 9_000_000, "text/plain")], workers=1
    )
    assert cut[0][0].uri == "large"
