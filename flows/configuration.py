"""The settings of the command line in one object: from a file, the environment, and flags.

What stands nearer wins: a flag over an environment variable (``ONRECORD_WORKERS``) over the file
over the default. The file is the first of ``--config``, ``ONRECORD_CONFIG``, ``onrecord.toml`` in
the current folder, and ``onrecord/onrecord.toml`` in the user's configuration folder. Nothing here
imports Prefect.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "ONRECORD_"
FILE_NAME = "onrecord.toml"
LOG_LEVELS = ("off", "error", "warning", "info", "debug")
LOG_FORMATS = ("text", "json")


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it, where it stands and what is wanted."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, default as text, what it is for, and what its values must be."""

    name: str
    default: str | None
    meaning: str
    wanted: str
    is_good: Callable[[str], object]

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return PREFIX + self.name.upper()


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a setting as text, None when there is none, and where it comes from."""

    value: str | None
    origin: str


def _text(name: str, default: str | None, meaning: str, wanted: str = "a name") -> Setting:
    return Setting(name, default, meaning, wanted, str.strip)


def _one_of(name: str, default: str, meaning: str, values: tuple[str, ...]) -> Setting:
    return Setting(name, default, meaning, "one of " + ", ".join(values), values.__contains__)


def _number(
    name: str, default: str | None, meaning: str, low: float, high: float, *, is_whole: bool = False
) -> Setting:
    kind, pattern = ("whole number", r"\d+") if is_whole else ("number", r"\d+(\.\d+)?")
    wanted = f"a {kind} from {low:g}" + (f" to {high:g}" if high < 1e9 else "")
    return Setting(
        name,
        default,
        meaning,
        wanted,
        lambda text: re.fullmatch(pattern, text) and low <= float(text) <= high,
    )


SETTINGS = (
    _text("warehouse", "lake", "folder of the warehouse, or s3://bucket/prefix", "a folder or s3://…"),
    _number("workers", None, "worker processes; one per CPU core if not given", 1, 1e9,
            is_whole=True),
    Setting("task_runner", "threads", "where documents are read: here, on Dask, or on Ray",
            "threads, dask, ray, or an address as in tcp://host:8786 (Dask) or ray://host:10001",
            re.compile(r"threads|dask|ray|(tcp|tls|ws|wss|ray)://\S+").fullmatch),
    _one_of("ocr_engine", "auto", "OCR engine", ("auto", "tesserocr", "pytesseract")),
    Setting("ocr_languages", "eng", "Tesseract languages", "codes joined by +, as in eng+fra",
            re.compile(r"\w+(\+\w+)*").fullmatch),
    _text("pipeline", "onrecord", "language model: our own, or an installed spaCy pipeline"),
    _text("extractor", "rules", "our rules, or an installed extractor"),
    _text("aliases", None, "file of your own names", "a file"),
    _number("batch_seconds", "30.0", "seconds of work between two commits", 0.1, 1e9),
    _number("page_cap", "5000", "pages, or frames of an image, read of one document", 1, 1e9,
            is_whole=True),
    _number("megapixel_cap", "120", "millions of pixels that an image may have", 1, 1e9,
            is_whole=True),
    _number("file_megabyte_cap", "1024", "megabytes that a file may have", 1, 1e9, is_whole=True),
    _number("unpacked_megabyte_cap", "512", "megabytes that a Word file may unpack to", 1, 1e9,
            is_whole=True),
    _number("xml_megabyte_cap", "48", "megabytes of these that may be XML",
            1, 1e9, is_whole=True),
    _number("picture_megabyte_cap", "128", "megabytes of pictures read of one document", 1, 1e9,
            is_whole=True),
    _number("memory_megabytes", "3072", "memory a document may take before it is given up",
            400, 1e9, is_whole=True),
    _number("base_seconds", "60", "time for any document before it is given up", 1, 1e9),
    _number("page_seconds", "10", "time more for each page with a text layer", 0, 1e9),
    _number("ocr_page_seconds", "60", "time more for each page by OCR", 0, 1e9),
    _one_of("ui_samples", "full", "how much of what documents say Prefect may keep",
            ("full", "ids", "off")),
    _text("alert_feed", None, "Atom file of alert hits; alerts.atom in the warehouse if not given",
          "a file"),
    Setting("smtp", None, "mail server for alerts", "smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://",
            re.compile(r"smtps?://\S+").fullmatch),
    _text("mail_from", "onrecord@localhost", "sender of mails", "an address"),
    _text("host", "127.0.0.1", "address the server listens on", "an address"),
    _number("port", "4200", "port of the server", 1, 65535, is_whole=True),
    _text("prefect_home", None, "folder of Prefect's database", "a folder"),
    _one_of("log_level", "off", "least level of log lines on standard error", LOG_LEVELS),
    _one_of("log_format", "text", "how log lines are written", LOG_FORMATS),
)  # fmt: skip
BY_NAME = {setting.name: setting for setting in SETTINGS}


class Configuration(Mapping[str, Given]):
    """Every setting by name, with its value and origin."""

    def __init__(self, given: Mapping[str, Given]) -> None:
        self._given = dict(given)

    def __getitem__(self, name: str) -> Given:
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def chosen(self) -> dict[str, str]:
        """The values that are not defaults."""
        return {
            name: given.value
            for name, given in self._given.items()
            if given.value is not None and given.origin != "default"
        }


def configuration(
    file: Path | None = None, environment: Mapping[str, str] = os.environ
) -> Configuration:
    """The settings that hold before flags are looked at.

    Raises:
        BadSetting: a file that is not there or not TOML, a name that is no setting, a bad value.
    """
    given = {s.name: Given(s.default, "default") for s in SETTINGS}
    path = settings_file(file, environment)
    if path is not None:
        for name, value in _read(path).items():
            given[name] = Given(checked(name, str(value), str(path)), str(path))
    for setting in SETTINGS:
        if value := environment.get(setting.variable):
            given[setting.name] = Given(
                checked(setting.name, value, setting.variable), setting.variable
            )
    _refuse_misspelt(environment)
    return Configuration(given)


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Refuse variables that are nearly a setting's: they would count for nothing, unseen."""
    known = {name.upper() for name in BY_NAME} | {"CONFIG"}
    for variable in environment:
        name = variable.removeprefix(PREFIX)
        if name == variable or name in known:
            continue
        if near := difflib.get_close_matches(name, known, 1, 0.85):
            raise BadSetting(f"{variable} is no setting; did you mean {PREFIX}{near[0]}?")


