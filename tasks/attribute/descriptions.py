"""Whom a description means that nothing but the text around it tells: "the company said"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from tasks.attribute.lists import people_words, places
from tasks.attribute.names import Name, Register, is_of_company
from tasks.attribute.pronouns import rank_of
from tasks.attribute.roles import ALIKE, ANOTHER, LIMITING, Roles, noun_of
from tasks.attribute.runs import LINKING, is_firm, is_institution
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Range, Token

REACH = 2  # sentences a description looks back, and a lead looks ahead
LED_BY = frozenset({"head", "leader", "chief", "president", "boss", "secretary", "chairman"})
TOLD = frozenset({"tell", "inform", "ask", "urge", "speak", "talk", "write"})
NARROWING = frozenset({"compound", "amod", "nmod:poss", "nmod"})
BESIDE = frozenset({"appos", "nmod:desc", "flat", "compound"})
NEW = frozenset({"a", "an", "another"})
BEFORE_MEMBERS = LINKING | {"at"}


class Descriptions:
    """Looks for the one person or company around a description that it can mean."""

    def __init__(
        self,
        parse: Parse,
        register: Register,
        roles: Roles,
        speakers: dict[int, list[tuple[int, Name]]],
    ) -> None:
        self.parse = parse
        self.register = register
        self.roles = roles
        self.speakers = speakers  # by sentence, as far as they are known
        self.by_sentence: dict[int, list[Name]] = {}
        for name in register.names:
            self.by_sentence.setdefault(name.head.sentence, []).append(name)
        self.companies = {n.entity for n in register.names if is_of_company(parse, n.tokens)}
        self.organisations = {
            i for hint in parse.hints if hint.label == "ORG" for i in range(hint.first, hint.end)
        }

    def bearer(self, head: Token, hidden: list[Range]) -> Name | None:
        """The one company or person of the sentences before that a description can mean.

        ``hidden`` are the token ranges of what is said: the speaker is not named there. None when
        nobody or more than one can be meant, and for descriptions that mostly bring in somebody
        else, as "the judge" and "the spokesman" do.
        """
        if self._is_union_of_leader(head):
            return self._leader_ahead(head) or self._actor(head, hidden)
        if is_national(head):
            return self._person_of_paragraph(head, hidden)
        if not any(c.dep == "det" and c.lower == "the" for c in head.children):
            return self._actor(head, hidden)
        if head.lemma.lower() in people_words()["companies"] and head.tag == "NN":
            return self.company(head) if self._is_bare(head, people_words()["states"]) else None
        is_calling = head.tag == "NN" and head.lemma.lower() in people_words()["callings"]
        if self._is_bare(head, people_words()["offices_held"]) and (_is_age(head) or is_calling):
            return self._person(head, hidden) or self._actor(head, hidden)
        return self._actor(head, hidden) or self._speaker(head, hidden)

    def _is_bare(self, head: Token, modifiers: frozenset[str]) -> bool:
        """Whether nothing but these words, a nationality or an age narrows a description."""
        return all(
            c.dep in ("det", "punct", "case")
            or _is_age(head)
            or (c.i < head.i and c.lower in modifiers)
            or c.lower in places().demonyms
            for c in head.children
        )

    def _around(self, head: Token) -> Iterator[Name]:
        near = range(max(0, head.sentence - REACH), head.sentence + 1)
        for name in chain.from_iterable(self.by_sentence.get(n, ()) for n in near):
            if name.tokens[0] < head.i and name.entity is not None:
                yield name

    def company(self, head: Token) -> Name | None:
        """The only one around that "company" can mean.

        In "X will close its plant, the company said" it is who does it.
        """
        if head.lemma.lower() not in people_words()["companies"]:
            return None
        found = [name for name in self._around(head) if self._is_company(name)]
        here = _only(name for name in found if name.head.sentence == head.sentence)
        return here if here is not None and here.head.dep == "nsubj" else _only(found)

    def _is_company(self, name: Name) -> bool:
        """Whether a name can be one of a company and is not one that news was told to."""
        if name.kind != "organisation" or name.resolution == "metonym":
            return False
        words = [t.lower for t in self.parse.tokens[slice(*name.tokens)]]
        if " ".join(words) in people_words()["media"] or words[-1] in people_words()["media"]:
            return False
        if any(is_institution(word) and not is_firm(word) for word in words):
            return False
        head = name.head
        if head.dep in ("obj", "iobj", "obl") and head.head.lemma.lower() in TOLD:
            return False
        is_told = name.entity in self.companies
        return is_told or is_firm(words[-1]) or head.i in self.organisations

    def _tokens(self, name: Name) -> list[Token]:
        return self.parse.tokens[slice(*name.tokens)]

    def _person(self, head: Token, hidden: list[Range]) -> Name | None:
        colon = self._colon_before(head)
        found = self._lead(head, colon) or _only(
            name
            for name in self._around(head)
            if name.kind == "person"
            and (name.tokens[0] < colon or not any(a <= name.tokens[0] < b for a, b in hidden))
        )
        if found is None or not self._may_be_called(found, head):
            return None
        between = self.parse.tokens[found.tokens[1] : head.i]
        eclipsed = any(
            t.tag == "NN" and t.dep == "nsubj" and t.lemma.lower() in holders()["people"]
            for t in between
        )
        return None if eclipsed else found

    def _actor(self, head: Token, hidden: list[Range]) -> Name | None:
        """The only person of the paragraph, who acts there: "Ann Lee shrugged. The convener said".

        The office may be narrowed ("the pilots' leader", "the Acme director"); no word before it
        may tell of another, and nobody may have been called so before the name stood.
        """
        noun, words = noun_of(head), people_words()
        if head.tag != "NN" or noun not in words["borne"] | words["callings"]:
            return None
        if not any(
            t.lower == "the" for c in head.each("det", "nmod:poss") for t in (c, *c.children)
        ):
            return None
        narrowing = [c for c in head.children if c.dep not in ("det", "punct", "case")]
        if any(c.lower in ANOTHER | LIMITING or c.dep not in NARROWING for c in narrowing):
            return None
        return self._person_of_paragraph(head, hidden)

    def _speaker(self, head: Token, hidden: list[Range]) -> Name | None:
        """The only person of the paragraph, by a trade or as who speaks for others.

        "Ann Lee called it a trick. “It must go,” the beekeeper said." A lawyer or a spokesman comes
        beside the one who has a name, unless that one has spoken.
        """
        noun, words = noun_of(head), people_words()
        is_bare = self._is_bare(head, frozenset())
        if head.tag != "NN" or not is_bare or noun not in words["trades"] | words["voices"]:
            return None
        found = self._person_of_paragraph(head, hidden)
        if found is None or noun in words["trades"]:
            return found
        return found if self._has_spoken(found, head) else None

    def _has_spoken(self, name: Name, head: Token) -> bool:
        """Whether somebody has spoken in the paragraph before a description."""
        near = range(self._first_of_paragraph(head), head.sentence + 1)
        spoken = chain.from_iterable(self.speakers.get(n, ()) for n in near)
        return any(i < head.i and other.entity == name.entity for i, other in spoken)

    def _person_of_paragraph(self, head: Token, hidden: list[Range]) -> Name | None:
        """The only person named in the paragraph before a description, who acts or speaks there."""
        first = self.parse.sentences[self._first_of_paragraph(head)].first
        lead = self._lead(head, self._colon_before(head))
        if lead is not None:
            first = lead.tokens[0]
        before = [
            name
            for name in self.register.names
            if first <= name.tokens[0] < head.i
            and name.kind == "person"
            and not any(a <= name.tokens[0] < b for a, b in hidden)
        ]
        found = _only(before)
        if found is None or not self._may_be_called(found, head):
            return None
        if not self._acts(before[-1]) and not self._has_spoken(found, head):
            return None
        return None if self._is_told_before(head, found) else found

    def _acts(self, name: Name) -> bool:
        """Whether somebody is a subject where named, or whom a sentence opens with: "For Lee …"."""
        return rank_of(name.head) <= 1 or self._is_topic(name)

    def _is_topic(self, name: Name) -> bool:
        case = name.head.child("case")
        is_first = case is not None and case.i == self.parse.sentence_of(name.head).first
        return is_first and case is not None and case.lower in ("for", "to")

    def _first_of_paragraph(self, head: Token) -> int:
        number = head.sentence
        block = self.parse.sentences[number].block
        while number and self.parse.sentences[number - 1].block == block:
            number -= 1
        return number

    def _is_told_before(self, head: Token, name: Name) -> bool:
        """Whether somebody is called so before the name stands, or another speaks in between."""
        noun = noun_of(head)
        named = min(n.tokens[0] for n in self.register.names if n.entity == name.entity)
        if any(
            t.tag == "NN" and t.lemma.lower() == noun and t.i not in self.register.at
            for t in self.parse.tokens[:named]
        ):
            return True
        between = self.parse.tokens[name.tokens[1] : head.i]
        return any(self._is_another(t, noun, name) for t in between if t.tag == "NN")

    def _is_another(self, token: Token, noun: str, name: Name) -> bool:
        """Whether a noun brings in somebody else who can be meant by it, or who acts."""
        if token.i in self.register.at:
            return False
        if token.lemma.lower() == noun and token.dep not in BESIDE:
            return any(c.dep == "nmod:poss" or c.lower in NEW for c in token.children)
        is_actor = token.dep == "nsubj" and token.head.is_root
        if not is_actor or token.lemma.lower() not in holders()["people"]:
            return False
        known = self.roles.bearer(token)
        return known is None or known.entity == name.entity or noun_of(token) == noun

    def _colon_before(self, head: Token) -> int:
        """The colon of a sentence before a token: what stands before it is not said."""
        first = self.parse.sentence_of(head).first
        return next((t.i for t in self.parse.tokens[first : head.i] if t.text == ":"), 0)

    def _lead(self, head: Token, colon: int) -> Name | None:
        """The person of whom the clause before a colon tells: "Bo Lee was calm: the admiral …"."""
        names = self.by_sentence.get(head.sentence, ())
        found = _only(n for n in names if n.kind == "person" and n.tokens[0] < colon)
        return found if found is not None and rank_of(found.head) <= 1 else None

    def _may_be_called(self, name: Name, head: Token) -> bool:
        """Whether what is known of a person agrees with a description, and is nobody else's."""
        noun, words = noun_of(head), people_words()
        gender = name.person.gender if name.person is not None else None
        if (noun in words["male_words"] and gender == "female") or (
            noun in words["female_words"] and gender == "male"
        ):
            return False
        called = {noun, *ALIKE.get(noun, ())}
        everyone = [role for roles in self.roles.by_noun.values() for role in roles]
        own = {role.noun for role in everyone if role.name.entity == name.entity}
        others = {role.noun for role in everyone if role.name.entity != name.entity}
        if others & called:
            return False
        if _is_age(head) or is_national(head) or noun in words["anybody"]:
            return True
        if own:
            return not own.isdisjoint(called - {noun})
        if noun in words["public_offices"] and self._is_new_speaker(name, head):
            return False
        is_main = name.head.dep in ("nsubj", "nsubj:pass", "root") or name.head.is_root
        return is_main or self._is_topic(name) or self._has_spoken(name, head)

    def _is_new_speaker(self, name: Name, head: Token) -> bool:
        """Whether a name that has just spoken gives way: "Ann Lee said … The governor said …".

        Who says two things in a row is "she" the second time, or is called by what was told.
        """
        is_full = name.person is not None and len(name.person.words) > 1
        spoken = self.speakers.get(head.sentence - 1, ())
        has_spoken = any(i in range(*name.tokens) for i, _ in spoken)
        return is_full and has_spoken and name.head.head.lemma == head.head.lemma == "say"

    def _is_union_of_leader(self, head: Token) -> bool:
        return head.tag == "NN" and head.lemma.lower() in LED_BY and self._of_what(head) != ""

    def _of_what(self, head: Token) -> str:
        """What the head of an organisation is head of: "union" of "the head of their union"."""
        for child in head.each("nmod", "compound"):
            if child.tag == "NN" and is_institution(child.lower):
                return child.lower
        return ""

    def _leader_ahead(self, head: Token) -> Name | None:
        """Who "the head of their union" in a first sentence is, by the name that follows.

        "…, their union leader said. Ann Lee of the Dockers' Union …" tells it when nobody else
        has a name there.
        """
        if self.parse.sentence_of(head).first != self.parse.blocks[0].first and any(
            name.kind == "person" and name.tokens[0] < head.i for name in self.register.names
        ):
            return None
        near = range(head.sentence, head.sentence + REACH)
        names = chain.from_iterable(self.by_sentence.get(n, ()) for n in near)
        found = _only(name for name in names if name.kind == "person")
        of_what = self._member_of(found) if found is not None else None
        if of_what is None or self._tokens(of_what)[-1].lower != self._of_what(head):
            return None
        return found

    def _member_of(self, name: Name) -> Name | None:
        """The organisation right after a name: "Ann Lee of the Dockers' Union"."""
        after = self.parse.tokens[name.tokens[1] : name.tokens[1] + 3]
        if not after or after[0].lower not in BEFORE_MEMBERS:
            return None
        return next(
            (self.register.at[t.i] for t in after[1:] if t.i in self.register.at),
            None,
        )


def is_national(head: Token) -> bool:
    """Whether a description is where somebody comes from: "the Norwegian"."""
    is_one = head.tag in ("NN", "NNP", "JJ") and all(
        c.dep in ("det", "punct") for c in head.children
    )
    is_definite = any(c.dep == "det" and c.lower == "the" for c in head.children)
    lower = head.lower
    return (
        is_one
        and is_definite
        and (lower in places().demonyms or lower in people_words()["nationals"])
    )


def _only(names: Iterable[Name]) -> Name | None:
    """The last of some names, when all mean one."""
    found = {name.entity: name for name in names}
    return next(iter(found.values())) if len(found) == 1 else None


def _is_age(head: Token) -> bool:
    """Whether a description is an age: "the 71-year-old"."""
    return head.lower.endswith("-year-old") or (
        head.lower == "old" and any(c.lower == "year" for c in head.children)
    )
