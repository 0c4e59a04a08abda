"""What a user states of documents: a manifest, one row for each file, and values for all."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks.dates import time_of
from tasks.values import Facts, Issue, Provenance, Source
from warehouse.schema import TABLES

# What may be stated: columns of ``sources`` and of ``documents``.
_PLACE = tuple(column.name for column in fields(Provenance))
_DOCUMENT = tuple(column.name for column in fields(Facts) if column.name != "date_rule")
COLUMNS = (*_DOCUMENT, *_PLACE)
_TIMES = ("published_at", "updated_at", "retrieved_at")
_SENSITIVITIES = TABLES["sources"].column("sensitivity").enumeration
_DELIMITERS = ",;\t"
_PATH = "path"

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Values by the URI of a file, and those for every file that was found.

    A file's own row wins over the values for all, and both over what the document says.
    """

    rows: Mapping[str, Values] = field(default_factory=dict)
    general: Values = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.general)

    def applied(self, source: Source) -> Source:
        """The source with what is stated of it."""
        values = {**self.general, **self.rows.get(source.uri, {})}
        if not values:
            return source
        stated = {name: values[name] for name in _DOCUMENT if name in values}
        rule = "manifest" if "published_at" in stated else None
        return replace(
            source,
            stated=Facts(**stated, date_rule=rule),
            provenance=Provenance(**{name: values[name] for name in _PLACE if name in values}),
            collection=values.get("collection", source.collection),
        )

    def unused(self, sources: Sequence[Source]) -> list[Issue]:
        """Issues for the rows whose file was not found."""
        found = {source.uri for source in sources}
        return [
            Issue(
                uri=uri,
                stage="discover",
                code="unreadable",
                severity="warning",
                message=f"the manifest names {uri}, which was not among the files that were read",
                remedy="Check the path: it counts from the folder of the manifest.",
            )
            for uri in self.rows
            if uri not in found
        ]


def read_manifest(path: str | Path | None, general: Mapping[str, str] | None = None) -> Manifest:
    """The manifest in a CSV file, and values for all files by the name of their column.

    The file has a header with ``path`` and any of ``COLUMNS``; comma, semicolon or tab between.
    Paths count from the manifest's folder. An empty cell states nothing.

    Raises:
        ValueError: names the file, the row and what is wrong with it.
    """
    whole = _values(general or {}, "--set")
    if path is None:
        return Manifest({}, whole)
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise ValueError(f"{path}: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise ValueError(f"{path}: {problem}") from problem
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: dict[str, Values] = {}
    try:
        if _PATH not in (reader.fieldnames or ()):
            raise ValueError(f"{path}: there is no column {_PATH!r} in {head!r}")
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            place = (row.pop(_PATH) or "").strip()
            if not place or None in row:
                raise ValueError(f"{where}: more cells than columns, or no path")
            rows[_uri(path.parent, place)] = _values(row, where)
    except csv.Error as problem:
        raise ValueError(f"{path}, line {reader.line_num}: {problem}") from problem
    return Manifest(rows, whole)


def stated_values(given: Sequence[str]) -> dict[str, str]:
    """Values of ``--set column=value``. Raises ValueError when one has no equals sign."""
    values = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"{item!r} is not of the form publisher=NAME")
        values[name.strip()] = value
    _values(values, "--set")
    return values


def _uri(folder: Path, place: str) -> str:
    """The URI of a file, as discovery has it: its absolute path, links kept."""
    return os.path.abspath(folder / Path(place).expanduser())  # noqa: PTH100


def _values(given: Mapping[str, str | None], where: str) -> Values:
    """Stated values by column, times read; empty ones left out."""
    values: Values = {}
    for name, text in given.items():
        if name not in COLUMNS:
            raise ValueError(f"{where}: no column {name!r}; there are {', '.join(COLUMNS)}")
        bare = (text or "").strip()
        if bare:
            values[name] = _value(name, bare, where)
    return values


def _value(name: str, text: str, where: str) -> str | datetime:
    if name in _TIMES:
        when = time_of(text)
        if when is None:
            raise ValueError(f"{where}: {name} {text!r} is no date; write it as 2025-03-01")
        return when
    if name == "sensitivity" and _SENSITIVITIES and text not in _SENSITIVITIES.names:
        raise ValueError(
            f"{where}: sensitivity is one of {', '.join(sorted(_SENSITIVITIES.names))}"
        )
    return text
