"""The table of cue words, read from cues.toml, and how a token of a text is found in it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tasks.extract.tree import Token

TABLE = Path(__file__).with_name("cues.toml")
PART_OF_SPEECH = {"verbs": "verb", "nouns": "noun", "adjectives": "adjective", "adverbs": "adverb"}


@dataclass(frozen=True, slots=True)
class Cue:
    """What one cue word may do: for each complement frame the act it performs in it.

    ``weak`` holds the frames that need a full clause to count: a word such as "know" or "find"
    is a cue with a clausal complement only. ``sources`` tells for a frame what kind of source it
    asks for.
    """

    lemma: str
    acts: dict[str, str]
    weak: frozenset[str]
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def act(self) -> str:
        """The act of the first frame listed: what the word does when nothing tells more."""
        return next(iter(self.acts.values()))

    def prepositions(self) -> list[str]:
        """The prepositions whose object can be the content."""
        return [frame for frame in self.acts if frame in PREPOSITIONS]


PREPOSITIONS = frozenset({"for", "of", "on", "about", "against", "with", "to", "in", "over", "at"})


@cache
def table() -> dict[tuple[str, str], Cue]:
    """All cues by part of speech ("verb", "noun", ...) and lemma with its particle."""
    entries: dict[tuple[str, str], Cue] = {}
    for group in tomllib.loads(TABLE.read_text(encoding="utf-8"))["class"]:
        for kind, pos in PART_OF_SPEECH.items():
            for lemma in group.get(kind, "").split():
                known = entries.get((pos, lemma))
                acts = dict(known.acts) if known else {}
                weak = set(known.weak) if known else set()
                sources = dict(known.sources) if known else {}
                for frame in group["frames"]:
                    if frame not in acts:
                        acts[frame] = group["act"]
                        if "source" in group:
                            sources[frame] = group["source"]
                        if group.get("weak"):
                            weak.add(frame)
                    elif not group.get("weak"):
                        weak.discard(frame)
                entries[pos, lemma] = Cue(lemma, acts, frozenset(weak), sources)
    return entries


def look_up(token: Token) -> tuple[Cue, Token | None] | None:
    """The cue a token is, with its particle if it has one; None when it is no cue word."""
    if token.pos in ("VERB", "AUX"):
        return _verb(token)
    if token.pos in ("NOUN", "PROPN"):
        cue = table().get(("noun", token.lemma.lower()))
        return (cue, None) if cue else None
    if token.pos == "ADJ":
        cue = table().get(("adjective", token.lemma)) or table().get(("adjective", token.lower))
        if cue:
            return cue, None
        return _verb(token) if token.tag in ("VBN", "VBD") else None
    if token.pos == "ADV":
        cue = table().get(("adverb", token.lower))
        return (cue, None) if cue else None
    return None


def _verb(token: Token) -> tuple[Cue, Token | None] | None:
    for child in token.children:
        if child.dep in ("compound:prt", "advmod", "case", "obl", "mark", "xcomp") and (
            token.i < child.i <= token.i + 2
        ):
            cue = table().get(("verb", f"{token.lemma}_{child.lower}"))
            if cue:
                return cue, child
    for child in token.children:
        for below in child.children:
            if below.i == token.i + 1 and (below.dep == "case" or below.tag == "RP"):
                cue = table().get(("verb", f"{token.lemma}_{below.lower}"))
                if cue:
                    return cue, below
    cue = table().get(("verb", token.lemma)) or table().get(("verb", base_of(token.lower)))
    return (cue, None) if cue else None


def base_of(form: str) -> str:
    """The base of a regular form, for words whose lemma the pipeline does not know."""
    for ending, endings in (
        ("ing", ("", "e")),
        ("ied", ("y",)),
        ("ed", ("", "e")),
        ("ies", ("y",)),
        ("s", ("",)),
    ):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            stem = form.removesuffix(ending)
            for tail in endings:
                if ("verb", stem + tail) in table():
                    return stem + tail
            if len(stem) > 3 and stem[-1] == stem[-2] and ("verb", stem[:-1]) in table():
                return stem[:-1]
    return form
