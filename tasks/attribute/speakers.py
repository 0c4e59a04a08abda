"""Who the source of a statement is: a named person, an organisation, a state, or a description."""

from __future__ import annotations

from tasks.attribute.descriptions import Descriptions, is_national
from tasks.attribute.joint import Lists, is_plural
from tasks.attribute.names import Name, Register
from tasks.attribute.pronouns import FIRST, HE, IT, RELATIVE, SHE, THEY, Antecedents
from tasks.attribute.resolved import Resolved
from tasks.attribute.roles import Roles
from tasks.attribute.runs import LINKING, is_title
from tasks.attribute.unnamed import VOICES, Unnamed, voice_of
from tasks.extract.holders import can_be_source, holders
from tasks.extract.tree import Parse, Range, Token, descendants
from tasks.values import Speaker

PERSONAL = frozenset({"PRP", "PRP$", "WP", "WP$", "WDT"})  # tags of "he", "his", "who"
ATTACHED = frozenset({"appos", "flat", "nmod:desc", "compound", "list", "nmod"})
PREMODIFIERS = frozenset({"amod", "compound", "nummod", "flat", "nmod:desc"})
# Words before a description that do not belong to whom it describes.
OTHERS = frozenset({"other", "others", "another", "recent", "own", "same"})
# Singular words that "they" can mean.
COLLECTIVES = frozenset(
    {"team", "group", "crew", "family", "couple", "pair", "staff", "committee", "panel", "union"}
)
BODIES = frozenset({"organisation", "state"})
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
HOW_MANY = frozenset({"several", "some", "many", "most", "few", "numerous", "various", "multiple"})


