"""Whom a pronoun means: the last named subject that agrees in gender and number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from tasks.attribute.lists import people_words
from tasks.attribute.names import Name, Register
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Range, Token
from tasks.extract.words import words

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
THEY = frozenset({"they", "them", "their", "themselves"})
IT = frozenset({"it", "its", "itself"})
FIRST = frozenset({"i", "me", "my", "we", "us", "our", "myself", "ourselves", "mine"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
REACH = 4  # sentences a pronoun looks back
STANDS_BY = 2  # the rank of a name that is no subject
BODY_REACH = 2  # sentences "it" looks back for an organisation that has no name
ASKED = words("asked")
# "Lee was right: it was late, he said" may be another's word on Lee.
JUDGED = frozenset({"right", "wrong", "mistaken", "correct", "guilty", "innocent", "lying"})
MARKS = frozenset("“”‘’\"'")
BODIES = frozenset({"report", "study", "survey", "paper", "newspaper", "ombudsman", "statement"})


class Antecedents:
    """Names in text order, with what has been resolved so far, for pronouns to look back on."""

    def __init__(
        self,
        parse: Parse,
        register: Register,
        bearer: Callable[[Token], Name | None],
        speakers: dict[int, list[tuple[int, Name]]],
    ) -> None:
        self.parse = parse
        self.bearer = bearer  # who bears a role: "the former mayor"
        self.names = register.names
        self.at = register.at
        self.starts = [n.tokens[0] for n in self.names]
        # By sentence: token of the pronoun or name, and whom it means.
        self.speakers = speakers
        self.bodies: dict[int, Token] = {}  # what an "it" means that has no name

    def note(self, i: int, name: Name) -> None:
        """Remember whom the source at token ``i`` turned out to be."""
        self.speakers.setdefault(self.parse.tokens[i].sentence, []).append((i, name))

    def speaker_before(self, pronoun: Token) -> Name | None:
        """Who spoke last, in the sentence of a pronoun or the two before it."""
        for distance in range(3):
            spoken = self.speakers.get(pronoun.sentence - distance, ())
            before = [(i, name) for i, name in spoken if i < pronoun.i]
            if before:
                return max(before, key=lambda pair: pair[0])[1]
        return None

    def of(self, pronoun: Token, hidden: list[Range]) -> Name | None:
        """The name a third-person pronoun means; names inside ``hidden`` ranges do not count."""
        owner = self._whose(pronoun) or self._who_was_asked(pronoun)
        if owner is not None:
            return owner
        found = self._nearest(pronoun, hidden)
        if found is None:
            return None
        (distance, rank), best = found
        if rank == STANDS_BY and pronoun.lower in IT and pronoun.dep.startswith("nsubj"):
            return None
        if rank == STANDS_BY and (same := self._topic_before(pronoun, best)) is not None:
            earlier = self._nearest(same, [])
            return earlier[1] if earlier is not None and earlier[0][1] == 0 else None
        if pronoun.lower in IT and self._is_body_nearer(pronoun, hidden, distance, rank):
            return None
        if pronoun.lower in HE | SHE:
            if rank == STANDS_BY and self._is_eclipsed(best, pronoun):
                return None
            if distance and self._is_followed(pronoun, distance):
                return None
        return best

    def body_before(self, pronoun: Token, hidden: list[Range]) -> Token | None:
        """The last subject that is an organisation without a name: "the council"."""
        first = self.parse.sentences[max(0, pronoun.sentence - BODY_REACH)].first
        near = self.parse.tokens[first : pronoun.i]
        bodies = [t for t in near if _is_body(t) and not any(a <= t.i < b for a, b in hidden)]
        bodies = [t for t in bodies if not any(c.i in self.at for c in t.each("appos", "flat"))]
        bodies += [t for t in near if t.i in self.bodies]
        last = max(bodies, key=lambda t: (t.sentence, -rank_of(t), t.i), default=None)
        return self.bodies.get(last.i, last) if last is not None else None

    def _is_body_nearer(
        self, pronoun: Token, hidden: list[Range], distance: int, rank: int
    ) -> bool:
        """Whether "it" rather means an organisation without a name than a name of this rank."""
        body = self.body_before(pronoun, hidden)
        if body is None:
            return False
        # A name that stands by, as in "parts from Germany", is seldom what "it" takes up.
        away = pronoun.sentence - body.sentence
        return (False, away, rank_of(body)) <= (rank == STANDS_BY, distance, rank)

    def _nearest(self, pronoun: Token, hidden: list[Range]) -> tuple[tuple[int, int], Name] | None:
        """The name that a pronoun can mean with its distance in sentences and its rank."""
        sentence = pronoun.sentence
        ranked: list[tuple[tuple[int, int, int], Name]] = []
        least = STANDS_BY
        told = self._told_of(pronoun, hidden) if pronoun.lower in HE | SHE else set()
        for at in range(bisect_left(self.starts, pronoun.i) - 1, -1, -1):
            name = self.names[at]
            distance = sentence - name.head.sentence
            if distance > REACH:
                break
            i = name.tokens[0]
            is_hidden = any(a <= i < b for a, b in hidden) and not self._leads(name, pronoun)
            if is_hidden or not agrees(name, pronoun):
                continue
            if name.entity in told:
                least = 1  # a name that stands by is too weak where the nearest is not meant
                continue
            ranked.append(((distance, rank_of(name.head), -i), name))
        for distance in range(REACH + 1):
            for i, name in self.speakers.get(sentence - distance, ()):
                if i < pronoun.i and name.entity not in told and agrees(name, pronoun):
                    ranked.append(((distance, 0, -i), name))
        if not ranked:
            return None
        (distance, rank, _), best = min(ranked, key=lambda r: r[0])
        return ((distance, rank), best) if rank <= least else None

    def _topic_before(self, pronoun: Token, name: Name) -> Token | None:
        """The same pronoun where it leads the sentence in which a name only stands by.

        "He met Bo Lee there. He said …": he is who he was before, not Bo Lee.
        """
        sentence = self.parse.sentence_of(name.head)
        before = self.parse.tokens[sentence.first : min(name.tokens[0], pronoun.i)]
        alike = next((w for w in (HE, SHE) if pronoun.lower in w), frozenset[str]())
        return next((t for t in before if t.lower in alike and rank_of(t) == 0), None)

    def _told_of(self, pronoun: Token, hidden: list[Range]) -> set[int]:
        """The entities that what is said tells of: nobody speaks of himself by his name.

        "He also said Lee was calm" is not Lee's. "The Lee plan" may be.
        """
        told = set[int]()
        for first, end in hidden:
            for at in range(bisect_left(self.starts, first), bisect_left(self.starts, end)):
                name = self.names[at]
                is_part = name.head.dep in ("compound", "amod")
                if name.entity is not None and not is_part and not self._leads(name, pronoun):
                    told.add(name.entity)
        return told

    def _leads(self, name: Name, pronoun: Token) -> bool:
        """Whether a name stands before the colon of a sentence: "Lee had no doubt: it was he …"."""
        sentence = self.parse.sentence_of(pronoun)
        before = self.parse.tokens[sentence.first : pronoun.i]
        colon = next((t.i for t in before if t.text == ":"), 0)
        lead, verb = self.parse.tokens[sentence.first : colon], name.head.head
        is_subject = name.head.dep == "nsubj" and name.head.i < verb.i < colon
        is_told = any(t.lower in JUDGED or t.text in MARKS for t in lead)
        return is_subject and sentence.first <= name.head.i and not is_told

    def _is_followed(self, pronoun: Token, distance: int) -> bool:
        """Whether somebody else without a name is the subject of a sentence since the last name.

        "The captain has not been seen since. His wife said he was ill": no name before is his.
        "A resident said he saw flags. He said it was over": nor is it here, nor in "A resident
        woke and he saw flags".
        """
        here = pronoun.sentence
        start = self.parse.sentences[here - distance + 1].first
        return any(
            token.dep in ("nsubj", "nsubj:pass")
            and token.head.is_root
            and token.tag == "NN"
            and token.i not in self.at
            and not any(c.dep in ("appos", "flat") and c.pos == "PROPN" for c in token.children)
            and any(c.lower in ("the", "a", "an", "another") for c in token.each("det"))
            and _may_mean(pronoun, token.lemma.lower())
            and self.bearer(token) is None
            for token in self.parse.tokens[start : pronoun.i]
            if token.sentence != here or pronoun.head.dep == "conj"
        )

    def _whose(self, pronoun: Token) -> Name | None:
        """The subject whose the object is: "while Governor Bo Lee repeated his view that …"."""
        thing = pronoun.head
        if pronoun.dep != "nmod:poss" or thing.dep != "obj":
            return None
        who = thing.head.child("nsubj")
        name = self.at.get(who.i) if who is not None else None
        is_his = name is not None and name.head is who and agrees(name, pronoun)
        return name if is_his else None

    def _who_was_asked(self, pronoun: Token) -> Name | None:
        """Who answers in the same sentence: "Asked whether he was ill, Bo Lee said …"."""
        sentence = self.parse.sentence_of(pronoun)
        if self.parse.tokens[sentence.first].lower not in ASKED:
            return None
        root = pronoun
        while root.head is not root:
            root = root.head
        who = root.child("nsubj")
        name = self.at.get(who.i) if who is not None and who.i > pronoun.i else None
        return name if name is not None and agrees(name, pronoun) else None

    def _is_eclipsed(self, name: Name, pronoun: Token) -> bool:
        """Whether somebody without a name is the subject where the name only stands by.

        "Unison's secretary agreed. She said …", "Her husband, Dan, will vote for Reed. He thinks …"
        """
        sentence = self.parse.sentence_of(name.head)
        end = min(sentence.end, pronoun.i)
        return any(
            token.dep in ("nsubj", "nsubj:pass")
            and token.head.is_root
            and token.tag == "NN"
            and token.lemma in holders()["people"]
            for token in self.parse.tokens[sentence.first : end]
        )


def _may_mean(pronoun: Token, noun: str) -> bool:
    words = people_words()
    unlike = words["female_words"] if pronoun.lower in HE else words["male_words"]
    return noun in holders()["people"] and noun not in unlike


def rank_of(head: Token) -> int:
    """0 for the subject of a main clause, 1 for other subjects, 2 for the rest."""
    top = head
    while top.dep in ("conj", "appos", "flat", "compound", "nmod:desc") and top.head is not top:
        top = top.head
    if top.dep not in ("nsubj", "nsubj:pass"):
        return STANDS_BY
    return 0 if top.head.is_root else 1


def _is_body(token: Token) -> bool:
    is_subject = token.tag == "NN" and token.dep in ("nsubj", "nsubj:pass")
    return is_subject and token.lemma.lower() in holders()["organisation"] | BODIES


def agrees(name: Name, pronoun: Token) -> bool:
    """Whether a name can be meant by a pronoun, by kind and gender."""
    word = pronoun.lower
    if word in HE or word in SHE:
        if name.kind != "person" or name.person is None:
            return False
        wanted = "male" if word in HE else "female"
        return name.person.gender in (None, wanted)
    if word in IT:
        is_adjective = name.head.dep == "amod" or name.head.tag.startswith("JJ")
        return name.kind in ("organisation", "state") and not is_adjective
    return False
