"""What a web page states of itself: JSON-LD first, then Open Graph and other meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tasks.dates import time_of
from tasks.values import NO_FACTS, Facts

# Types of https://schema.org whose dates are those of a text.
_ARTICLE_TYPES = re.compile(r"Article$|Posting$|^Report$|^WebPage$|^CreativeWork$|^Press")
_DEEPEST_JSON = 6
# Names of meta elements, the most telling first: Open Graph, Dublin Core, Parsely, Google.
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "dcterms.created",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "citation_publication_date",
    "pubdate",
    "publish-date",
    "date",
)
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher")
_AUTHORS = ("author", "dc.creator", "parsely-author", "citation_author", "article:author")
_TITLES = ("og:title", "dc.title", "citation_title", "twitter:title")


def page_facts(root: Any) -> Facts:
    """The facts of an HTML tree (lxml). What is stated nowhere is None; nothing is guessed."""
    linked = _linked_facts(root)
    meta = _meta(root)
    times = {
        name: time_of(value) for name, value in meta.items() if name in (*_PUBLISHED, *_UPDATED)
    }
    published = _first(times, _PUBLISHED) or _marked_time(root)
    title = _text_of(root.find(".//title"))
    stated = Facts(
        title=_first(meta, _TITLES) or title,
        publisher=_first(meta, _PUBLISHERS),
        byline=_author(_first(meta, _AUTHORS)),
        published_at=published,
        updated_at=_first(times, _UPDATED),
        date_rule="html_meta" if published else None,
    )
    return linked.over(stated)


def _meta(root: Any) -> dict[str, str]:
    """Contents of meta elements by name or property in lower case, the first of each."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.lower().strip(), content)
    return found


def _first(values: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((values[name] for name in names if values.get(name)), None)


def _author(text: str | None) -> str | None:
    """A name; pages also put addresses of profiles there."""
    return None if text is None or "://" in text else text


def _marked_time(root: Any) -> datetime | None:
    """The time element marked as the date of publication, or the only one of the first article."""
    for element in root.iter("time"):
        marks = f"{element.get('itemprop', '')} {element.get('class', '')}".lower()
        if "pubdate" in element.attrib or "datepublished" in marks or "published" in marks:
            return time_of(element.get("datetime") or _text_of(element) or "")
    article = root.find(".//article")
    times = [] if article is None else [e.get("datetime") for e in article.iter("time")]
    return time_of(times[0]) if len(times) == 1 and times[0] else None


def _text_of(element: Any) -> str | None:
    return None if element is None else " ".join("".join(element.itertext()).split()) or None


def _linked_facts(root: Any) -> Facts:
    """What the first article in the page's JSON-LD states."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            stated = json.loads(script.text or "", strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
        for thing in _things(stated, 0):
            kinds = thing.get("@type", "")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if not any(_ARTICLE_TYPES.search(str(kind)) for kind in kinds):
                continue
            published = _time(thing.get("datePublished"))
            if published is not None or thing.get("headline"):
                return Facts(
                    title=_name(thing.get("headline")),
                    publisher=_name(thing.get("publisher")),
                    byline=_author(_name(thing.get("author"))),
                    published_at=published,
                    updated_at=_time(thing.get("dateModified")),
                    date_rule="html_json_ld" if published else None,
                )
    return NO_FACTS


def _things(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Objects of JSON-LD, from the outside in."""
    if depth > _DEEPEST_JSON:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(value.get(key), depth + 1)


def _time(value: Any) -> datetime | None:
    return time_of(value) if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    """The name of a thing, of several joined by a comma."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value))) or None
    if isinstance(value, dict):
        return _name(value.get("name"))
    return " ".join(value.split()) or None if isinstance(value, str) else None