class Resolver:
    """Resolves sources in text order, remembering who has spoken."""

    def __init__(self, parse: Parse, register: Register) -> None:
        self.parse = parse
        self.register = register
        self.roles = Roles(parse, register)
        speakers: dict[int, list[tuple[int, Name]]] = {}
        self.descriptions = Descriptions(parse, register, self.roles, speakers)
        self.antecedents = Antecedents(
            parse,
            register,
            lambda t: self.roles.bearer(t) or self.descriptions.bearer(t, []),
            speakers,
        )
        self.plural: list[tuple[int, Resolved]] = []
        self.unnamed = Unnamed(parse, register)
        self.lists = Lists(parse, register)

    def resolve(
        self, source: Range, hidden: list[Range], outer: Resolved | None, floor: int = 0
    ) -> Resolved:
        """The speakers of a source mention.

        ``hidden`` are the token ranges of the statement's own content, where its speaker is not
        to be looked for; ``outer`` the speakers of the statement this one is quoted in. A source
        inside a quotation that begins at token ``floor`` is not who speaks it, when a third person.
        """
        head = self._head(source)
        if head is None:
            return Resolved(resolution="unresolved")
        found = self._joint(head, source, hidden, outer)
        if floor and outer is not None and found.resolution == "anaphora":
            spoken = {s.name for s in outer.speakers}
            is_they = head.lower in THEY and not any(floor <= i < head.i for i, _ in self.plural)
            if is_they or any(s.name in spoken for s in found.speakers):
                return Resolved(resolution="unresolved", kind=found.kind)
        is_many = is_plural(head) or head.lower in COLLECTIVES
        if found.speakers and (len(found.speakers) > 1 or is_many):
            self.plural.append((head.i, found))
        return found

    def full_name(self, head: Token) -> str | None:
        """The fullest name of whom a surname or a definite description means, if that is sure.

        "Starmer" is Keir Starmer, "the French president" the one who is called so, "the ministry"
        the one ministry of the document. None for full names and everything else.
        """
        name = self.register.at.get(head.i)
        if name is not None and name.resolution == "surname" and name.head is head:
            return name.person.name if name.person is not None else None
        if name is None and head.pos == "NOUN":
            name = self.roles.bearer(head) or self._short_for(head)
            if name is not None:
                return self._named(name).speakers[0].name
        return None

    def _head(self, source: Range) -> Token | None:
        inside = self.parse.tokens[source[0] : source[1]]
        last = inside[-1]
        owner = self.register.at.get(last.i - 2) if last.child("nmod:poss") else None
        if owner is not None and owner.kind == "person" and can_be_source(last, "speaker"):
            return last  # "Secretary of State Ann Lee's office", whatever its title hangs on
        tops = [t for t in inside if t.head is t or not source[0] <= t.head.i < source[1]]
        tops = [t for t in tops if t.text[0].isalnum()] or tops
        nominal = [
            t for t in tops if t.pos in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "SYM")
        ]
        who = [c for t in tops for c in t.each("nsubj") if t.pos == "VERB" and c in inside]
        return next(iter(nominal or who or tops), None)

    def _joint(
        self, head: Token, source: Range, hidden: list[Range], outer: Resolved | None
    ) -> Resolved:
        heads = self.lists.of(head, source)
        found = [self._one(h, source, hidden, outer) for h in heads]
        parts = [p for p in found if p.speakers]
        if not parts:
            return found[0]
        speakers: list[Speaker] = []
        for part in parts:
            for speaker in part.speakers:
                if speaker.name not in [s.name for s in speakers]:
                    speakers.append(speaker)
        is_joint = len(speakers) > 1
        for speaker in speakers:
            speaker.is_joint = is_joint
        return Resolved(speakers, parts[0].resolution, parts[0].kind)

    def _one(
        self, head: Token, source: Range, hidden: list[Range], outer: Resolved | None
    ) -> Resolved:
        # "US", "WHO": the tagger takes them for pronouns.
        is_acronym = head.text.isupper() and len(head.text) > 1 and head.i in self.register.at
        if not is_acronym and (head.pos == "PRON" or head.lower in FIRST | THEY | IT):
            return self._pronoun(head, hidden, outer)
        name = self._name_of(head, source)
        if name is not None:
            name = self._member(name) or name
            self.antecedents.note(head.i, name)
            return self._named(name)
        if (
            head.pos == "NOUN"
            or is_national(head)
            or head.tag in ("NNS", "CD", "DT", "JJ", "JJR", "NN", "JJS")
        ):
            return self._described(head, source, hidden, outer)
        if head.pos == "PROPN":
            end = max([head.i, *(c.right for c in head.each("flat") if c.right < source[1])])
            text = _clean(self.parse.words((max(head.left, source[0]), end + 1)))
            return Resolved([Speaker(text, None, False)], "description", "organisation")
        return Resolved(resolution="unresolved")

    def _named(self, name: Name) -> Resolved:
        register = self.register
        if name.entity is None:
            return Resolved(resolution=name.resolution, kind=name.kind)
        if name.resolution == "metonym":
            text = _clean(self.parse.words(name.tokens))
            return Resolved([Speaker(text, name.entity, False)], "metonym", "state")
        label = name.person.name if name.person else register.fullest[name.entity]
        kind = "organisation" if name.kind == "place" else name.kind
        return Resolved([Speaker(_clean(label), name.entity, False)], name.resolution, kind)

    def _name_of(self, head: Token, source: Range) -> Name | None:
        """The name that a noun phrase bears: its head, or the name in apposition to it."""
        at = self.register.at
        own = at.get(head.i)
        if own is not None and own.tokens[1] > source[1]:
            own = None  # "NORVIK SAYS PLANT IS SAFE": of a line in capitals
        attached = [
            at[t.i]
            for t in self.parse.tokens[source[0] : source[1]]
            if t.i in at and at[t.i].kind == "person" and _is_attached(t, head, at[t.i])
        ]
        if own is not None and own.kind == "person":
            return own
        if attached:
            return attached[0]
        titled = self._titled(head, source) or self._closing(head, source)
        if titled is not None:
            return titled
        if own is not None and (
            head.pos in ("PROPN", "X", "PRON")
            or own.tokens[1] - own.tokens[0] > 1
            or head.text in self.register.known
        ):
            return own
        if head.pos == "NOUN":
            for child in head.children:
                name = at.get(child.i)
                if (
                    name is not None
                    and head.i < child.i < source[1]
                    and child.dep in ("appos", "flat", "compound")
                ):
                    return name
        return None

    def _titled(self, head: Token, source: Range) -> Name | None:
        """The person after an office and what it is for: "Minister for Health Jennifer Lee"."""
        if not is_title(head.text) or not head.text[0].isupper():
            return None
        for token in self.parse.tokens[head.i + 1 : source[1]]:
            name = self.register.at.get(token.i)
            if name is not None and name.kind == "person":
                return name if name.tokens[0] == token.i and name.tokens[1] == source[1] else None
            if not token.text[0].isupper() and token.lower not in ("for", "of", "and", "the"):
                return None
        return None

    def _closing(self, head: Token, source: Range) -> Name | None:
        """The person after the comma that closes a description: "its acting director, Bo Lee"."""
        name = self.register.at.get(source[1] - 1)
        if name is None or name.kind != "person" or name.tokens[1] != source[1]:
            return None
        comma = self.parse.tokens[name.tokens[0] - 1]
        is_one = head.tag in ("NN", "VBG", "JJ") and head.i < comma.i
        return name if is_one and comma.text == "," and comma.i > source[0] else None

    def _member(self, name: Name) -> Name | None:
        """The person right before an organisation: "Ann Lee of the Dockers' Union said …"."""
        if name.kind != "organisation":
            return None
        tokens, at = self.parse.tokens, name.tokens[0] - 1
        at -= at > 0 and tokens[at].lower == "the"
        person = self.register.at.get(at - 1) if at > 0 and tokens[at].lower in LINKING else None
        return person if person is not None and person.kind == "person" else None

    def _pronoun(self, pronoun: Token, hidden: list[Range], outer: Resolved | None) -> Resolved:
        word = pronoun.lower
        if word in FIRST:
            if outer is None or not outer.speakers:
                return Resolved(resolution="unresolved", kind="person")
            return outer.taken_up("carried_over")
        if word in RELATIVE and pronoun.tag in ("WP", "WDT", "WP$"):
            clause = pronoun.head
            while clause.dep not in ("acl:relcl", "acl") and clause.head is not clause:
                clause = clause.head
            if clause.head is clause or clause.head is pronoun:
                return Resolved(resolution="unresolved")
            noun = clause.head
            return self._joint(noun, (noun.left, min(noun.right + 1, pronoun.i)), hidden, outer)
        if word in THEY:
            return self._they(pronoun)
        name = self.antecedents.of(pronoun, hidden)
        body = self.antecedents.body_before(pronoun, hidden) if word in IT else None
        if name is None and body is not None:
            self.antecedents.bodies[pronoun.i] = body
            found = self._described(body, (body.left, body.i + 1), hidden, outer)
            return Resolved(found.speakers, "anaphora", found.kind)
        unnamed = self.unnamed.meant_by(pronoun) if name is None else None
        if unnamed is not None:
            return unnamed
        if name is None:
            if pronoun.tag in PERSONAL or word in ("this", "that", "you", "one"):
                kind = "person" if word in HE | SHE | {"you"} else "none"
                return Resolved(resolution="unresolved", kind=kind)
            return Resolved([Speaker(pronoun.text, None, False)], "description", "group")
        self.antecedents.note(pronoun.i, name)
        found = self._named(name)
        found.resolution = "anaphora"
        return found

    def _they(self, pronoun: Token) -> Resolved:
        """The last plural source, or a plural subject since; an organisation failing these."""
        best: tuple[int, Resolved] | None = None
        for i, found in reversed(self.plural):
            if i < pronoun.i and pronoun.sentence - self.parse.tokens[i].sentence <= 3:
                best = i, found.taken_up("anaphora")
                break
        near = self._organisation_before(pronoun)
        if near is not None and (best is None or best[0] < self.parse.sentence_of(pronoun).first):
            return near
        people_spoke = best is not None and best[1].kind != "document"
        subject = self._plural_subject(pronoun, best[0] if best else -1, people_spoke)
        if subject is not None:
            text = self.parse.words((first_modifier(subject), subject.i + 1))
            return Resolved([Speaker(text, None, False)], "anaphora", kind_of(subject))
        if best is not None:
            return best[1]
        name = self.antecedents.speaker_before(pronoun)
        if name is not None and name.kind == "organisation":
            found = self._named(name)
            found.resolution = "anaphora"
            return found
        return Resolved(resolution="unresolved", kind="group")

    def _organisation_before(self, pronoun: Token) -> Resolved | None:
        """The organisation that speaks in the same sentence: "The police said they asked …"."""
        spoken = self.antecedents.speakers.get(pronoun.sentence, ())
        before = [(i, name) for i, name in spoken if i < pronoun.i and name.kind == "organisation"]
        if not before:
            return None
        found = self._named(max(before, key=lambda pair: pair[0])[1])
        found.resolution = "anaphora"
        return found

    def _plural_subject(self, pronoun: Token, after: int, is_main: bool) -> Token | None:
        """The last plural subject of people before a pronoun, later than token ``after``.

        ``is_main`` asks for one of a main clause: none inside what others said.
        """
        first = self.parse.sentences[max(0, pronoun.sentence - 2)].first
        for token in reversed(self.parse.tokens[max(first, after + 1) : pronoun.i]):
            is_subject = token.tag == "NNS" and token.dep in ("nsubj", "nsubj:pass")
            if is_main and not token.head.is_root:
                continue
            if is_subject and token.lemma.lower() in holders()["people"]:
                return token
        return None

    def _described(
        self, head: Token, source: Range, hidden: list[Range], outer: Resolved | None
    ) -> Resolved:
        lemma = head.lemma.lower()
        if lemma in holders()["partitive"] or head.lower in holders()["partitive"]:
            for child in head.children:
                case = child.child("case")
                if child.dep == "nmod" and case is not None and case.lower == "of":
                    return self._one(child, source, hidden, outer)
        known = self._short_for(head)
        if known is not None:
            return self._named(known)
        bearer = self.roles.bearer(head) or self.descriptions.bearer(head, hidden)
        if bearer is not None:
            self.antecedents.note(head.i, bearer)
            found = self._named(bearer)
            found.resolution = "role"
            return found
        described = self._spoken_for(head) or self._in_words(head)
        self.unnamed.note(head, described)
        return described

    def _in_words(self, head: Token) -> Resolved:
        """A description that stays one: "officials", "the parents' spokeswoman"."""
        kind = kind_of(head)
        first = first_modifier(head)
        if kind != "document":
            first = self._owner_before(first)
        said = voice_of(self.parse, head, first) or (first, head.i + 1)
        text = _clean(self.parse.words(said))
        return Resolved([Speaker(text, None, False)], "description", kind)

    def _spoken_for(self, head: Token) -> Resolved | None:
        """The organisation that a spokesman without a name speaks for: "a ministry spokesman"."""
        if head.tag != "NN" or head.lemma.lower() not in VOICES:
            return None
        for whom in head.each("nmod", "nmod:poss", "compound"):
            case = whom.child("case")
            if whom.dep == "nmod" and (case is None or case.lower not in ("for", "of")):
                continue
            bodies = [self._body(one) for one in (whom, *whom.each("conj"))]
            found = [self._named(name) for name in bodies if name is not None]
            if len(found) == len(bodies):
                speakers = [speaker for one in found for speaker in one.speakers]
                for speaker in speakers:
                    speaker.is_joint = len(speakers) > 1
                return Resolved(speakers, found[0].resolution, found[0].kind)
        return None

    def _body(self, noun: Token) -> Name | None:
        """The organisation or state that has a spokesman: "Acme", "the ministry", "company"."""
        name = self.register.at.get(noun.i) or self._short_for(noun)
        if name is None and noun.dep == "compound":
            return self.descriptions.company(noun)
        if name is None or name.entity is None:
            return None
        kind = self.register.entities[name.entity].kind
        return name if kind in BODIES and name.kind != "person" else None

    def _owner_before(self, first: int) -> int:
        """Where a description starts with the name of whom it belongs to: "Niger's government"."""
        mark = self.parse.tokens[first - 1] if first > 1 else None
        owner = self.register.at.get(first - 2) if mark is not None else None
        if mark is None or owner is None or mark.lower not in POSSESSIVES:
            return first
        return owner.tokens[0] if owner.tokens[1] == mark.i else first

    def _short_for(self, head: Token) -> Name | None:
        """The organisation that "the ministry" or "the Church" stands for, when only one fits."""
        definite = any(c.lower == "the" for c in head.children)
        if not definite or any(c.dep not in ("det", "punct", "case") for c in head.children):
            return None
        fits: dict[int, Name] = {}
        for name in self.register.organisations.get(head.lower, []):
            if name.tokens[0] < head.i and name.entity is not None:
                fits.setdefault(name.entity, name)
        return next(iter(fits.values())) if len(fits) == 1 else None


