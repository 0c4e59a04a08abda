"""Ids depend on words alone, and never run together."""

from hypothesis import given
from hypothesis import strategies as st

from warehouse import ids

parts = st.lists(st.none() | st.text() | st.integers(), max_size=4)


@given(parts, parts)
def test_different_parts_have_different_ids(a, b) -> None:
    same = [None if x is None else str(x) for x in a] == [None if x is None else str(x) for x in b]
    assert (ids.identifier("kind", *a) == ids.identifier("kind", *b)) == same


def test_ids_are_pinned() -> None:
    """A change here breaks every citation in every warehouse."""
    assert ids.document_id(b"") == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert ids.entity_id("person", "Mary Robinson") == "5023e9f1fa558ae87574"
    assert ids.source_id("a.txt", None) == "f9eac6ff8629c55abcf9"
    assert ids.content_key("“We will stay.”", "Mary Robinson") == "72603bd9e67a5ff304fa"


def test_equal_rows_are_told_apart_by_their_number() -> None:
    first, again = ids.Occurrences(), ids.Occurrences()
    found = [first.identifier("claim", "d", text) for text in ("a", "b", "a")]
    assert len(set(found)) == 3
    assert found == [again.identifier("claim", "d", text) for text in ("a", "b", "a")]


def test_content_keys_see_through_typography_and_not_through_speakers() -> None:
    key = ids.content_key("“We’ll stay,” … for now.", "Mary Robinson")
    assert key == ids.content_key("WE'LL  STAY for now", "mary robinson")
    assert key != ids.content_key("“We’ll stay,” … for now.", None)
    assert key != ids.content_key("We'll not stay for now", "Mary Robinson")
