"""The values that pass from stage to stage.

Every stage is a function from these values to these values; none of them knows Prefect, a warehouse
or a language model. Spans are half-open code-point offsets ``(char_start, char_end)`` into the
normalized text of the document. Boxes are in points (1/72 inch) from the top left of the page as a
reader sees it, rotation applied.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isnan, nan
from pathlib import Path
from typing import Literal, NamedTuple, overload

Span = tuple[int, int]


class Box(NamedTuple):
    """A rectangle on a page, in points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem as a value: what went wrong where, and what to do about it.

    ``code`` is one of the issue codes of ``warehouse.schema``; ``message`` names file and page.
    """

    uri: str
    stage: str
    code: str
    severity: Severity
    message: str
    remedy: str
    page_number: int | None = None
    document_id: str | None = None


# --- discover ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated of a document beside its text; None where nothing is.

    Times are UTC without a zone, midnight when only a day is known; ``date_rule`` says how
    ``published_at`` was found, one of the values of ``documents.date_rule``.
    """

    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    date_rule: str | None = None

    def over(self, other: Facts) -> Facts:
        """These facts, and those of ``other`` where these say nothing; a date with its rule."""
        dated = self if self.published_at is not None else other
        return Facts(
            self.title or other.title,
            self.publisher or other.publisher,
            self.byline or other.byline,
            self.dateline or other.dateline,
            dated.published_at,
            self.updated_at or other.updated_at,
            dated.date_rule,
        )


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a manifest says of the place where a document was found; None where nothing."""

    original_url: str | None = None
    archive_url: str | None = None
    retrieved_at: datetime | None = None
    collected_by: str | None = None
    collection: str | None = None
    rights: str | None = None
    sensitivity: str | None = None


NO_PROVENANCE = Provenance()


@dataclass(frozen=True, slots=True)
class Source:
    """A place where a document was found: a file, standard input, or an image inside a document."""

    uri: str
    path: Path | None
    collection: str
    size: int
    modified_at_ns: int | None = None
    inode: int | None = None
    media_type: str | None = None
    document_id: str | None = None  # SHA-256 of the bytes; None when they could not be read
    parent_document_id: str | None = None
    page_number: int | None = None
    box: Box | None = None
    stated: Facts = NO_FACTS  # by a manifest: it wins over what the document says
    provenance: Provenance = NO_PROVENANCE


# --- read, normalize, segment -----------------------------------------------------------------

ReadMethod = Literal["text", "text_layer", "ocr", "mixed"]
SegmentKind = Literal[
    "heading",
    "paragraph",
    "list_item",
    "caption",
    "table",
    "footnote",
    "running_head",
    "page_number",
    "image_reference",
]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the normalized text and where it stands on its page.

    A word broken by a line-end hyphen is two of these with adjoining spans. ``box`` is None and
    ``line_number`` (1-based line of the file) is set for text files, the other way round for pages.
    """

    page_number: int
    span: Span
    box: Box | None = None
    line_number: int | None = None
    confidence: float | None = None  # 0 to 1, OCR only


class Words(Sequence[Word]):
    """The words of a document in the order of its text, in columns.

    A book has half a million words: as objects they would take the memory of its sentences once
    more. Words come out as ``Word``; ``starts`` and ``ends`` are their spans, to be searched.
    """

    __slots__ = ("boxes", "confidences", "ends", "line_numbers", "page_numbers", "starts")

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self.page_numbers, self.line_numbers = array("i"), array("i")  # 0 for no line
        self.starts, self.ends = array("i"), array("i")
        # Four edges for each word; no box and no confidence are NaN.
        self.boxes, self.confidences = array("d"), array("d")
        for word in words:
            self.add(word.page_number, word.span, word.box, word.line_number, word.confidence)

    def add(
        self,
        page_number: int,
        span: Span,
        box: Box | None,
        line_number: int | None,
        confidence: float | None,
    ) -> None:
        """Append a word, given as the fields of ``Word``."""
        self.page_numbers.append(page_number)
        self.starts.append(span[0])
        self.ends.append(span[1])
        self.boxes.extend(box or _NO_BOX)
        self.line_numbers.append(line_number or 0)
        self.confidences.append(nan if confidence is None else confidence)

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Word: ...
    @overload
    def __getitem__(self, index: slice) -> list[Word]: ...
    def __getitem__(self, index: int | slice) -> Word | list[Word]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        edges, confidence = self.boxes[4 * at : 4 * at + 4], self.confidences[at]
        return Word(
            self.page_numbers[at],
            (self.starts[at], self.ends[at]),
            None if isnan(edges[0]) else Box(*edges),
            self.line_numbers[at] or None,
            None if isnan(confidence) else confidence,
        )


