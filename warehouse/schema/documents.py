"""Tables of what was found and read: sources, documents, texts and their layout."""

from __future__ import annotations

from warehouse.schema import enumerations as enum
from warehouse.schema.model import (
    BIG,
    BOX,
    FEW_BYTES,
    FLAG,
    ID,
    INT,
    LINKS,
    PLACES_IN_TEXT,
    POINTS,
    ROWS,
    SCORE,
    SPAN,
    SPANS,
    TEXT,
    TIME,
    Column,
    Table,
)
from warehouse.schema.model import TEXTS as NAMES

DOCUMENT_ID = Column(
    "document_id",
    ID,
    "The document: SHA-256 of its bytes, in hexadecimal.",
    references="documents.document_id",
    is_nullable=False,
)
PAGE_NUMBER = Column("page_number", INT, "Page, from 1.")

SOURCES = Table(
    "sources",
    "A place where a document was found: a file, or an image inside a document. The same bytes at "
    "two places are one document with two sources.",
    ("source_id",),
    (
        Column("source_id", ID, "Hash of URI, document and parent.", is_nullable=False),
        Column("uri", TEXT, "Where it was found.", is_nullable=False),
        Column(
            "document_id",
            ID,
            "The document; NULL when it could not be read.",
            references="documents.document_id",
        ),
        Column("original_url", TEXT, "Where the collector got it from."),
        Column("archive_url", TEXT, "Where an archived copy of it is."),
        Column("retrieved_at", TIME, "When the collector got it, UTC."),
        Column("collected_by", TEXT, "Who collected it."),
        Column("collection", TEXT, "Collection it is filed under; by default the top folder."),
        Column("rights", TEXT, "Rights in it, as the collector noted them."),
        Column("sensitivity", TEXT, "Who may see it.", enum.SENSITIVITY),
        Column("size", BIG, "Size in bytes."),
        Column("modified_at", TIME, "When the file was last modified, UTC."),
        Column("modified_at_ns", BIG, "The same to the nanosecond since 1970, to notice changes."),
        Column("inode", BIG, "Inode of the file, to notice that it was replaced."),
        Column(
            "parent_document_id",
            ID,
            "The document that an embedded image stands in; NULL for a file.",
            references="documents.document_id",
        ),
        Column("page_number", INT, "Page of the parent on which an embedded image stands."),
        Column("box", BOX, "Where on that page, in points from the top left."),
        Column(
            "is_current",
            FLAG,
            "False once the place holds other content; a deleted file's stays true while its "
            "document stands nowhere else.",
            is_nullable=False,
        ),
        Column("first_seen_run_id", ID, "Run that found it first.", references="runs.run_id"),
        Column("closed_run_id", ID, "Run that found it changed or gone.", references="runs.run_id"),
    ),
    keyed=("source_id", "uri", "document_id", "parent_document_id"),
    merged_bytes=FEW_BYTES,
)

DOCUMENTS = Table(
    "documents",
    "A distinct content that could be read, known by the SHA-256 of its bytes.",
    ("document_id",),
    (
        Column("document_id", ID, "SHA-256 of the bytes, in hexadecimal.", is_nullable=False),
        Column(
            "root_document_id",
            ID,
            "The document it belongs to: itself, or for an image found only inside another "
            "document, that document.",
            references="documents.document_id",
            is_nullable=False,
        ),
        Column("media_type", TEXT, "Media type by content, as in text/plain."),
        Column("title", TEXT, "Title as printed or as the file states it."),
        Column("publisher", TEXT, "Who published it."),
        Column("byline", TEXT, "Who wrote it, as printed."),
        Column("dateline", TEXT, "Place and date line, as printed."),
        Column("published_at", TIME, "When it was published, UTC."),
        Column("updated_at", TIME, "When it was last updated, as it says itself, UTC."),
        Column("date_rule", TEXT, "How the date of publication was found.", enum.DATE_RULE),
        Column(
            "stated_columns",
            NAMES,
            "Columns of this row that a manifest or --set stated, sorted; they keep their values "
            "when the document is read again.",
        ),
        Column("language_code", TEXT, "Main language, ISO 639-1."),
        Column("language_score", SCORE, "How sure the language is, 0 to 1."),
        Column("page_count", INT, "Number of pages."),
        Column("char_count", INT, "Code points of the normalized text."),
        Column("read_method", TEXT, "How its text was got.", enum.READ_METHOD),
        Column("ocr_confidence_score", SCORE, "Mean OCR word confidence, 0 to 1; NULL if none."),
        Column("engine_fingerprint", TEXT, "Reading engine, its version and model hash."),
        Column("status", TEXT, "Whether all of it was read.", enum.DOCUMENT_STATUS),
        Column(
            "is_current",
            FLAG,
            "False once other content has taken its place, everywhere it stood.",
            is_nullable=False,
        ),
        Column(
            "supersedes_document_id",
            ID,
            "The document that stood at the same place before, or that this one corrects.",
            references="documents.document_id",
        ),
        Column(
            "copy_group_id",
            ID,
            "Group of documents with nearly the same text: its primary. NULL until related.",
        ),
        Column("is_primary_copy", FLAG, "True for the one of its copy group to count."),
        Column("pipeline_version", TEXT, "Version of On Record that made the rows."),
        Column("settings_hash", TEXT, "Hash of the settings that made the rows."),
        Column("run_id", ID, "Run that landed it.", references="runs.run_id"),
    ),
    keyed=("document_id", "supersedes_document_id", "root_document_id", "copy_group_id"),
    merged_bytes=FEW_BYTES,
)

