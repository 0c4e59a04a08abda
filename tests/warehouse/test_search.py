"""Search: what a term is, which words stand where, and ranks as a plain BM25 gives them."""

import math
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import warehouse
import warehouse.ids
from warehouse import Changes, Lake, search
from warehouse.search import K1, B, postings, term_of, terms_of

SAME = [
    "promise promises promised promising",
    "say says said saying",
    "deny denied denies denying",
    "troop troops troop’s",
    "man men man's",
    "withdraw withdrew withdrawn withdrawing withdraws",
    "crisis crises",
    "tell told telling tells",
    "agree agreed agrees agreeing",
    "country countries country's",
]
DIFFERENT = [("promise", "premise"), ("state", "statue"), ("police", "policy"), ("war", "ware")]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms.split()[0])
def test_forms_of_a_word_share_a_term(forms: str) -> None:
    assert len({term_of(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_have_other_terms(one: str, other: str) -> None:
    assert term_of(one) != term_of(other)


@given(st.text(alphabet="aé'’ -.ÉßIİ1\n", max_size=60))
def test_postings_are_where_the_words_stand(text: str) -> None:
    for row in postings("d", text).to_pylist():
        assert row["term"] == term_of(row["form"])
        for start in row["char_starts"]:
            found = search.WORD.match(text, start)
            assert found is not None and found[0].lower() == row["form"]


WORDS = [
    "the",
    "bridge",
    "river",
    "troops",
    "peace",
    "deal",
    "mayor",
    "vote",
    "tax",
    "law",
    "court",
    "storm",
    "ship",
    "said",
    "city",
]


def sentences(seed: int, count: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(count):
        weights = [1 / (n + 1) for n in range(len(WORDS))]
        yield " ".join(chance.choices(WORDS, weights, k=chance.randint(1, 25)))


def add_document(changes: Changes, name: str, said: list[str], *, is_current: bool = True) -> None:
    """A document of sentences, each a statement; every third of them in two spans."""
    text = " ".join(said)
    at = 0
    statements: list[dict[str, Any]] = []
    for number, sentence in enumerate(said):
        end = at + len(sentence)
        middle = sentence.find(" ") + at
        parts = [(at, middle), (middle + 1, end)] if number % 3 == 0 and " " in sentence else None
        spans = [{"char_start": a, "char_end": b} for a, b in parts or [(at, end)]]
        cut = " … ".join(text[s["char_start"] : s["char_end"]] for s in spans)
        statements.append(
            {"statement_id": f"{name}{number:03d}", "document_id": name, "position": number}
            | {"content_spans": spans, "content_text": cut}
        )
        at = end + 1
    document = {"document_id": name, "root_document_id": name, "is_current": is_current}
    changes.add("documents", [document])
    changes.add("texts", [{"document_id": name, "text": text}])
    changes.add("statements", statements)
    changes.add("postings", postings(name, text))


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    return {f"d{n}": list(sentences(n, 30)) for n in range(6)}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, said: dict[str, list[str]]) -> Path:
    lake = Lake(tmp_path_factory.mktemp("search"))
    for name, texts in said.items():
        changes = Changes()
        add_document(changes, name, texts)
        lake.commit(changes)
    changes = Changes()
    add_document(changes, "old", ["storm ship"] * 5, is_current=False)
    lake.commit(changes)
    return lake.path


def reference(said: dict[str, list[str]], words: str) -> dict[str, float]:
    """BM25 of every sentence, its length counted in characters of its spans."""
    units = {
        f"{name}{n:03d}": (n, text) for name, all_ in said.items() for n, text in enumerate(all_)
    }
    split = {key: Counter(map(term_of, text.split())) for key, (_, text) in units.items()}
    lengths = {
        key: len(text) - (1 if n % 3 == 0 and " " in text else 0)
        for key, (n, text) in units.items()
    }
    average = sum(lengths.values()) / len(lengths)
    scores: dict[str, float] = Counter()
    for term in terms_of(words):
        holding = [key for key in units if split[key][term]]
        weight = math.log(1 + (len(units) - len(holding) + 0.5) / (len(holding) + 0.5))
        for key in holding:
            frequency = split[key][term]
            norm = K1 * (1 - B + B * lengths[key] / average)
            scores[key] += weight * frequency * (K1 + 1) / (frequency + norm)
    return dict(scores)


@pytest.mark.parametrize("words", ["storm", "peace deals", "court ship taxes", "the city", "none"])
def test_scores_are_those_of_plain_bm25(lake: Path, said: dict[str, list[str]], words: str) -> None:
    expected = reference(said, words)
    with warehouse.open(lake) as record:
        query = "select statement_id, score from statements_with_terms(?)"
        found = dict(record.execute(query, [terms_of(words)]).fetchall())
        assert found == pytest.approx(expected)
        by_words = f"select statement_id, score from search_statements('{words}')"
        seen = dict(record.execute(by_words).fetchall())
    # SQL alone knows the forms that stand in the record: "deals" does not, "deal" does.
    if all(word in WORDS for word in words.split()):
        assert seen == found


def test_search_sees_what_its_snapshot_holds(lake: Path) -> None:
    query = "select count(distinct document_id) from search_statements('storm')"
    for number in (1, 3, 6):
        with warehouse.open(lake, as_of=number) as record:
            assert record.execute(query).fetchone() == (number,)
    with warehouse.open(lake) as record:  # what is not current is not found
        assert record.execute(query).fetchone() == (6,)


def test_the_index_agrees_with_the_lemmas_of_the_extractor(seed_text: Path) -> None:
    from tasks.discover import discover
    from tasks.extract import load_pipeline, parse
    from tasks.run_stages import read_document
    from tasks.settings import Settings

    (source,) = discover([seed_text]).sources
    reading = read_document(source, Settings())
    tokens = parse(load_pipeline("onrecord"), reading.text, reading.segments).tokens
    words = {(t.lower, t.lemma) for t in tokens if t.text.isalpha() and len(t.text) > 2}
    apart = {pair for pair in words if term_of(pair[0]) != term_of(pair[1])}
    assert len(words) > 150
    assert len(apart) <= 0.03 * len(words), sorted(apart)
