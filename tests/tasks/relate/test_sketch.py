"""Copies by their sketches: shortened, corrected and misread texts are, others are not."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from tasks.relate.copies import SHARED_KEYS, is_copy, sketch_row, sketches_of
from tasks.relate.sketch import containment, sketch
from warehouse.schema import TABLES

WORDS = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in "lmnrst"]


def text(seed: int, length: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


@pytest.mark.parametrize("length", [60, 300, 1_500, 20_000])
@pytest.mark.parametrize(
    ("share", "expected"), [(1.0, True), (0.8, True), (0.5, True), (0.2, False)]
)
def test_a_shortened_text_is_a_copy_while_it_is_no_mere_excerpt(
    length: int, share: float, expected: bool
) -> None:
    whole = text(1, length)
    part = whole[: int(length * share)]
    assert is_copy(sketch("a", " ".join(whole)), sketch("b", " ".join(part))) is expected


@pytest.mark.parametrize(("misread", "expected"), [(0.02, True), (0.05, True), (0.4, False)])
def test_a_misread_text_is_a_copy_while_most_of_it_is_right(misread: float, expected: bool) -> None:
    whole = text(2, 800)
    chance = random.Random(3)
    read = [f"{word}x" if chance.random() < misread else word for word in whole]
    assert is_copy(sketch("a", " ".join(whole)), sketch("b", " ".join(read))) is expected


def test_other_texts_are_no_copies_and_meet_by_no_key() -> None:
    found = [sketch(str(seed), " ".join(text(seed, 600))) for seed in range(40)]
    for one in found:
        for other in found:
            if one is not other:
                assert not is_copy(one, other)
                assert not set(one.lookup_keys) & set(other.lookup_keys)


def test_a_digest_makes_no_copies_of_what_it_holds() -> None:
    parts = [text(seed, 300) for seed in range(6)]
    digest = sketch("digest", " ".join(word for part in parts for word in part))
    assert not any(is_copy(digest, sketch("part", " ".join(part))) for part in parts)


@pytest.mark.parametrize("length", [150, 500, 3_000])
def test_copies_meet_by_enough_keys(length: int) -> None:
    for seed in range(50):
        whole = text(seed, length)
        shorter = " ".join(whole[: int(0.6 * length)])
        keys = set(sketch("a", " ".join(whole)).lookup_keys) & set(sketch("b", shorter).lookup_keys)
        assert len(keys) >= SHARED_KEYS, seed


@pytest.mark.parametrize("content", ["", "one two", "§§ — …"])
def test_a_text_of_few_words_is_no_copy_of_anything(content: str) -> None:
    made = sketch("a", content)
    assert made.lookup_keys == ()
    assert containment(made, made) == 0.0


def test_texts_with_a_stock_phrase_in_common_do_not_meet() -> None:
    stock = "the government said on Tuesday that it would not comment on the matter any further"
    one, other = (sketch(str(seed), " ".join([*text(seed, 40), stock])) for seed in (8, 9))
    assert containment(one, other) > 0.0
    assert not set(one.lookup_keys) & set(other.lookup_keys)


def test_a_text_of_common_words_alone_has_keys_too() -> None:
    common = ["time", "people", "year", "day", "way", "man", "life", "child", "world", "school"]
    made = sketch("a", " ".join(random.Random(1).choices(common, k=400)))
    assert made.lookup_keys


def test_case_and_marks_do_not_matter() -> None:
    one = sketch("a", "“The Bridge,” she said, “will be closed in May.” Nobody objected to it.")
    other = sketch("b", "The bridge she said will be closed in May nobody objected to it")
    assert (one.hashes == other.hashes).all()


def test_a_sketch_survives_its_row() -> None:
    made = sketch("a", " ".join(text(5, 2_000)))
    rows = pa.Table.from_pylist([sketch_row(made)], schema=TABLES["sketches"].arrow)
    (again,) = sketches_of(rows)
    assert (again.document_id, again.shingle_count) == (made.document_id, made.shingle_count)
    assert (again.hashes == made.hashes).all()
