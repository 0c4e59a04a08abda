"""What the YAML front matter of a Markdown file states of the document."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import yaml

from tasks.dates import time_of
from tasks.read.text import decode
from tasks.values import NO_FACTS, Facts

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_LARGEST = 64 << 10
# Keys as Hugo, Jekyll, Pandoc and their kin write them.
_PUBLISHER = ("publisher", "site", "site_name", "publication", "source")
_AUTHOR = ("byline", "author", "authors")
_PUBLISHED = ("published_at", "published", "date_published", "datepublished", "pubdate", "date")
_UPDATED = ("updated_at", "updated", "date_modified", "lastmod", "modified")


def front_matter_facts(data: bytes) -> Facts:
    """The facts that front matter states; none when there is no front matter, or it is no YAML."""
    found = FRONT_MATTER.match(decode(data)[0].replace("\r\n", "\n").replace("\r", "\n"))
    if not found or len(found.group()) > _LARGEST:
        return NO_FACTS
    try:
        stated = yaml.safe_load(found.group().strip().strip("-."))
    except (yaml.YAMLError, ValueError, RecursionError):
        return NO_FACTS
    if not isinstance(stated, dict):
        return NO_FACTS
    values = {str(key).lower().replace("-", "_"): value for key, value in stated.items()}
    published = _time(_first(values, _PUBLISHED))
    return Facts(
        title=_text(values.get("title")),
        publisher=_text(_first(values, _PUBLISHER)),
        byline=_text(_first(values, _AUTHOR)),
        dateline=_text(values.get("dateline")),
        published_at=published,
        updated_at=_time(_first(values, _UPDATED)),
        date_rule="front_matter" if published else None,
    )


def _first(values: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((values[name] for name in names if values.get(name)), None)


def _text(value: Any) -> str | None:
    """A text, the name of a thing, or several joined by a comma."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value))) or None
    if isinstance(value, dict):
        return _text(value.get("name"))
    if isinstance(value, str | int | float):
        return " ".join(str(value).split()) or None
    return None


def _time(value: Any) -> datetime | None:
    """YAML reads dates by itself; what it leaves as text is read as in any metadata."""
    if isinstance(value, datetime):
        return time_of(value.isoformat())
    if isinstance(value, date):
        return datetime.combine(value, time())
    return time_of(value) if isinstance(value, str) else None
