"""Roles that a document gives to its people, so that "the French president" can be named."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import chain

from tasks.attribute.lists import people_words, places
from tasks.attribute.names import Name, Register
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Token

# What a description may call somebody whose title is another word.
ALIKE = {
    "leader": frozenset({"president", "premier", "chancellor", "king", "emir", "ruler", "head"}),
    "chief": frozenset({"chair", "chairman", "director", "head", "secretary", "commissioner"}),
    "spokesman": frozenset({"spokesperson"}),
    "spokeswoman": frozenset({"spokesperson"}),
    "spokesperson": frozenset({"spokesman", "spokeswoman"}),
    "gaffer": frozenset({"manager", "coach"}),
    "boss": frozenset({"manager", "coach", "chief", "head"}),
    "lawmaker": frozenset({"senator", "congressman", "congresswoman", "representative", "mp"}),
}
LONGEST = 8  # words of a title before a name
GENERALS = frozenset({"attorney", "secretary", "solicitor", "surgeon", "director"})
REACH = 8  # sentences over which a bare "the president" keeps its person
LIMITING = frozenset(
    {"vice", "deputy", "former", "ex", "ex-", "assistant", "associate", "acting", "late", "then"}
)
ANOTHER = frozenset(
    {
        "other",
        "another",
        "next",
        "first",
        "second",
        "new",
        "future",
        "own",
        "same",
        "last",
        "former",
    }
)
OWNERS = frozenset({"nmod:poss", "amod", "compound", "nmod", "poss", "pobj", "nummod"})


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is called: the noun, the words that narrow it, and where it is said."""

    noun: str
    words: frozenset[str]  # lower-case lemmas; a country or its adjective is its code
    name: Name
    at: int