TEXTS = Table(
    "texts",
    "The normalized text of a document, into which all spans point.",
    ("document_id",),
    (
        DOCUMENT_ID,
        Column(
            "text",
            TEXT,
            "Normalized text: NFC, blocks joined by a blank line, lines in a block by a space; "
            "running heads, page numbers, footnotes and captions follow after U+000C.",
            is_nullable=False,
        ),
    ),
)

PAGES = Table(
    "pages",
    "A page of a document.",
    ("document_id", "page_number"),
    (
        DOCUMENT_ID,
        PAGE_NUMBER,
        Column("width", POINTS, "Width as a reader sees it, in points; NULL for text files."),
        Column("height", POINTS, "Height as a reader sees it, in points; NULL for text files."),
        Column("rotation", INT, "Clockwise rotation applied, in degrees."),
        Column("read_method", TEXT, "How its text was got.", enum.READ_METHOD),
        Column("ocr_confidence_score", SCORE, "Mean OCR word confidence, 0 to 1; NULL if none."),
        Column("page_span", SPAN, "Its part of the text; NULL when it has none."),
    ),
)

WORDS = Table(
    "words",
    "A word and where it stands on its page: boxes of any span can be cut from these. A word "
    "broken at a line end is two rows.",
    ("document_id", "position"),
    (
        DOCUMENT_ID,
        Column("position", INT, "Place in the sequence of words, from 0.", is_nullable=False),
        PAGE_NUMBER,
        Column("word_span", SPAN, "The word."),
        Column("x0", POINTS, "Left edge in points; NULL for text files."),
        Column("top", POINTS, "Top edge in points from the top of the page."),
        Column("x1", POINTS, "Right edge in points."),
        Column("bottom", POINTS, "Bottom edge in points from the top of the page."),
        Column("line_number", INT, "Line of a text file, from 1; NULL for pages."),
        Column("confidence", SCORE, "OCR confidence, 0 to 1; NULL when not recognised."),
    ),
)

SEGMENTS = Table(
    "segments",
    "A unit of reading: heading, paragraph, list item, caption, table, footnote and so on.",
    ("segment_id",),
    (
        Column("segment_id", ID, "Hash of document, kind and text.", is_nullable=False),
        DOCUMENT_ID,
        Column("position", INT, "Place in reading order, from 0.", is_nullable=False),
        Column("kind", TEXT, "What it is.", enum.SEGMENT_KIND),
        Column("level", INT, "Depth of a heading or list item, from 1."),
        Column("segment_spans", SPANS, "Its parts of the text."),
        Column("first_page", INT, "Page on which it begins."),
        Column("last_page", INT, "Page on which it ends."),
        Column("rows", ROWS, "Cells of a table, row by row."),
        Column("links", LINKS, "Web addresses that words lead to, with those words."),
    ),
)

SENTENCES = Table(
    "sentences",
    "A sentence of the text.",
    ("document_id", "position"),
    (
        DOCUMENT_ID,
        Column("position", INT, "Place in reading order, from 0.", is_nullable=False),
        Column(
            "segment_id",
            ID,
            "The segment it stands in.",
            references="segments.segment_id",
        ),
        Column("sentence_span", SPAN, "The sentence."),
    ),
)

POSTINGS = Table(
    "postings",
    "A word as written in a document, and everywhere it stands: what search looks up. Ask it with "
    "search_statements('words'), search_claims or search_segments.",
    ("document_id", "form"),
    (
        DOCUMENT_ID,
        Column("form", TEXT, "The word in lower case.", is_nullable=False),
        Column("term", TEXT, "What all forms of the word share: its stem.", is_nullable=False),
        Column("char_starts", PLACES_IN_TEXT, "Where in the text it begins, from 0."),
    ),
    sort_key=("term", "document_id"),
    looked_up=("term", "form", "document_id"),
)
