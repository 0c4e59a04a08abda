"""Tables of what was said: statements, speakers, claims, mentions and entities."""

from __future__ import annotations

from warehouse.schema import enumerations as enum
from warehouse.schema.documents import DOCUMENT_ID
from warehouse.schema.model import (
    DATE,
    DATES,
    EVIDENCE,
    FEW_BYTES,
    FLAG,
    ID,
    INT,
    PLACES,
    QUANTITIES,
    SCORE,
    SPAN,
    SPANS,
    TEXT,
    TEXTS,
    TIME,
    Column,
    Table,
)

_AS_PRESENTED = "As the source presents it: On Record never says whether a claim is true."
_EVIDENCE = (
    "Where on paper the words stand: one item per line of a page with its box in points from the "
    "top left, or the lines of a text file; role is source, cue, content or condition."
)

STATEMENTS = Table(
    "statements",
    "An attribution relation: a source (who) expresses, by a cue (which word), a content (what). "
    "On Record says who claimed what, never whether it is true.",
    ("statement_id",),
    (
        Column(
            "statement_id",
            ID,
            "Hash of document, source, cue, content and occurrence: survives upgrades.",
            is_nullable=False,
        ),
        DOCUMENT_ID,
        Column("position", INT, "Place in the document, from 0.", is_nullable=False),
        Column("source_text", TEXT, "The words that name the source; NULL when there are none."),
        Column("source_span", SPAN, "The source."),
        Column("source_kind", TEXT, "What kind of source it is.", enum.SOURCE_KIND),
        Column(
            "speaker_name",
            TEXT,
            "Fullest names of the speakers, joined by “; ”, for display; NULL when unresolved. "
            "To count or join, use statement_speakers.",
        ),
        Column(
            "speaker_resolution",
            TEXT,
            "How the speaker was found.",
            enum.SPEAKER_RESOLUTION,
        ),
        Column("addressee_text", TEXT, "Whom it was said to."),
        Column("addressee_span", SPAN, "The addressee."),
        Column("venue_text", TEXT, "Where or in what it was said: a letter, an interview."),
        Column("said_place", TEXT, "Place where it was said."),
        Column("said_date", DATE, "Date on which it was said."),
        Column("said_date_rule", TEXT, "How that date was found."),
        Column("cue_text", TEXT, "The word or words that attribute; NULL when there are none."),
        Column("cue_span", SPAN, "The cue."),
        Column("cue_lemma", TEXT, "Base form of the cue."),
        Column("act", TEXT, f"What the source does by saying it. {_AS_PRESENTED}", enum.ACT),
        Column(
            "commitment_kind",
            TEXT,
            "How binding a commitment is, read from the content.",
            enum.COMMITMENT_KIND,
        ),
        Column("content_text", TEXT, "What was said: the texts of content_spans joined by “ … ”."),
        Column("content_spans", SPANS, "The content; a broken quotation has several."),
        Column("quoted_text", TEXT, "The words in quotation marks, joined by “ … ”."),
        Column("quoted_spans", SPANS, "The quoted parts of the content."),
        Column(
            "quote_type",
            TEXT,
            f"How much is quoted word for word. {_AS_PRESENTED}",
            enum.QUOTE_TYPE,
        ),
        Column(
            "polarity",
            TEXT,
            f"Whether the content is negated, denied or rejected. {_AS_PRESENTED}",
            enum.POLARITY,
        ),
        Column("is_content_negated", FLAG, "Whether the content itself is negated."),
        Column("negation_spans", SPANS, "The words that negate."),
        Column("hedge_spans", SPANS, "The words that weaken."),
        Column("certainty", TEXT, f"How sure it is put. {_AS_PRESENTED}", enum.CERTAINTY),
        Column("condition_text", TEXT, "The clause on which the content depends."),
        Column("condition_span", SPAN, "The condition."),
        Column("condition_kind", TEXT, "What kind of condition it is.", enum.CONDITION_KIND),
        Column("is_nested", FLAG, "Whether it stands inside another statement's content."),
        Column(
            "parent_statement_id",
            ID,
            "The statement in whose content it stands.",
            references="statements.statement_id",
        ),
        Column(
            "content_key",
            TEXT,
            "Hash of the folded content and speaker: equal for copies. Count these, so that five "
            "copies of an article are one telling.",
        ),
        Column("evidence", EVIDENCE, _EVIDENCE),
        Column(
            "text_confidence_score",
            SCORE,
            "Lowest OCR confidence of a word in the content, 0 to 1; 1.0 for text.",
        ),
        Column("rule", TEXT, "The rule that found it."),
        Column("run_id", ID, "Run that landed it.", references="runs.run_id"),
        Column("first_landed_at", TIME, "When it was first landed, UTC."),
    ),
    sort_key=("speaker_name", "document_id"),
    group_rows=2**11,
)

