"""What tellings mean: word pieces, vectors, and which pairs are of one claim in other words."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tasks.relate import relate, unrelated
from tasks.relate.likeness import Told
from tasks.relate.meaning import SHIPPED, meaning, packed, unpacked
from tasks.relate.meaning.stories import FOLDER, read_stories
from tasks.relate.meaning.wordpiece import WordPieces
from tasks.relate.meant import MEANT, _each_others, closeness, is_far, sameness
from tests.relations.truth import load_stories
from tests.tasks.relate.test_likeness import told
from tests.tasks.relate.test_shared import _changes, article, landed
from warehouse import Changes

PIECES = (SHIPPED / "vocab.txt").read_text(encoding="utf-8").splitlines()

# As BERT's own uncased tokenizer splits them.
SPLIT = [
    ("Ünïcödé “quotes” – dash…", "unicode “ quotes ” – dash …"),
    ("don't", "don ' t"),
    ("x\u200by costs €5bn, $3", "x ##y costs € ##5 ##bn , $ 3"),
    ("soft\u00adhyphen 東京", "soft ##hy ##ph ##en 東 京"),
    ("a" * 120, "[UNK]"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "pieces"), SPLIT)
def test_text_is_split_into_word_pieces(text: str, pieces: str) -> None:
    ids = WordPieces(PIECES).ids(text)
    assert [PIECES[number] for number in ids] == pieces.split()


def test_a_meaning_is_a_vector_of_length_one_in_exact_steps() -> None:
    vector = meaning("The plant will close in May")
    assert vector.dtype == np.float32
    assert float(vector @ vector) == pytest.approx(1, abs=0.02)
    assert np.array_equal(vector * 128, np.rint(vector * 128))
    assert np.array_equal(unpacked(packed(vector)), vector)


def test_a_text_has_the_same_meaning_on_every_machine() -> None:
    texts = [text for pair in IN_OTHER_WORDS for text in pair]
    kept = b"".join(packed(meaning(text)) for text in texts)
    assert hashlib.sha256(kept).hexdigest()[:16] == "1cdc9e6973ff7681"


def test_a_text_without_known_words_has_a_meaning() -> None:
    assert np.isfinite(meaning("")).all()


# None is of the stories that the encoder learnt from; some are of dev2, which thresholds saw.
IN_OTHER_WORDS = [
    ("battery buses could do the job for less money", "electric buses would be cheaper"),
    ("nobody will lose a job at the mill", "there would be no redundancies at the paper works"),
    ("the shot was unsafe for babies", "infants should not be given the vaccine"),
    ("My client is an innocent man", "he had done nothing wrong"),
    ("the museum will shut its doors on Mondays", "on Mondays visitors would find it closed"),
]
OF_OTHER_THINGS = [
    ("Teachers should get 30 percent more pay", "9,000 teachers had not been paid since March"),
    ("the bridge will close in May", "the bridge was built by Danes"),
    ("the mayor should resign", "the mayor had been warned of the flood"),
]


def meant(text: str, **values: object) -> Told:
    return replace(told(text), meaning=packed(meaning(text)), **values)


def near(one: str, other: str) -> float:
    return closeness(packed(meaning(one)), packed(meaning(other)))


@pytest.mark.parametrize(("one", "other"), IN_OTHER_WORDS)
def test_other_words_for_one_claim_are_nearer_than_other_claims(one: str, other: str) -> None:
    for mine, theirs in OF_OTHER_THINGS:
        assert near(one, other) > near(mine, theirs)
        assert near(one, other) > near(one, mine)


def test_one_speaker_telling_it_in_other_words_is_of_one_claim() -> None:
    own = frozenset({"briza"})
    one = meant("the fee for museum visitors will go up", speakers=own)
    other = meant("museum visitors would have to pay more", document_id="another", speakers=own)
    assert sameness(one, other) == sameness(other, one) >= MEANT
    by_another = replace(other, speakers=frozenset({"somebody"}))
    assert 0 < sameness(one, by_another) < sameness(one, other)
    assert sameness(one, replace(other, document_id=one.document_id)) == 0
    elsewhere = replace(other, context=frozenset({"elsewhere"}), speakers=frozenset())
    assert sameness(one, elsewhere) == 0
    assert sameness(one, replace(other, meaning=None)) == 0


def nearest_of(
    one: list[tuple[float, int]], other: list[tuple[float, int]]
) -> set[tuple[int, int]]:
    """Which are each other's nearest, of tellings with an angle and the number of a speaker."""
    sides = [
        SimpleNamespace(
            vectors=np.array([(np.cos(a), np.sin(a)) for a, _ in side]),
            speakers=np.array([speaker for _, speaker in side]),
        )
        for side in (one, other)
    ]
    here, there = np.arange(len(one)), np.arange(len(other))
    counts = np.array([len(other)])
    rows, columns = _each_others(sides[0], here, sides[1], there, counts)
    return set(zip(rows.tolist(), columns.tolist(), strict=True))


def test_two_speakers_are_not_joined_where_either_has_a_nearer_telling_of_its_own() -> None:
    threat, pledge, again = (0.0, 1), (0.3, 2), (0.4, 2)
    assert nearest_of([threat], [pledge]) == {(0, 0)}
    assert nearest_of([threat, pledge], [again]) == {(1, 0)}
    assert nearest_of([again], [threat, pledge]) == {(0, 1)}


def test_like_words_for_different_things_are_far() -> None:
    one = meant("Teachers in Kaduna should get 30 percent more pay")
    other = meant("9,000 teachers had not been paid since March")
    assert is_far(one, other) and is_far(other, one)
    assert not is_far(one, replace(other, meaning=None))
    assert not is_far(one, replace(one, telling_id="2"))


@pytest.mark.parametrize("older", [None, bytes(384)])
def test_rows_of_an_older_version_have_no_meaning_and_are_none_the_worse(
    older: bytes | None, tmp_path: Path
) -> None:
    articles = [article(number) for number in range(8)]
    lake = landed(tmp_path / "lake", [articles[:4]], 4)
    with lake.contents() as contents:
        old = [row | {"meaning": older} for row in contents.rows("tellings")]
    changes = Changes()
    changes.replace("tellings", old)
    lake.commit(changes)
    for made in articles[4:]:
        lake.commit(_changes([made]))
    relate(lake)
    assert not unrelated(lake)


def test_every_claim_of_the_training_stories_has_tellings_and_near_misses() -> None:
    stories = read_stories()
    assert len(stories) == json.loads((SHIPPED / "meta.json").read_text())["stories"]
    for story in stories:
        assert len(story.claims) > 2, story.headline
        for claim in story.claims:
            assert len(claim.tellings) > 3 and claim.near_misses, (story.headline, claim.name)


def test_a_line_that_is_no_telling_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("## Story\n# claim\n? what\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"one.txt, line 3"):
        read_stories(tmp_path)


def test_the_stories_told_to_the_encoder_are_none_of_those_it_is_measured_on() -> None:
    trained = " ".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt"))
    for story in load_stories():
        for same in story.same_claims:
            for telling in same.tellings:
                words = telling.text.split()
                assert len(words) < 6 or telling.text not in trained, telling.text
