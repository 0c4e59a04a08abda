"""Questions as macros of the catalogue: who said what, for whom, about what, in which words."""

from __future__ import annotations

import re


def _facts(of: str) -> str:
    """Where a row of ``current_statements`` or ``current_claims`` stands."""
    columns = "title publisher collection published_at is_primary_copy uri page_number line_number"
    return ", ".join(f"{of}.{column}" for column in columns.split())


# One row a statement, with all who say it, when one of them is ``meant``.
_SAID = """
    SELECT s.statement_id, s.document_id, w.speaker_name, s.act, s.commitment_kind,
        s.content_text, s.condition_text, s.polarity, s.certainty, {facts}
    FROM (
        SELECT statement_id, string_agg(speaker_name, '; ' ORDER BY position) AS speaker_name
        FROM speakers
        WHERE statement_id IN (SELECT p.statement_id FROM speakers p {meant})
        GROUP BY statement_id
    ) w
    JOIN current_statements s ON s.statement_id = w.statement_id
"""
# Word by word, so that "Ali" is not found in "Italy"; accents and case do not matter.
_NAMED = """
    regexp_matches(
        lower(strip_accents({text})),
        '(^|\\W)' || regexp_escape(lower(strip_accents(name))) || '(\\W|$)'
    )
"""


# The words of a phrase in their order as a pattern, as search.phrase_pattern makes it; accents and
# the kind of quotation marks and apostrophes do not matter. Parts of a broken quotation are joined
# by "…", over which no phrase goes.
_PHRASE = r"""
    '(^|[^\pL\pN])' || array_to_string(
        regexp_extract_all(lower(strip_accents(words)), '[\pL\pN]+'), '[^\pL\pN…]+'
    ) || '([^\pL\pN]|$)'
"""


def _phrased(text: str) -> str:
    return f"regexp_matches(lower(strip_accents({text})), {_PHRASE})"


def _named(text: str) -> str:
    return _NAMED.format(text=text)


def macros() -> dict[str, tuple[str, str]]:
    """What each macro means, and the SQL that makes it; the views they use must be there."""
    entity = f"{_named('e.canonical_name')} OR len([a FOR a IN e.aliases IF {_named('a')}]) > 0"
    known = f"IN (SELECT e.entity_id FROM entities e WHERE {entity})"
    by = f"WHERE {_named('p.speaker_name')} OR p.entity_id {known}"
    represented = (
        "JOIN entities own ON own.entity_id = p.entity_id "
        f"WHERE coalesce(own.represents_entity_id, own.entity_id) {known}"
    )
    return {
        "said_by(name)": (
            "Statements of a speaker, alone or with others, by any of the names that the record "
            "knows.",
            f"CREATE MACRO said_by(name) AS TABLE {_SAID.format(facts=_facts('s'), meant=by)}",
        ),
        "said_for(name)": (
            "Statements of a state and of what represents it: Russia, the Kremlin, Moscow.",
            "CREATE MACRO said_for(name) AS TABLE "
            + _SAID.format(facts=_facts("s"), meant=represented),
        ),
        "claims_about(name)": (
            "Claims that name somebody or something, also those of authors.",
            f"""CREATE MACRO claims_about(name) AS TABLE
            SELECT c.claim_id, c.statement_id, c.document_id, s.speaker_name, s.act, c.claim_text,
                c.polarity, c.certainty, c.is_author_claim, {_facts("c")}
            FROM current_claims c
            LEFT JOIN reviewed_statements s ON s.statement_id = c.statement_id
            WHERE {_named("coalesce(c.standalone_text, c.claim_text)")}
                OR EXISTS (
                    SELECT 1 FROM mentions m JOIN entities e ON e.entity_id = m.entity_id
                    WHERE m.document_id = c.document_id AND ({entity})
                        AND m.mention_span.char_start >= c.claim_spans[1].char_start
                        AND m.mention_span.char_end <= c.claim_spans[-1].char_end
                )""",
        ),
        "phrase(words)": (
            "Statements that have these whole words in this order, whatever the case and accents.",
            f"""CREATE MACRO phrase(words) AS TABLE
            SELECT s.statement_id, s.document_id, s.speaker_name, s.act, s.content_text,
                coalesce({_phrased("s.quoted_text")}, false) AS is_quoted, {_facts("s")}
            FROM current_statements s
            WHERE {_phrased("s.content_text")} AND regexp_matches(words, '[\\pL\\pN]')""",
        ),
    }


def is_asked_by(query: str) -> bool:
    """Whether a query asks one of the macros: its answer then reaches as far as ``reach`` says."""
    names = "|".join(call.partition("(")[0] for call in macros())
    return re.search(rf"\b(?:{names}|search_\w+)\s*\(", query, re.IGNORECASE) is not None


def names_asked(query: str) -> list[str]:
    """The names that a query asks ``said_by`` and ``said_for`` for, where they are written out."""
    found = re.findall(r"\bsaid_(?:by|for)\s*\(\s*'((?:[^']|'')*)'", query, re.IGNORECASE)
    return [name.replace("''", "'") for name in found]


def definitions() -> list[str]:
    """The SQL that makes the macros, and their COMMENTs."""
    made = []
    for call, (meaning, definition) in macros().items():
        name = call.partition("(")[0]
        made += [definition, f"COMMENT ON MACRO TABLE {name} IS '{meaning}'"]
    return made
