"""Who speaks together: the parts of "the Greens, the Liberals and Ann Lee"."""

from __future__ import annotations

from tasks.attribute.names import Name, Register
from tasks.attribute.runs import PARTIES
from tasks.extract.tree import Parse, Range, Token

DEEPEST = 20  # coordinated names one below the other
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
NAMED = frozenset({"nmod", "obl", "conj", "obj", "appos", "nsubj", "dep", "pobj"})
INCLUDING = frozenset({"including", "like", "such", "as"})


class Lists:
    """The heads of a source that names several."""

    def __init__(self, parse: Parse, register: Register) -> None:
        self.parse = parse
        self.register = register

    def of(self, head: Token, source: Range) -> list[Token]:
        """The heads of those who speak: those listed after a plural, else the coordinated ones."""
        listed = self._included(head, source) or self._enumerated(head, source)
        if listed:
            return listed
        found = [c for c in _coordinated(head, source) if not self._is_description(head, c)]
        return [head, *(self._listed(head, source) or found), *self._after_place(head, source)]

    def _included(self, head: Token, source: Range) -> list[Token]:
        """The names of "other countries, including X and Y"."""
        if head.pos not in ("NOUN", "PRON") or not is_plural(head):
            return []
        inside = self.parse.tokens[head.i : source[1]]
        at = next((t.i for t in inside if t.lower in ("including", "like", "such")), None)
        if at is None:
            return []
        names = [n for n in self.register.names if at < n.tokens[0] and n.tokens[1] <= source[1]]
        return [n.head for n in names if n.head.dep in NAMED and not _is_placed(n.head)]

    def _enumerated(self, head: Token, source: Range) -> list[Token]:
        """The names after a plural: "the two parties, the Greens and the Liberals"."""
        if head.pos != "NOUN" or head.tag != "NNS":
            return []
        for first in head.each("appos"):
            names = [t for t in (first, *_coordinated(first, source)) if t.i in self.register.at]
            if len(names) > 1 and first in names and first.i > head.i:
                return names
        return []

    def _listed(self, head: Token, source: Range) -> list[Token]:
        """The rest of a list whose second part was read as an apposition: "X, Y and Z said"."""
        own = self.register.at.get(head.i)
        for second in head.each("appos"):
            name = self.register.at.get(second.i)
            if own is None or name is None or not _is_another(own, name):
                continue
            rest = _coordinated(second, source)
            is_closed = any(
                t.text in (",", ")", "—", "–")
                for t in self.parse.tokens[max([second.i, *(c.i for c in rest)]) : source[1]]
            )
            if rest and not is_closed:
                return [second, *rest]
        return []

    def _after_place(self, head: Token, source: Range) -> list[Token]:
        """A person read as another place of the first: "Ann Lee of Kelby and Bo Fry said"."""
        own = self.register.at.get(head.i)
        if own is None or own.kind != "person":
            return []
        found = [c for place in head.each("nmod") for c in place.each("conj") if c.child("cc")]
        names = [(c, self.register.at.get(c.i)) for c in found if source[0] <= c.i < source[1]]
        return [c for c, name in names if name is not None and name.kind == "person"]

    def _is_description(self, head: Token, part: Token) -> bool:
        """Whether a coordinated noun goes on telling who somebody is.

        "Ann Lee, a biologist and one of the best", "Ann Lee and Bo Fry, both lawyers", "a lawyer
        and writer Ann Lee".
        """
        own = self.register.at.get(head.i)
        follows = self.register.at.get(part.i + 1)
        if own is None and head.tag == part.tag == "NN" and follows is not None:
            return follows.kind == "person" and part.child("det") is None
        if own is None or own.kind != "person" or part.pos not in ("NOUN", "NUM"):
            return False
        link = part.child("cc")
        if link is None:
            return any(c.child("cc") is not None and c.i < part.i for c in head.each("conj"))
        told = [c for c in head.each("appos", "flat") if own.tokens[1] <= c.i < part.i]
        names = [self.register.at.get(c.i) for c in told]
        is_described = any(name is None or name.kind != "person" for name in names)
        is_one = part.tag in ("NN", "CD")
        return is_one and is_described and self.parse.tokens[link.i - 1].text != ","


def _is_another(first: Name, second: Name) -> bool:
    """Whether two names can stand side by side in a list of speakers."""
    bodies = ("organisation", "state", "group")
    is_alike = first.kind == second.kind or (first.kind in bodies and second.kind in bodies)
    return is_alike and first.kind != "place" and first.entity != second.entity


def _is_placed(head: Token) -> bool:
    """Whether a name only tells where others are: "parties such as the Greens in Norway"."""
    case = head.child("case")
    return case is not None and case.lower not in INCLUDING


def _coordinated(head: Token, source: Range, depth: int = 0) -> list[Token]:
    found = [
        c
        for c in head.each("conj")
        if source[0] <= c.i < source[1]
        and c.pos in NOMINAL
        and c.child("case") is None
        and c.text not in PARTIES
        and (c.child("cc") is not None or len(head.each("conj")) > 1 or depth)
    ]
    if depth > DEEPEST:
        return found
    return found + [d for c in found for d in _coordinated(c, source, depth + 1)]


def is_plural(head: Token) -> bool:
    """Whether a source is more than one by its form."""
    return (
        head.tag in ("NNS", "NNPS")
        or head.child("conj") is not None
        or head.lower in ("both", "several", "many", "some", "they", "those", "others", "few")
    )
