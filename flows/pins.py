"""Whether the packages that are installed are those that On Record's pins allow."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement


def misfits() -> dict[str, str]:
    """What is wrong with a package, by what pip has to install instead."""
    found = {}
    for line in requires("onrecord") or []:
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue  # of an extra
        try:
            there = version(wanted.name)
        except PackageNotFoundError:
            found[_shown(wanted)] = f"{wanted.name} is missing"
            continue
        if not wanted.specifier.contains(there, prereleases=True):
            found[_shown(wanted)] = f"{wanted.name} {there} is not {wanted.specifier}"
    return found


def remedy(wrong: dict[str, str]) -> str:
    """The command that mends it, from wherever On Record itself was installed."""
    return "pip install " + " ".join(f"'{wanted}'" for wanted in wrong)


def _shown(wanted: Requirement) -> str:
    extras = f"[{','.join(sorted(wanted.extras))}]" if wanted.extras else ""
    return f"{wanted.name}{extras}{wanted.specifier}"
