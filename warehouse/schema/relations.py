"""Tables of what documents and claims have to do with one another: copies and same claims."""

from __future__ import annotations

from warehouse.schema import enumerations as enum
from warehouse.schema.documents import DOCUMENT_ID
from warehouse.schema.model import (
    BIGS,
    BYTES,
    FEW_BYTES,
    ID,
    INT,
    LARGE_BYTES,
    SCORE,
    SPAN,
    TEXT,
    TEXTS,
    TIME,
    Column,
    Table,
)

SKETCHES = Table(
    "sketches",
    "A sample of the word sequences of a document, by which its copies are found.",
    ("document_id",),
    (
        DOCUMENT_ID,
        Column("shingle_count", INT, "How many sequences of words it has."),
        Column("lookup_keys", TEXTS, "Some sequences with a rare word: copies share a few."),
        Column("hashes", BIGS, "Hashes of the sampled sequences, ascending."),
    ),
    indexed="lookup_keys",
    group_rows=2**7,
    repeats=False,
    merged_bytes=LARGE_BYTES,
)

PASSAGES = Table(
    "passages",
    "A stretch of a document and the names in it: claims are the same only in a like context.",
    ("passage_id",),
    (
        Column("passage_id", ID, "Document and position.", is_nullable=False),
        DOCUMENT_ID,
        Column("position", INT, "Place in the document, from 0.", is_nullable=False),
        Column("passage_span", SPAN, "The passage."),
        Column("names", TEXTS, "Names in it, folded, sorted."),
        Column("lookup_keys", TEXTS, "Pairs of its rarest names: by these like passages meet."),
    ),
    keyed=("passage_id", "document_id"),
    indexed="lookup_keys",
    group_rows=2**11,
    merged_bytes=LARGE_BYTES,
)

TELLINGS = Table(
    "tellings",
    "One telling of a claim, as it is compared with others: a claim, or a statement that has none "
    "of its own. Who tells it and how strongly is kept apart from what is told.",
    ("telling_id",),
    (
        Column("telling_id", ID, "Its claim_id, or its statement_id.", is_nullable=False),
        DOCUMENT_ID,
        Column(
            "statement_id",
            ID,
            "The statement; NULL for the author's own narration.",
            references="statements.statement_id",
        ),
        Column("claim_id", ID, "The claim.", references="claims.claim_id"),
        Column("passage_id", ID, "The passage it stands in.", references="passages.passage_id"),
        Column("telling_span", SPAN, "From its first to its last character."),
        Column(
            "meaning",
            BYTES,
            "What it means, a vector of signed bytes in steps of 1/128; NULL for narration and for "
            "fewer than five words.",
        ),
        Column(
            "terms",
            TEXTS,
            "Stems of its subject, predicate and object, without names and function words, and "
            "numbers as #14.",
        ),
        Column("other_terms", TEXTS, "Stems of what it says beside these: when, where and why."),
        Column("names", TEXTS, "Names in it, folded."),
        Column("speakers", TEXTS, "Who tells it, folded."),
        Column(
            "stance",
            TEXT,
            "For or against the claim as its affirmative form stands. As the source presents it: "
            "On Record never says whether a claim is true.",
            enum.STANCE,
        ),
        Column(
            "strength",
            INT,
            "How firmly it is put: 1 possible, 2 planned or demanded, 3 stated or promised.",
        ),
    ),
    group_rows=2**11,
    merged_bytes=LARGE_BYTES,
)

SAME_CLAIMS = Table(
    "same_claims",
    "A telling that others agree with in what is told, whoever tells it and for or against. A "
    "telling that stands alone has no row.",
    ("telling_id",),
    (
        Column(
            "telling_id",
            ID,
            "The telling.",
            references="tellings.telling_id",
            is_nullable=False,
        ),
        DOCUMENT_ID,
        Column(
            "same_claim_id",
            ID,
            "The earliest telling of the claim.",
            references="tellings.telling_id",
            is_nullable=False,
        ),
        Column("told_at", TIME, "When its document was published, UTC."),
        Column("likeness_score", SCORE, "How like the earliest telling it is, 0 to 1."),
        Column("rule", TEXT, "What joined it.", enum.SAME_CLAIM_RULE),
    ),
    keyed=("telling_id", "document_id", "same_claim_id"),
    merged_bytes=FEW_BYTES,
)

SHORT_NAMES = Table(
    "short_names",
    "What an entity of a document may be by a document like it: Starmer there, Keir Starmer here. "
    "The views take the one for the other when all documents like it agree.",
    ("short_name_id",),
    (
        Column("short_name_id", ID, "The document and both entities.", is_nullable=False),
        DOCUMENT_ID,
        Column(
            "entity_id",
            ID,
            "The entity under its short name.",
            references="entities.entity_id",
            is_nullable=False,
        ),
        Column(
            "full_entity_id",
            ID,
            "The entity under its full name.",
            references="entities.entity_id",
            is_nullable=False,
        ),
        Column(
            "other_document_id",
            ID,
            "The first by id of the documents like it that have the full name.",
            references="documents.document_id",
            is_nullable=False,
        ),
    ),
    keyed=("short_name_id", "document_id", "other_document_id"),
    merged_bytes=FEW_BYTES,
)
