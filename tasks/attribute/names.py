"""Names in the text: where they stand, what kind they are, and the entities they introduce."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tasks.attribute.edges import LINKS, is_former, is_mere_adjective, is_opposed, trimmed
from tasks.attribute.lists import (
    METONYMS,
    Known,
    gender_of_first_name,
    is_first_name,
    known_names,
    people_words,
    places,
)
from tasks.attribute.runs import (
    fold,
    is_firm,
    is_institution,
    is_title,
    name_runs,
    named_again,
    person_parts,
)
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Range, Token
from tasks.values import Entity

PERSON_HINTS = frozenset({"PER", "PERSON"})
PLACE_HINTS = frozenset({"LOC", "GPE", "FAC"})
CALENDAR = frozenset(
    [
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
        *("october", "november", "december", "christmas", "easter", "ramadan"),
    ]
)


@dataclass(slots=True, eq=False)
class Person:
    """A person of the document: full name as first written, surname, gender if known."""

    name: str
    words: tuple[str, ...]
    gender: str | None
    first: int  # token where the name first stands
    entity: int


@dataclass(slots=True, eq=False)
class Name:
    """A name as it stands: token range, kind (person, organisation, state, place), entity."""

    tokens: Range
    kind: str
    entity: int | None
    person: Person | None
    resolution: str
    head: Token


@dataclass(slots=True)
class Register:
    """All names and entities of a document."""

    entities: list[Entity] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    by_key: dict[tuple[str, str], int] = field(default_factory=dict)
    at: dict[int, Name] = field(default_factory=dict)  # token index to the name it is part of
    by_word: dict[str, list[Person]] = field(default_factory=dict)  # first and last words
    short_forms: dict[str, int] = field(default_factory=dict)  # of organisations, to the entity
    organisations: dict[str, list[Name]] = field(
        default_factory=dict
    )  # by what they are: a ministry
    known: dict[str, Known] = field(default_factory=known_names)
    fullest: dict[int, str] = field(default_factory=dict)  # longest form in the document
    hinted_places: frozenset[int] = frozenset()  # tokens the recognizer takes for places

    def entity(
        self, name: str, kind: str, code: str | None = None, represents: str | None = None
    ) -> int:
        """The index of an entity, entered when new, under its canonical name when that is known."""
        known = self.known.get(name)
        if known is not None and known.kind == kind:
            canonical, code, represents = known.name, known.code, known.represents
        else:
            canonical = name
        key = (kind, canonical.lower())
        if key not in self.by_key:
            self.by_key[key] = len(self.entities)
            self.entities.append(Entity(canonical, kind, (), code, represents))
        entity = self.by_key[key]
        self.add_alias(entity, name)
        self.fullest[entity] = max(self.fullest.get(entity, ""), name, key=len)
        return entity

    def add_alias(self, entity: int, alias: str) -> None:
        """Note another form of an entity's name."""
        known = self.entities[entity]
        if alias != known.canonical_name and alias not in known.aliases:
            known.aliases = (*known.aliases, alias)


def register_names(parse: Parse, aliases: str = "") -> Register:
    """Find the names of a document; people first, so that later surnames find them.

    ``aliases`` is the text of the user's alias table. Raises ValueError when a row of it is bad.
    """
    located = [range(h.first, h.end) for h in parse.hints if h.label in PLACE_HINTS]
    register = Register(
        known=known_names(aliases), hinted_places=frozenset(i for r in located for i in r)
    )
    hints = {i for h in parse.hints if h.label in PERSON_HINTS for i in range(h.first, h.end)}
    others = {i for h in parse.hints for i in range(h.first, h.end)} - hints
    known = {t.i for t in parse.tokens if _is_known_other(register, t.text)}
    hints, others = hints - known, others | known
    runs = [r for b in parse.blocks for r in name_runs(parse, (b.first, b.end), register.known)]
    parts = [p for run in runs for p in person_parts(parse, run, hints)]
    parts += named_again(parse, runs, parts, hints, others)
    parts = [p for p in parts if not _is_known_other(register, parse.words(p))]
    parts = sorted(_of_people(parse, runs, parts))
    for tokens in parts:
        _enter_person(parse, register, tokens)
    taken = {i for a, b in parts for i in range(a, b)}
    for run in runs:
        _enter_others(parse, register, run, taken)
    register.names.sort(key=lambda n: n.tokens)
    _tell_gender(parse, register)
    return register


def _of_people(parse: Parse, runs: list[Range], parts: list[Range]) -> list[Range]:
    """The names that nothing around tells to be an organisation's, whatever they look like.

    "Minera Alta, the operator, said …", "Minera Alta raised its offer" tell it for all mentions.
    """
    others = {
        parse.words(tokens)
        for tokens in [*runs, *parts]
        if not is_first_name(parse.tokens[tokens[0]].text) and _is_of_body(parse, tokens)
    }
    return [tokens for tokens in parts if parse.words(tokens) not in others]