def checked(name: str, value: str, origin: str) -> str:
    """The value, if the setting can have it. Raises BadSetting."""
    setting = BY_NAME.get(name)
    if setting is None:
        near = difflib.get_close_matches(name, BY_NAME, 1)
        hint = f"did you mean {near[0]}?" if near else "onrecord settings lists them"
        raise BadSetting(f"{origin}: there is no setting {name}; {hint}")
    if not setting.is_good(value):
        raise BadSetting(f"{origin}: {name} is {value!r}; it must be {setting.wanted}")
    return value


def settings_file(
    given: Path | None = None, environment: Mapping[str, str] = os.environ
) -> Path | None:
    """The file to read, if any; one that was named must be there."""
    named = given or environment.get(f"{PREFIX}CONFIG")
    if named:
        return Path(named).expanduser().absolute()
    home = environment.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    places = (Path(FILE_NAME), Path(home) / "onrecord" / FILE_NAME)
    try:
        return next((place.absolute() for place in places if place.is_file()), None)
    except OSError as problem:  # as under sudo, with the home of another
        where = problem.filename
        raise BadSetting(
            f"{where}: {problem.strerror}; set HOME, or name a file: ONRECORD_CONFIG=FILE"
        ) from problem


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as problem:
        raise BadSetting(f"{path}: {problem.strerror}") from problem
    except ValueError as problem:
        raise BadSetting(f"{path}: {problem}") from problem


def logging_environment(level: str, format: str) -> dict[str, str]:
    """Variables that make Prefect write log lines to standard error as wanted."""
    found = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}
    if level != "off":
        found = {
            "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": level.upper(),
            "PREFECT_LOGGING_LEVEL": "DEBUG" if level == "debug" else "INFO",
        }
    if format == "json":
        found["PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER"] = "json"
        found["PREFECT_LOGGING_FORMATTERS_JSON_CLASS"] = "flows.json_lines.JsonLines"
    return found