_NO_BOX = (nan, nan, nan, nan)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: size in points, clockwise rotation in degrees, how its text was got."""

    page_number: int
    width: float | None
    height: float | None
    rotation: int
    read_method: ReadMethod
    ocr_confidence_score: float | None
    span: Span | None


class Link(NamedTuple):
    """Words of the normalized text that lead to an address on the web."""

    span: Span
    uri: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A unit of reading order; ``rows`` holds the cells of a table."""

    kind: SegmentKind
    level: int | None
    spans: tuple[Span, ...]
    first_page: int
    last_page: int
    rows: tuple[tuple[str, ...], ...] | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class EmbeddedImage:
    """A picture found inside a document, to be read as a child document of its own."""

    uri: str
    data: bytes
    page_number: int | None
    box: Box | None


@dataclass(slots=True)
class Reading:
    """A document after read, normalize and segment: text, layout and what could not be read.

    Its facts are as in ``Facts``.
    """

    source: Source
    document_id: str
    media_type: str
    text: str
    pages: list[Page]
    words: Words
    segments: list[Segment]
    read_method: ReadMethod
    engine_fingerprint: str
    is_partial: bool = False
    ocr_confidence_score: float | None = None
    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    date_rule: str | None = None
    language_code: str | None = None
    language_score: float | None = None
    images: list[EmbeddedImage] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


# --- extract, attribute -----------------------------------------------------------------------


@dataclass(slots=True)
class Speaker:
    """One speaker of a statement. ``entity`` is an index into ``Extraction.entities``."""

    name: str
    entity: int | None
    is_joint: bool


@dataclass(slots=True)
class Statement:
    """One attribution relation: a source (who), by a cue (which word), a content (what)."""

    content_spans: tuple[Span, ...]
    cue_span: Span | None
    cue_lemma: str | None
    source_span: Span | None
    act: str
    quote_type: str  # direct, indirect, mixed
    rule: str
    polarity: str = "positive"
    certainty: str = "certain"
    source_kind: str = "none"
    is_content_negated: bool = False
    is_nested: bool = False
    parent: int | None = None  # index into Extraction.statements
    commitment_kind: str | None = None
    quoted_spans: tuple[Span, ...] = ()
    negation_spans: tuple[Span, ...] = ()
    hedge_spans: tuple[Span, ...] = ()
    condition_span: Span | None = None
    condition_kind: str | None = None
    addressee_span: Span | None = None
    venue_text: str | None = None
    said_place: str | None = None
    said_date: str | None = None
    said_date_rule: str | None = None
    speakers: list[Speaker] = field(default_factory=list)
    speaker_resolution: str = "none"

    @property
    def speaker_name(self) -> str | None:
        """Names of all speakers for display, joined by "; "; None when unresolved."""
        return "; ".join(s.name for s in self.speakers) or None


@dataclass(slots=True)
class Quantity:
    """A number in a claim as written, with its value or range, unit and what it counts."""

    span: Span
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    unit: str | None = None
    comparison: str | None = None
    of_what: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a claim: where its name stands, its usual name, ISO country and GeoNames id."""

    span: Span
    name: str
    country_code: str | None
    geonames_id: int | None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A date or duration as written: TIMEX3 value, first and last day; None where unknown."""

    span: Span
    timex: str | None
    date_from: date | None = None
    date_to: date | None = None


@dataclass(slots=True)
class Claim:
    """One atomic proposition: inside a statement's content, or the document author's own."""

    spans: tuple[Span, ...]
    statement: int | None  # index into Extraction.statements; None for the author's own narration
    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    polarity: str = "positive"
    certainty: str = "certain"
    factuality_code: str | None = None
    tense: str | None = None
    context_text: str | None = None
    standalone_text: str | None = None
    condition_text: str | None = None
    is_about_speaker: bool | None = None
    check_worthiness_score: float | None = None
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[TimeExpression] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Mention:
    """A name as written. ``entity`` indexes ``Extraction.entities``, the others their lists."""

    span: Span
    kind: str  # person, organisation, state, group, place, other
    role: str = "other"  # source, addressee, subject, object, other
    entity: int | None = None
    resolution: str = "none"
    statement: int | None = None
    claim: int | None = None


@dataclass(slots=True)
class Entity:
    """The person, organisation, state or group that mentions resolve to."""

    canonical_name: str
    kind: str
    aliases: tuple[str, ...] = ()
    country_code: str | None = None
    represents: str | None = None  # canonical name of the state it speaks for (Kremlin: Russia)


@dataclass(slots=True)
class Extraction:
    """What extract and attribute found in one document. Lists refer to one another by index."""

    sentences: list[Span] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


@dataclass(slots=True)
class DocumentRecord:
    """Everything one document yields, ready to be landed; children are its embedded images."""

    reading: Reading
    extraction: Extraction
    children: list[DocumentRecord] = field(default_factory=list)
