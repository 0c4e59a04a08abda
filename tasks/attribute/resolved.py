"""What a source turned out to be."""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.values import Speaker


@dataclass(slots=True)
class Resolved:
    """The speakers of one source, how they were found or why not, and what kind they are."""

    speakers: list[Speaker] = field(default_factory=list)
    resolution: str = "none"
    kind: str = "none"

    def taken_up(self, resolution: str) -> Resolved:
        """The same speakers, as a pronoun takes them up."""
        copies = [Speaker(s.name, s.entity, s.is_joint) for s in self.speakers]
        return Resolved(copies, resolution, self.kind)
