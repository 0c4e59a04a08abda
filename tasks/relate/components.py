"""What hangs together by links: groups that do not depend on the order of arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Components:
    """Disjoint sets of keys (union by the smaller key, path halving: Tarjan 1975)."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def find(self, key: str) -> str:
        """The key that stands for the set of ``key``."""
        parents = self._parents
        parents.setdefault(key, key)
        while parents[key] != key:
            parents[key] = parents[parents[key]]
            key = parents[key]
        return key

    def are_together(self, one: str, other: str) -> bool:
        """Whether two keys are in one set; a key that was in none stays in none."""
        known = self._parents
        return one in known and other in known and self.find(one) == self.find(other)

    def join(self, keys: Iterable[str]) -> None:
        """Put the sets of all these keys together."""
        first, *rest = sorted({self.find(key) for key in keys}) or [""]
        for key in rest:
            self._parents[key] = first

    def groups(self) -> list[list[str]]:
        """All sets, each sorted, in the order of their first keys."""
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._parents:
            found[self.find(key)].append(key)
        return sorted(sorted(group) for group in found.values())
