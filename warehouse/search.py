"""Ranked full-text search: which words stand where (``postings``), and BM25 over them as macros.

One row of ``postings`` is one written form in one document, with the places where it stands, so the
same rows serve statements, claims and segments: a word belongs to a unit when it stands inside one
of the unit's spans. Forms of one word share a term. The table is part of every snapshot, so search
is as current, and as old, as the rest of the record.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from importlib import resources

import pyarrow as pa
import snowballstemmer

from warehouse.schema import TABLES

# Parameters of BM25 as in Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework".
K1, B = 1.2, 0.75

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLITICS = ("'s", "’s", "n't", "n’t", "'re", "’re", "'ll", "’ll", "'ve", "’ve", "'d", "’d")
_stemmer = snowballstemmer.stemmer("english")

# What is searched: the table, its key, and the column of its spans.
FIELDS = {
    "statements": ("statement_id", "content_spans"),
    "claims": ("claim_id", "claim_spans"),
    "segments": ("segment_id", "segment_spans"),
}
# What is no letter and no digit.
_GAP = r"[^\pL\pN]"
# The same between words of a phrase; "…" joins the parts of a broken quotation, which is no phrase.
BETWEEN = r"[^\pL\pN…]"


@functools.cache
def irregular() -> dict[str, str]:
    """Forms that no rule leads to their base form, such as "said" and "men"."""
    text = resources.files("warehouse").joinpath("irregular.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())


@functools.lru_cache(maxsize=200_000)
def term_of(form: str) -> str:
    """The term that all forms of a word share: the stem of its base form. ``form`` is lower case.

    An irregular form becomes its base form first, so that terms agree with the lemmas of the
    extractor; then Snowball's English stemmer cuts it.
    """
    for clitic in _CLITICS:
        form = form.removesuffix(clitic) or form
    return str(_stemmer.stemWord(irregular().get(form, form)))


def forms_of(text: str) -> list[str]:
    """The words of a text, lower case, in order."""
    return [match[0].lower() for match in WORD.finditer(text)]


def terms_of(text: str) -> list[str]:
    """The terms of a text, each once, in order."""
    return list(dict.fromkeys(map(term_of, forms_of(text))))


def phrase_pattern(phrase: str) -> str:
    """A regular expression for the words of a phrase in their order, whatever stands between."""
    words = re.findall(r"[^\W_]+", phrase)
    return rf"(?i)(^|{_GAP}){f'{BETWEEN}+'.join(map(re.escape, words))}({_GAP}|$)"


def postings(document_id: str, text: str) -> pa.Table:
    """The rows of ``postings`` of one document."""
    starts: dict[str, list[int]] = defaultdict(list)
    for match in WORD.finditer(text):
        starts[match[0].lower()].append(match.start())
    forms = sorted(starts)
    columns = {
        "document_id": [document_id] * len(forms),
        "form": forms,
        "term": list(map(term_of, forms)),
        "char_starts": [starts[form] for form in forms],
    }
    return pa.table(columns, schema=TABLES["postings"].arrow)


def macros() -> list[str]:
    """SQL that makes the macros of the catalogue; they need nothing but its tables.

    ``search_statements('troops Ukraine')`` and so on give id, document, score and how many of the
    words were found, of current documents, unordered. They lead from written forms to terms by
    what stands in the record; ``statements_with_terms(['troop'])`` takes terms as they are.
    """
    made = []
    for table, (key, spans) in FIELDS.items():
        ranked = _RANKED.format(table=table, key=key, spans=spans, k1=K1, b=B)
        made.append(f"CREATE MACRO {table}_with_terms(terms) AS TABLE {ranked}")
        asked = f"SELECT * FROM {table}_with_terms((SELECT list(term) FROM asked_terms(words)))"
        made.append(f"CREATE MACRO search_{table}(words) AS TABLE {asked}")
    return [_ASKED, *made]


# The pattern is WORD; RE2 knows no lookaround and DuckDB no casefold, so both are plain.
_ASKED = r"""
    CREATE MACRO asked_terms(words) AS TABLE
    WITH asked AS (
        SELECT unnest(regexp_extract_all(
            lower(words), '[\p{L}\p{N}]+([''’][\p{L}\p{N}]+)*'
        )) AS form
    )
    SELECT DISTINCT coalesce(p.term, a.form) AS term
    FROM asked a LEFT JOIN postings p ON p.form = a.form
"""

_RANKED = """
    WITH current AS (SELECT document_id FROM documents WHERE is_current),
    found AS (
        SELECT p.document_id, p.term, p.char_starts
        FROM postings p
        JOIN (SELECT DISTINCT unnest(terms) AS term) t ON t.term = p.term
        JOIN current USING (document_id)
    ),
    measured AS (
        SELECT count(*) AS unit_count,
               avg(list_sum([s.char_end - s.char_start for s in u.{spans}])) AS average_length
        FROM {table} u JOIN current USING (document_id)
    ),
    piece AS (
        SELECT {key}, document_id, unnest({spans}) AS span
        FROM {table}
        WHERE document_id IN (SELECT document_id FROM found)
    ),
    counted AS (
        SELECT q.{key}, f.term,
               sum(len([c for c in f.char_starts
                        if c >= q.span.char_start and c < q.span.char_end])) AS frequency
        FROM piece q JOIN found f USING (document_id)
        GROUP BY q.{key}, f.term
        HAVING frequency > 0
    ),
    weighed AS (SELECT term, count(*) AS unit_count FROM counted GROUP BY term)
    SELECT u.{key},
           u.document_id,
           sum(ln(1 + (m.unit_count - w.unit_count + 0.5) / (w.unit_count + 0.5))
               * c.frequency * ({k1} + 1)
               / (c.frequency + {k1} * (1 - {b} + {b} * list_sum(
                   [s.char_end - s.char_start for s in u.{spans}]) / m.average_length))) AS score,
           count(*) AS term_count
    FROM counted c
    JOIN weighed w ON w.term = c.term
    JOIN {table} u ON u.{key} = c.{key}
    CROSS JOIN measured m
    GROUP BY u.{key}, u.document_id
"""