def is_of_company(parse: Parse, tokens: Range) -> bool:
    """Whether the words around a name tell that it is one of a company."""
    inside = parse.tokens[tokens[0] : tokens[1]]
    if any(c.lemma.lower() in people_words()["companies"] for t in inside for c in t.each("appos")):
        return True
    verbs = [t.head for t in inside if t.dep == "nsubj" and t.head.pos == "VERB"]
    objects = [thing for verb in verbs for thing in verb.each("obj")]
    return any(owner.lower == "its" for o in objects for owner in o.each("nmod:poss"))


def _is_of_body(parse: Parse, tokens: Range) -> bool:
    """Whether the words around a name tell that it is one of an organisation of any kind.

    "Unison, which represents them", "Nordlys, the software group", "Nordlys chief executive",
    "shares in Nordlys".
    """
    inside = parse.tokens[tokens[0] : tokens[1]]
    called = [noun for t in inside for noun in t.each("appos")]
    if any(noun.tag == "NN" and noun.lemma.lower() in holders()["organisation"] for noun in called):
        return True
    clauses = [clause for t in (*inside, *called) for clause in t.each("acl:relcl")]
    if any(t.lower == "which" for clause in clauses for t in clause.each("nsubj", "nsubj:pass")):
        return True
    if tokens[1] - tokens[0] == 1:
        (word,) = inside
        if _is_brand(word.text) or _is_called(parse, word):
            return True
        case = word.child("case")
        is_part = word.dep in ("compound", "nmod:poss", "nmod:desc")
        if is_part and word.head.i > word.i and word.head.lemma.lower() in OF_BODIES:
            return True
        if word.dep == "nmod" and case is not None and case.lower == "in":
            return word.head.lemma.lower() in ("share", "stake", "stock")
    return is_of_company(parse, tokens)


def _is_brand(word: str) -> bool:
    """Whether capitals inside a word tell a firm: "NordLaks", but "McKenzie" and "O'Neill"."""
    body = re.split(r"(?:Mc|Mac|Fitz|De|Di|Da|Du|La|Le|Van|Von|Al|El|Ben|Abu|['’-])(?=[A-Z])", word)
    return any(re.search(r"[a-z][A-Z]", part) for part in body)


def _is_called(parse: Parse, word: Token) -> bool:
    """Whether the noun before a name says what it is: "the salmon exporter NordLaks"."""
    before = parse.tokens[word.i - 1] if word.i else word
    is_part = before.tag == "NN" and before.sentence == word.sentence
    return is_part and before.lower in CALLED


# Nouns before a name that is no person's; "the producer Weinstein" is one.
CALLED = frozenset(
    [
        *("company", "firm", "corporation", "airline", "bank", "lender", "insurer", "retailer"),
        *("carmaker", "automaker", "drugmaker", "chipmaker", "exporter", "importer", "startup"),
        *("conglomerate", "newspaper", "magazine", "broadcaster", "website", "daily", "tabloid"),
    ]
)
# What only organisations have: "Nordlys shares", "Nordlys’s customers".
OF_BODIES = frozenset({"executive", "ceo", "shareholder", "headquarters", "customer", "share"})


def _tell_gender(parse: Parse, register: Register) -> None:
    """Gender of people from "he" or "she" later in a sentence that names nobody else."""
    people: dict[int, list[Name]] = {}
    for name in register.names:
        if name.kind == "person":
            people.setdefault(name.head.sentence, []).append(name)
    for sentence, names in people.items():
        named = {id(name.person) for name in names}
        person = names[0].person
        if len(named) != 1 or person is None or person.gender is not None:
            continue
        end = parse.sentences[sentence].end
        words = {token.lower for token in parse.tokens[names[0].tokens[1] : end]}
        if words.isdisjoint({"he", "his"}) != words.isdisjoint({"she", "her"}):
            person.gender = "female" if words.isdisjoint({"he", "his"}) else "male"


def _is_known_other(register: Register, text: str) -> bool:
    known = register.known.get(text)
    return known is not None and known.kind != "person"


