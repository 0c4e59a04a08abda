"""Words that a person gives are found in a text, once, or it is said why not."""

import pytest

import warehouse
from tasks.land import Wording, add_statement, land
from tasks.land.added import NotPlaced, placed
from warehouse import NotReviewable

TEXT = (
    "Byrne spoke first. “The road is\nopen,” she said. “We\u2019re ready,” said Ahern.\n\n"
    "“The bridge,” Ahern said, “is shut.” Byrne said the road is open."
)


@pytest.mark.parametrize(
    ("words", "cut", "quote_type"),
    [
        (Wording("The bridge … is shut", "said", "Ahern"), ("Ahern", "said"), "direct"),
        (Wording("we're ready", "SAID", "Ahern"), ("Ahern", "said"), "direct"),
        (Wording("“We’re ready,”", "said"), (None, "said"), "direct"),
        (Wording("the road is open", "said", "Byrne"), None, "stands 2 times"),
        (Wording("the road is shut", "said"), None, "does not stand in the document"),
        (Wording("The bridge … was shut", "said"), None, "does not follow"),
        (Wording("we're ready", "denied"), None, "“denied” does not stand beside"),
        (Wording("spoke first", "said", "Nolan"), None, "“Nolan” does not stand beside"),
        (Wording("oad is open", "said"), None, "does not stand"),  # no whole word
        (Wording("spoke first", "said", "Byrne"), ("Byrne", "said"), "indirect"),
    ],
)
def test_words_are_placed(
    words: Wording, cut: tuple[str | None, str] | None, quote_type: str
) -> None:
    if cut is None:
        with pytest.raises(NotPlaced, match=quote_type):
            placed(TEXT, words)
        return
    found = placed(TEXT, words)
    texts = [None if s is None else TEXT[slice(*s)] for s in (found.source_span, found.cue_span)]
    assert (*texts, found.quote_type) == (*cut, quote_type)


def test_the_cue_is_the_nearest_one() -> None:
    text = "He said no. She said yes. They said more."
    assert placed(text, Wording("yes", "said")).cue_span == (16, 20)


def test_an_added_statement_is_one_like_any_other(lake, record, staged, run) -> None:
    land(
        lake,
        [staged(record("Byrne said no. Ahern adds that it rains.", "/in/a.txt"), run())],
        run=run(),
    )
    words = Wording("it rains", "adds", "Ahern", speaker="Byrne", act="assert")
    key, _ = add_statement(lake, "/in/a.txt", words, by="Ed", reason="missed")
    with warehouse.open(lake.path) as db:
        found = db.execute(
            "select speaker_name, content_text, review_status, line_number, "
            "(select entity_id is not null from speakers p where p.statement_id = s.statement_id) "
            "from current_statements s where statement_id = ?",
            [key],
        ).fetchall()
        assert found == [("Byrne", "it rains", "added", 1, True)]
        claims = "select claim_text from claims_with_evidence where statement_id = ?"
        assert db.execute(claims, [key]).fetchall() == [("it rains",)]
        effect = "select kind, reason from changes where statement_id = ?"
        assert db.execute(effect, [key]).fetchall() == [("added", "review")]
    assert warehouse.verify(lake) == []
    with pytest.raises(NotReviewable, match="on record"):
        add_statement(lake, "/in/a.txt", words, by="Ed", reason="missed")
    with pytest.raises(NotReviewable, match="No document"):
        add_statement(lake, "/in/b.txt", words, by="Ed", reason="missed")