class Roles:
    """The roles of a document's people by noun."""

    def __init__(self, parse: Parse, register: Register) -> None:
        self.parse = parse
        self.register = register
        self.by_noun: dict[str, list[Role]] = {}
        self.named_in: dict[int, list[int]] = {}  # sentences that name an entity, in order
        for name in register.names:
            if name.entity is not None:
                self.named_in.setdefault(name.entity, []).append(name.head.sentence)
            if name.kind == "person":
                for noun, words in [*self._before(name), *self._beside(name)]:
                    role = Role(noun, frozenset(words), name, name.tokens[0])
                    self.by_noun.setdefault(noun, []).append(role)

    def bearer(self, head: Token) -> Name | None:
        """The one person whom "the president" or "the French president" can mean here.

        Only a definite description in the singular is looked up, and only earlier text gives
        evidence. None when nobody or more than one person bears the role.
        """
        narrowing = self._narrowing(head)
        if narrowing is None:
            return None
        fits: dict[int, Name] = {}
        noun = noun_of(head)
        for role in chain.from_iterable(
            self.by_noun.get(called, []) for called in [noun, *sorted(ALIKE.get(noun, ()))]
        ):
            if role.at >= head.i or role.name.entity is None:
                continue
            if narrowing <= role.words and not (role.words & LIMITING) - narrowing:
                fits[role.name.entity] = role.name
        if len(fits) != 1:
            return None
        found = next(iter(fits.values()))
        if not narrowing and not self._is_near(found, head):
            return None
        return found

    def _is_near(self, name: Name, head: Token) -> bool:
        if name.entity is None:
            return False
        sentences = self.named_in[name.entity]
        last = bisect_right(sentences, head.sentence) - 1
        return last >= 0 and head.sentence - sentences[last] <= REACH

    def _narrowing(self, head: Token) -> set[str] | None:
        """The words that narrow a definite description in the singular; None when it is not one."""
        if head.tag != "NN" or head.pos != "NOUN" or head.lemma.lower() not in holders()["people"]:
            return None
        is_definite = False
        words: set[str] = set()
        for child in head.children:
            if _is_set_apart(self.parse, head, child) or _is_epithet(child):
                continue
            if child.dep == "det":
                is_definite |= child.lower == "the"
            elif child.dep == "nmod:poss":
                code = _country(child)
                if code is None:
                    return None
                is_definite = True
                words.add(code)
            elif child.lower == "general":
                continue
            elif child.dep in ("amod", "compound"):
                if child.lower in ANOTHER - LIMITING:
                    return None
                words.add(_country(child) or child.lemma.lower())
            elif child.i > head.i and child.dep in ("nmod", "acl", "acl:relcl", "appos", "conj"):
                whose = self._of_what(child)
                if whose is None:
                    return None
                words.add(whose)
        return words if is_definite else None

    def _of_what(self, noun: Token) -> str | None:
        """What narrows a description from behind, as roles say it: "of France", "for them"."""
        case = noun.child("case")
        if noun.dep != "nmod" or case is None or case.lower not in ("of", "for"):
            return None
        code = _country(noun)
        is_plain = all(c.dep in ("case", "det") for c in noun.children)
        return code or (noun.lemma.lower() if is_plain else None)

    def _before(self, name: Name) -> list[tuple[str, set[str]]]:
        """The title right before a name: "French President", "Ukraine's envoy"."""
        tokens, at = self.parse.tokens, name.tokens[0] - 1
        first = self.parse.sentence_of(tokens[name.tokens[0]]).first
        noun, words = "", set[str]()
        while at >= first and name.tokens[0] - at <= LONGEST:
            token = tokens[at]
            country = _country(token)
            if country is not None:
                words.add(country)
            elif token.lower not in ("'s", "’s", "-"):
                lemma = token.lemma.lower()
                is_role = lemma in holders()["people"] or token.lower in people_words()["titles"]
                if not is_role and token.pos not in ("PROPN", "ADJ", "NOUN"):
                    break
                if not noun and lemma not in holders()["people"]:
                    break
                if noun and noun != "general":
                    words.add(lemma)
                else:  # "attorney general" is an attorney, not a general
                    noun = lemma if not noun or lemma in GENERALS else noun
            at -= 1
        return [(noun, words)] if noun else []

    def _beside(self, name: Name) -> list[tuple[str, set[str]]]:
        """Appositions: "Anna Berg, the Norwegian minister" and "the minister, Anna Berg"."""
        found = []
        heads = [c for t in self._tokens(name) for c in t.each("appos") if c.pos == "NOUN"]
        top = name.head
        if top.dep in ("appos", "flat", "nmod:desc") and top.head.pos == "NOUN":
            heads.append(_led(top.head) or top.head)
        verbless = name.head.head if name.head.dep == "nsubj" else None
        if verbless is not None and verbless.pos == "NOUN" and verbless.child("cop"):
            heads.append(verbless)
        for head in heads:
            lemma = head.lemma.lower()
            if head.tag == "NN" and lemma in holders()["people"]:
                words = {
                    _country(c) or c.lemma.lower()
                    for c in head.children
                    if c.dep in OWNERS and c is not name.head
                }
                found.append((lemma, words))
        return found

    def _tokens(self, name: Name) -> list[Token]:
        return self.parse.tokens[name.tokens[0] : name.tokens[1]]


def _is_set_apart(parse: Parse, head: Token, child: Token) -> bool:
    """Whether a comma stands before what follows a description: "the director, who also …"."""
    edge = parse.tokens[child.left - 1 : child.left + 1]
    return child.i > head.i and any(t.text == "," for t in edge)


def _is_epithet(word: Token) -> bool:
    """Whether a word before an office tells nobody apart: "the veteran chairman"."""
    is_before = word.dep in ("amod", "compound") and word.i < word.head.i
    is_age = word.lower.endswith("-year-old")
    return is_before and (is_age or word.lower in people_words()["epithets"])


def _led(body: Token) -> Token | None:
    """The leader where a name seems to be its body's: "the chairman of the commission, Bo Lee"."""
    case, leader = body.child("case"), body.head
    is_of = body.dep == "nmod" and case is not None and case.lower == "of"
    is_leader = leader.tag == "NN" and leader.lemma.lower() in holders()["people"]
    return leader if is_of and is_leader and body.tag in ("NN", "NNP") else None


def noun_of(head: Token) -> str:
    """The noun of a role: "attorney" of "the attorney general", whichever the parser heads."""
    before = next((c for c in head.children if c.i == head.i - 1), None)
    if head.lower == "general" and before is not None and before.lower in GENERALS:
        return before.lower
    return head.lemma.lower()


def _country(token: Token) -> str | None:
    """The code of the state that a token names or is the adjective of."""
    known, lower = places(), token.lower
    country = known.countries.get(lower) or known.demonyms.get(lower)
    return country.code if country is not None else None