def _enter_person(parse: Parse, register: Register, tokens: Range) -> None:
    words = tuple(t.text for t in parse.tokens[tokens[0] : tokens[1]])
    gender = _gender(parse, tokens)
    namesakes = register.by_word.get(fold(words[-1]), [])
    same = [p for p in namesakes if _is_same(p.words, words) and _may_be(p, gender)]
    if not same and len(words) > 1:  # "McGill Johnson" after "Alexis McGill Johnson"
        same = [p for p in namesakes if p.words[-len(words) :] == words]
    person = same[0] if same else None
    if person is None:
        name = parse.words(tokens)
        if len(words) == 1 and any(p.words == words for p in namesakes):
            name = parse.words((tokens[0] - 1, tokens[1]))  # "Mrs. Smith" beside "Mr. Smith"
        person = Person(name, words, gender, tokens[0], register.entity(name, "person"))
        register.people.append(person)
        for word in {fold(words[0]), fold(words[-1])}:
            register.by_word.setdefault(word, []).append(person)
    else:
        person.gender = person.gender or gender
        if len(words) > len(person.words):
            register.add_alias(person.entity, person.name)
            person.name, person.words = parse.words(tokens), words
            known = register.known.get(person.name)
            register.entities[person.entity].canonical_name = known.name if known else person.name
    _note(register, parse, tokens, "person", person.entity, person, "exact")


def _may_be(person: Person, gender: str | None) -> bool:
    return len(person.words) > 1 or None in (gender, person.gender) or gender == person.gender


def _is_same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """The same first name and surname, one of them with a middle name or spelt otherwise."""
    if len(a) != len(b) and min(len(a), len(b)) == 1:
        return False
    first, second = [fold(w) for w in a], [fold(w) for w in b]
    same_ends = first[0] == second[0] and first[-1] == second[-1]
    return same_ends and (set(first) <= set(second) or set(second) <= set(first))


def _gender(parse: Parse, tokens: Range) -> str | None:
    """Gender by title, by apposition or role word, by first name."""
    words = people_words()
    head = parse.tokens[tokens[1] - 1]
    near = [
        parse.tokens[i].lower
        for i in range(max(0, tokens[0] - 4), tokens[0])
        if parse.sentence_of(parse.tokens[i]) == parse.sentence_of(head)
    ]
    owners = [n for n, word in enumerate(near) if word in ("'s", "’s")]
    near = near[owners[-1] + 1 :] if owners else near  # "Mrs. Lee's aide Bo Fry"
    for token in parse.tokens[tokens[0] : tokens[1]]:
        for child in token.each("appos"):
            near += [child.lower, *(c.lower for c in child.each("amod", "compound"))]
    top = head
    while top.head.i in range(*tokens) and top.head is not top:
        top = top.head
    if top.dep == "appos":
        near.append(top.head.lower)
    for word in reversed(near):
        if word in words["female_words"]:
            return "female"
        if word in words["male_words"]:
            return "male"
    return gender_of_first_name(parse.tokens[tokens[0]].text)


def _enter_others(parse: Parse, register: Register, run: Range, taken: set[int]) -> None:
    """States, short forms of people, organisations and places in what is left of a run."""
    first, end = run
    while first < end:
        if first in taken:
            first += 1
            continue
        stop = first
        while stop < end and stop not in taken:
            stop += 1
        _enter_piece(parse, register, (first, stop))
        first = stop


def _enter_piece(parse: Parse, register: Register, tokens: Range) -> None:
    first, end = trimmed(parse, tokens)
    if is_opposed(parse, first) or is_former(parse, first):
        return
    is_known = parse.words((first, end)) in register.known  # "Liberal Democrats"
    if (
        not is_known
        and is_title(parse.tokens[end - 1].text)
        and all(
            _is_no_name(parse, i, register) or parse.tokens[i].lower in places().countries
            for i in range(first, end - 1)
        )
    ):
        end = max(first + 1, end - 1)  # "US President"
    after = register.at.get(tokens[1])
    is_of_next = after is not None and after.kind == "person" and after.tokens[0] == tokens[1]
    if is_of_next and is_title(parse.tokens[first].text) and end - first > 1:
        return  # "Minister for Health Jennifer Carrow"
    if all(_is_no_name(parse, i, register) for i in range(first, end)) and not (
        is_known or (end - first == 1 and short_form(parse, register, (first, end)))  # Theresa May
    ):
        return
    text = parse.words((first, end))
    country, known = places().countries.get(text.lower()), register.known.get(text)
    if known is not None and known.kind == "person":
        _enter_person(parse, register, (first, end))
        return
    if country is not None and known is None:
        entity = register.entity(country.name, "state", country.code)
        register.add_alias(entity, text)
        _note(register, parse, (first, end), "state", entity, None, "exact")
        return
    people = short_form(parse, register, (first, end))
    if len(people) > 1:
        _note(register, parse, (first, end), "person", None, None, "ambiguous")
        return
    if people:
        (person,) = people
        _note(register, parse, (end - 1, end), "person", person.entity, person, "surname")
        register.add_alias(person.entity, parse.tokens[end - 1].text)
        return
    metonym = places().metonyms.get(text.lower())
    if metonym is not None and known is None:
        kind = "organisation" if text.lower() in METONYMS else "place"
        entity = register.entity(text, kind, metonym.code, metonym.name)
        _note(register, parse, (first, end), "place", entity, None, "metonym")
        return
    while first < end - 1 and known is None and is_mere_adjective(parse, first, end):
        first += 1
    kind = known.kind if known else _kind(parse, register, (first, end))
    if kind == "organisation":
        entity = _organisation(parse, register, (first, end))
    else:
        entity = register.entity(parse.words((first, end)), kind)
    _note(register, parse, (first, end), kind, entity, None, "exact")


