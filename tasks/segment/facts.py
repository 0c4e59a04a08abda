"""Title, author and dates that a document prints about itself, and which of all stated win."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from tasks.dates import name_date, written_date
from tasks.values import NO_FACTS, Facts, Reading

# Lines about the document stand among its first or last segments, and are short.
_HEAD_SEGMENTS = 10
_LONGEST_LINE = 120
_LONGEST_BYLINE_WORDS = 14
_PART = r"[A-ZÀ-Þ][\w’'-]*\.?"
_NAME = rf"{_PART}(?:\s+(?:(?:de|van|von|der|den|al|bin|la|le|da|di|du|of|the)\s+)*{_PART})+"
_BYLINE = re.compile(rf"^(?:by|written by|story by|reported by)\s+({_NAME}.*)$", re.IGNORECASE)
_NAME_FIRST = re.compile(rf"^{_NAME}")
# "LONDON, March 3 (Reuters) - ", "WASHINGTON (AP) — ", "PARIS, 3 March 2025 — "
_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.’' -]{2,}(?:,\s+[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)?"
_DATELINE = re.compile(
    rf"^({_PLACE}(?:,\s+[\w.,\s]{{3,24}})?(?:\s*\([^()]{{2,30}}\))?)\s*(?:--|—|–|-)\s+(?=\S)"
)
_UPDATED = re.compile(r"\b(?:updated|last\s+modified|revised|corrected)\b", re.IGNORECASE)
# What may stand beside a date on a line of its own: weekday, hour, zone, "Published on".
_BESIDE_DATE = re.compile(
    r"""\b(?:published|posted|updated|last|modified|revised|on|at|date|dated|release[ds]?|issued
    |for\s+immediate|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun
    |\d{1,2}[:.]\d{2}(?::\d{2})?|\d{1,2}(?=\s*[ap]\.?m)|[ap]\.?m\.?|[A-Z]{2,4}T|GMT|UTC|BST|CET|Z|hrs?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def set_facts(reading: Reading, stated: Facts, properties: Facts) -> None:
    """Set the facts of a document: its manifest's, else its format's, else what it prints itself.

    A date is taken from the first of: manifest, ``stated`` (front matter, page metadata), a
    printed line or dateline, the name of the file, ``properties`` of the file (of a PDF), which
    tell when the file was made.
    """
    manifest = reading.source.stated
    facts = manifest.over(stated).over(_printed(reading)).over(_named(reading)).over(properties)
    for field in fields(Facts):
        setattr(reading, field.name, getattr(facts, field.name))


def _printed(reading: Reading) -> Facts:
    """What the first lines say: title, author, place and date."""
    title = byline = dateline = published = updated = rule = None
    heads = (s for s in reading.segments[_HEAD_SEGMENTS:] if s.kind == "running_head")
    of_first_page = (segment for segment in heads if segment.first_page == 1)
    for segment in (*reading.segments[:_HEAD_SEGMENTS], *of_first_page):
        if not segment.spans:
            continue
        text = reading.text[slice(*segment.spans[0])]
        if segment.kind == "heading" and title is None:
            title = text
            continue
        is_running = segment.kind == "paragraph" and len(text) > 60
        if is_running and dateline is None and (found := _DATELINE.match(text[:_LONGEST_LINE])):
            dateline = found.group(1).strip()
            dated = written_date(dateline)
            if dated and published is None:
                published, rule = dated[0], "dateline"
        if len(text) > _LONGEST_LINE:
            continue
        if byline is None:
            byline = _byline(text)
        dated = written_date(text)
        if dated is None or not _is_date_line(text, dated[1], byline):
            continue
        if _UPDATED.search(text[: dated[1][0]]):
            updated = updated or dated[0]
            # "Published 1 March 2025, updated 2 March 2025" has both.
        elif published is None:
            published, rule = dated[0], "printed_line"
    return Facts(
        title=title,
        byline=byline,
        dateline=dateline,
        published_at=published,
        updated_at=updated,
        date_rule=rule,
    )


def _byline(text: str) -> str | None:
    """The author of a line such as "By Jo Day and Al Pine, The Daily"; a date after it is cut."""
    found = _BYLINE.match(text)
    if not found or len(text.split()) > _LONGEST_BYLINE_WORDS or text.endswith((".", ":", "?")):
        return None
    name = found.group(1)
    if not _NAME_FIRST.match(name):
        return None
    dated = written_date(name)
    return (name[: dated[1][0]] if dated else name).strip(" ,|•·–—-") or None


def _is_date_line(text: str, span: tuple[int, int], byline: str | None) -> bool:
    """Whether a line is about nothing but its date, or also its author."""
    if _BYLINE.match(text) and byline is not None:
        return True
    rest = _BESIDE_DATE.sub(" ", text[: span[0]] + " " + text[span[1] :])
    dated = written_date(rest)
    if dated is not None:
        rest = rest[: dated[1][0]] + rest[dated[1][1] :]
    return sum(character.isalpha() for character in rest) <= 3


def _named(reading: Reading) -> Facts:
    """The date in the name of the file; an image inside a document has no name of its own."""
    source = reading.source
    if source.parent_document_id is not None:
        return NO_FACTS
    name = PurePosixPath(source.path or urlsplit(source.uri).path).name
    date = name_date(name)
    return Facts(published_at=date, date_rule="file_name" if date else None)