def first_modifier(head: Token) -> int:
    """Where a description starts: the adjectives and nouns right before its head."""
    first = head.i
    for child in sorted(head.children, key=lambda c: -c.i):
        if child.i > head.i or child.dep not in PREMODIFIERS:
            continue
        if child.right + 1 != first or child.lower in OTHERS | HOW_MANY:
            break
        first = child.left
    return first


def _clean(name: str) -> str:
    for article in ("The ", "the "):
        name = name.removeprefix(article)
    for ending in ("'s", "’s"):
        name = name.removesuffix(ending)
    return name


def _is_attached(token: Token, head: Token, name: Name) -> bool:
    """Whether a name belongs to the head itself and is not its owner or a mere modifier."""
    node = name.head
    while node is not head:
        if node.head is node or node.dep not in ATTACHED:
            return False
        if node.dep == "appos" and node.head.dep == "nmod" and head.lemma in holders()["people"]:
            return True  # "the head of the IMF, Christine Lagarde"
        if node.child("case") is not None and node.dep in ("nmod", "compound"):
            return False
        if node.dep == "nmod:poss":
            return False
        node = node.head
    return name.tokens[1] > head.i


def kind_of(head: Token) -> str:
    """The kind of a described source, by its noun."""
    words, lemma = holders(), head.lemma.lower()
    if lemma in words["document"]:
        return "document"
    if lemma in words["anonymous"]:
        return "anonymous"
    if lemma in words["organisation"]:
        return "organisation" if not is_plural(head) else "group"
    if head.text.isupper() and len(head.text) > 1:
        return "organisation"
    if any(t.lower in ("anonymous", "unnamed", "unidentified") for t in descendants(head)):
        return "anonymous"
    return "group" if is_plural(head) else "person"