STATEMENT_SPEAKERS = Table(
    "statement_speakers",
    "A statement and one of its speakers.",
    ("statement_id", "position"),
    (
        Column(
            "statement_id",
            ID,
            "The statement.",
            references="statements.statement_id",
            is_nullable=False,
        ),
        DOCUMENT_ID,
        Column("position", INT, "Place among the speakers, from 0.", is_nullable=False),
        Column(
            "entity_id", ID, "The speaker; NULL when unresolved.", references="entities.entity_id"
        ),
        Column("speaker_name", TEXT, "Fullest name, without titles and roles.", is_nullable=False),
        Column("is_joint", FLAG, "Whether several said it together."),
    ),
    sort_key=("entity_id", "document_id"),
    group_rows=2**12,
)

CLAIMS = Table(
    "claims",
    "One atomic proposition: inside a statement's content, or asserted by the document's own "
    "author. On Record says who claimed it, never whether it is true.",
    ("claim_id",),
    (
        Column(
            "claim_id",
            ID,
            "Hash of document, statement, text and occurrence: survives upgrades.",
            is_nullable=False,
        ),
        DOCUMENT_ID,
        Column(
            "statement_id",
            ID,
            "The statement that makes it; NULL for the author's own narration.",
            references="statements.statement_id",
        ),
        Column("is_author_claim", FLAG, "Whether the document's own author asserts it."),
        Column("position", INT, "Place in the document, from 0.", is_nullable=False),
        Column("claim_text", TEXT, "Its words: the texts of claim_spans joined by “ … ”."),
        Column("claim_spans", SPANS, "The claim."),
        Column("context_text", TEXT, "The sentences around it."),
        Column(
            "standalone_text",
            TEXT,
            "The claim with pronouns and ellipsis resolved: derived, never evidence.",
        ),
        Column("subject", TEXT, "What it is about."),
        Column("predicate", TEXT, "What it says of it."),
        Column("object", TEXT, "What the subject acts on."),
        Column("is_about_speaker", FLAG, "Whether it is about the speaker."),
        Column("polarity", TEXT, f"Whether it is negated. {_AS_PRESENTED}", enum.POLARITY),
        Column("certainty", TEXT, f"How sure it is put. {_AS_PRESENTED}", enum.CERTAINTY),
        Column(
            "factuality_code",
            TEXT,
            f"FactBank value in the source's eyes. {_AS_PRESENTED}",
            enum.FACTUALITY_CODE,
        ),
        Column("tense", TEXT, "Tense of its verb."),
        Column("condition_text", TEXT, "The clause on which it depends."),
        Column("quantities", QUANTITIES, "Numbers in it, with value or range, unit and object."),
        Column("dates", DATES, "Dates in it, with their first and last day."),
        Column("places", PLACES, "Places in it."),
        Column("check_worthiness_score", SCORE, "How much it is worth checking, 0 to 1."),
        Column("evidence", EVIDENCE, _EVIDENCE),
        Column("run_id", ID, "Run that landed it.", references="runs.run_id"),
        Column("first_landed_at", TIME, "When it was first landed, UTC."),
    ),
)

MENTIONS = Table(
    "mentions",
    "A name as written.",
    ("mention_id",),
    (
        Column("mention_id", ID, "Hash of document, text, role, occurrence.", is_nullable=False),
        DOCUMENT_ID,
        Column("mention_span", SPAN, "The name."),
        Column("kind", TEXT, "What it names.", enum.MENTION_KIND),
        Column(
            "entity_id",
            ID,
            "What it resolves to; NULL when it does not.",
            references="entities.entity_id",
        ),
        Column("resolution", TEXT, "How it was resolved.", enum.SPEAKER_RESOLUTION),
        Column("role", TEXT, "Its part in a statement or claim.", enum.MENTION_ROLE),
        Column(
            "statement_id",
            ID,
            "The statement it has that part in.",
            references="statements.statement_id",
        ),
        Column("claim_id", ID, "The claim it has that part in.", references="claims.claim_id"),
    ),
)

ENTITIES = Table(
    "entities",
    "A person, organisation, state or group that mentions resolve to. A speaker is an entity in "
    "its role as source.",
    ("entity_id",),
    (
        Column("entity_id", ID, "Hash of kind and canonical name.", is_nullable=False),
        Column("canonical_name", TEXT, "Fullest name.", is_nullable=False),
        Column("kind", TEXT, "What it is.", enum.ENTITY_KIND),
        Column("aliases", TEXTS, "Other names it was met under, sorted."),
        Column("country_code", TEXT, "Country, ISO 3166-1 alpha-2."),
        Column(
            "represents_entity_id",
            ID,
            "The state it speaks for.",
            references="entities.entity_id",
        ),
    ),
    keyed=("entity_id", "represents_entity_id"),
    merged_bytes=FEW_BYTES,
)