def _is_no_name(parse: Parse, i: int, register: Register) -> bool:
    """Whether a capitalized word alone names nobody: a day, a title, "French", "(R-Texas)"."""
    token = parse.tokens[i]
    if token.text in register.known or token.lower in places().countries:
        return False
    is_word = token.lower in CALENDAR or token.lower in places().demonyms or is_title(token.text)
    return is_word and not is_institution(token.text)


def _kind(parse: Parse, register: Register, tokens: Range) -> str:
    """A place where the recognizer says so and no word speaks for an institution."""
    hinted = all(i in register.hinted_places for i in range(*tokens))
    inside = parse.tokens[tokens[0] : tokens[1]]
    named = any(is_institution(t.text) for t in inside) or is_firm(inside[-1].text)
    named = named or _is_of_body(parse, tokens)
    return "place" if hinted and not named else "organisation"


def _organisation(parse: Parse, register: Register, tokens: Range) -> int:
    """The entity of an organisation by its full name, its acronym or its first word.

    A short name in brackets right after a longer one is its acronym.
    """
    text = parse.words(tokens)
    opening = tokens[0] - 1
    if opening > 0 and parse.tokens[opening].text == "(" and opening - 1 in register.at:
        full = register.at[opening - 1]
        if full.kind == "organisation" and full.entity is not None and " " not in text:
            register.add_alias(full.entity, text)
            register.short_forms[text] = full.entity
            return full.entity
    known = register.short_forms.get(text)
    if known is not None:
        register.add_alias(known, text)
        return known
    entity = register.entity(text, "organisation")
    for short in short_forms_of(text):
        register.short_forms.setdefault(short, entity)
    return entity


def short_forms_of(full: str) -> list[str]:
    """What may stand for an organisation later: its acronym, its first word when it is a kind."""
    words = [w for w in full.replace("-", " ").split() if w[:1].isupper()]
    if len(words) < 2:
        return []
    acronym = "".join(w[0] for w in words)
    return [acronym, words[0]] if is_institution(words[0]) else [acronym]


def short_form(parse: Parse, register: Register, tokens: Range) -> list[Person]:
    """The people a surname or first name alone can stand for: one, several or none."""
    first, end = tokens
    while first < end - 1 and (is_title(parse.tokens[first].text)):
        first += 1
    if end - first > 2:
        return []
    words = tuple(fold(t.text) for t in parse.tokens[first:end])
    last = words[-1]
    known = register.by_word.get(last, [])
    if len(words) == 1:
        candidates = [p for p in known if fold(p.words[-1]) == last]
        if not candidates:
            candidates = [p for p in known if fold(p.words[0]) == last and len(last) > 2]
    else:
        candidates = [
            p
            for p in known
            if fold(p.words[-1]) == last and words[0] in (fold(p.words[0]), fold(p.words[-2:][0]))
        ]
    if len(candidates) > 1:
        gender = _gender(parse, (first, end))
        agreeing = [p for p in candidates if gender and p.gender == gender]
        earlier = [p for p in candidates if p.first < first]
        candidates = agreeing or (earlier if len(earlier) == 1 else candidates)
    return candidates


def _note(
    register: Register,
    parse: Parse,
    tokens: Range,
    kind: str,
    entity: int | None,
    person: Person | None,
    resolution: str,
) -> None:
    head = parse.tokens[tokens[1] - 1]
    for token in parse.tokens[tokens[0] : tokens[1]]:
        if not tokens[0] <= token.head.i < tokens[1] or token.head is token:
            head = token
    name = Name(tokens, kind, entity, person, resolution, head)
    register.names.append(name)
    if kind == "organisation" and tokens[1] - tokens[0] > 1:
        inside = parse.tokens[tokens[0] : tokens[1]]
        noun = inside[0] if any(t.lower in LINKS for t in inside) else inside[-1]
        register.organisations.setdefault(noun.lower, []).append(name)
    for i in range(*tokens):
        register.at[i] = name
