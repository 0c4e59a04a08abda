"""Options that several commands share. Nothing here imports Prefect."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

LAKE = Path("lake")
# Groups of commands in --help.
RECORD = "Take documents on record"
ASK = "Ask the record"
UPKEEP = "Keep it in order"
OPERATE = "Run it by itself"
MEASURE = "Measure it on your own texts"


def _from_home(path: Path | None) -> Path | None:
    """A path with the home that ~ stands for: no shell puts it into a file or a variable."""
    try:
        return path and path.expanduser()
    except RuntimeError as problem:
        raise typer.BadParameter(f"{path}: {problem}") from problem


WarehouseOption = Annotated[
    Path,
    typer.Option(
        "--warehouse",
        "-w",
        callback=_from_home,
        help="Folder of the warehouse, or s3://bucket/prefix.",
        show_default=True,
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="A snapshot's number, or a time: 2026-01-31T18:00 (UTC)."),
]


class Output(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"


class Engine(StrEnum):
    """OCR engines."""

    auto = "auto"
    tesserocr = "tesserocr"
    pytesseract = "pytesseract"


class UiSamples(StrEnum):
    """How much of what documents say Prefect may keep."""

    full = "full"
    ids = "ids"
    off = "off"


def _installed_pipeline(context: typer.Context, name: str) -> str:
    """A pipeline that is here, found without loading it: that takes a second."""
    from importlib.util import find_spec

    is_package = name.isidentifier() and find_spec(name) is not None
    if name != "onrecord" and not is_package and not Path(name).exists():
        raise typer.BadParameter(
            f"there is no {name!r} here; name onrecord, an installed spaCy pipeline, or its folder"
            f"{_origin(context, 'pipeline')}"
        )
    return name


def _origin(context: typer.Context, name: str) -> str:
    """Where a value comes from that nobody gave as a flag, in brackets."""
    source = context.get_parameter_source(name)
    if source is None or source.name != "DEFAULT_MAP":
        return ""
    return f" (from {context.ensure_object(dict)['settings'][name].origin})"


def _joined_languages(codes: str) -> str:
    """Codes as the setting may have them; whether Tesseract has them is seen when it reads."""
    from flows.configuration import BY_NAME

    wanted = BY_NAME["ocr_languages"]
    if not wanted.is_good(codes):
        raise typer.BadParameter(f"{codes!r} must be {wanted.wanted}")
    return codes


def _installed_extractor(context: typer.Context, name: str) -> str:
    from importlib.metadata import entry_points

    known = ["rules", *(entry.name for entry in entry_points(group="onrecord.extractors"))]
    if name not in known:
        raise typer.BadParameter(
            f"there is no {name!r} here; there are: {', '.join(known)}"
            f"{_origin(context, 'extractor')}"
        )
    return name


UiSamplesOption = Annotated[
    UiSamples, typer.Option("--ui-samples", help="What Prefect may keep of what documents say.")
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Worker processes; one per CPU core if not given."),
]
EngineOption = Annotated[
    Engine, typer.Option("--ocr-engine", help="auto: tesserocr, else the tesseract command.")
]
LanguageOption = Annotated[
    str,
    typer.Option(
        "--ocr-languages",
        callback=_joined_languages,
        help="Tesseract languages, joined by +: eng+fra.",
    ),
]
PipelineOption = Annotated[
    str,
    typer.Option(
        "--pipeline",
        callback=_installed_pipeline,
        help="Our English model, or an installed spaCy pipeline.",
    ),
]
ExtractorOption = Annotated[
    str,
    typer.Option(
        "--extractor",
        callback=_installed_extractor,
        help="Our rules, or an installed extractor of that name.",
    ),
]
AliasOption = Annotated[
    Path | None,
    typer.Option(
        "--aliases",
        callback=_from_home,
        help="Your own names: kind, name, other|names, code; tabs between.",
    ),
]


def own_names(aliases: Path | None) -> str:
    """The text of the user's alias table; a bad one is wrong usage."""
    from tasks.settings import read_aliases

    try:
        return read_aliases(aliases)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--aliases") from problem


def own_values(manifest: Path | None, given: list[str]) -> dict[str, str]:
    """What --set states of all files; a bad value or manifest is wrong usage."""
    from tasks.discover.manifest import read_manifest, stated_values

    try:
        stated = stated_values(given)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--set") from problem
    try:
        read_manifest(manifest)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--manifest") from problem
    return stated
