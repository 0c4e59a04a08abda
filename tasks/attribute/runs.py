"""Runs of capitalized words, and the full names of people inside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container
from functools import lru_cache
from unicodedata import combining, normalize

from tasks.attribute.lists import is_first_name, people_words, places
from tasks.extract.cues import look_up
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Range
from tasks.extract.words import words

INNER = words("inner")
PARTICLES = words("particles")
HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady"})
WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
INSTITUTIONS = words("institutions")
SEAT = re.compile(r"[RDI]-[A-Z]")  # "R-Ga.": party and state of an American lawmaker
OPENING = frozenset({"“", '"', "‘", "``"})  # the word after it is written large whatever it is
LINKING = frozenset({"of", "from", "for"})  # between a person and an organisation
PARTIES = frozenset("RDI")
# Before a word that is a first name elsewhere: "the North Carolina Constitution".
NOT_BEFORE = frozenset({"of", "the", "north", "south", "east", "west", "new"})
HONOURS = frozenset({"KC", "QC", "MP", "MBE", "OBE", "CBE"})  # letters that people alone have


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A name word without accents and the letters in which transliterations differ."""
    bare = "".join(c for c in normalize("NFKD", word.lower()) if not combining(c))
    for written, plain in (("iy", "y"), ("yi", "y"), ("ii", "y"), ("ij", "y"), ("yy", "y")):
        bare = bare.replace(written, plain)
    return bare.removesuffix("i") + "y" if bare.endswith(("ski", "skii")) else bare


def is_title(word: str) -> bool:
    """Whether a word stands before names without being part of them."""
    return word.lower() in people_words()["titles"] or word.lower() in places().demonyms


def name_runs(parse: Parse, tokens: Range, known: Container[str] = ()) -> list[Range]:
    """Runs of capitalized name words in a token range, joined over "of", "de" and hyphens.

    ``known`` are forms of names that count whatever the tagger takes them for: "WHO".
    """
    runs: list[Range] = []
    first, end = tokens
    i = first
    while i < end:
        if not _is_name_word(parse, i, known):
            i += 1
            continue
        j = i + 1
        while j < end:
            if _is_name_word(parse, j, known):
                j += 1
                continue
            k = j
            while k < end and k < j + 2 and parse.tokens[k].lower in INNER:
                k += 1
            if k > j and k < end and _is_name_word(parse, k, known) and _joins(parse, i, j, k):
                j = k + 1
                continue
            if j + 1 < end and _is_of_members(parse, j):
                j += 2
                continue
            break
        runs.append((i, j))
        i = j
    return runs


def _is_of_members(parse: Parse, j: int) -> bool:
    """Whether an apostrophe ties members to what they belong to: "the Dockers' Union"."""
    mark, after = parse.tokens[j], parse.tokens[j + 1]
    is_plural = parse.tokens[j - 1].lower.endswith("s") and mark.text in ("'", "’")
    is_tight = mark.start == parse.tokens[j - 1].end
    return (
        is_plural
        and is_tight
        and after.text[0].isupper()
        and after.lower in people_words()["memberships"]
    )


def _joins(parse: Parse, i: int, j: int, k: int) -> bool:
    """Whether the words between two name words belong to one name that starts at ``i``."""
    between = [t.lower for t in parse.tokens[j:k]]
    if "the" in between and between[0] not in ("of", "for"):
        return False
    if "and" in between:
        before = {t.lower for t in parse.tokens[i:j]}
        is_of = bool(before & {"of", "for"}) and not _is_of_person(parse, i, k)
        is_one = is_of or _is_one_body(parse, i, j, k)
        if between != ["and"] or not is_one:
            return False
    if between in (["'s"], ["’s"]):
        return parse.tokens[j - 1].text in OWNERS  # "the People's Daily"
    if between == ["-"] and parse.tokens[j].start > parse.tokens[j - 1].end:
        return False  # a dash, not a hyphen
    if between == ["on"]:
        return parse.tokens[j - 1].lower in CONCERNED  # "Action on Sugar"
    return between not in (["to"], ["to", "the"])


def _is_of_person(parse: Parse, i: int, k: int) -> bool:
    """Whether somebody stands before or after "and": "Ann Lee of Yale and Bo Fry"."""
    after = parse.tokens[k + 1].text if k + 1 < len(parse.tokens) else ""
    is_next = is_first_name(parse.tokens[k].text) and after[:1].isupper()
    return is_first_name(parse.tokens[i].text) or (is_next and not is_institution(after))


OWNERS = frozenset({"People", "Children", "Women", "Men"})  # of bodies, not of things
CONCERNED = frozenset({"action", "commission", "committee", "council", "institute", "conference"})


def _is_one_body(parse: Parse, i: int, j: int, k: int) -> bool:
    """Whether "and" stands inside one name: "the Irish Nurses and Midwives Organisation"."""
    known = places()
    own = [t.lower for t in parse.tokens[i:j]]
    end = k
    while end < len(parse.tokens) and parse.tokens[end].text[0].isupper():
        end += 1
    is_body = end - k >= 2 and ends_body(parse, end - 1)
    is_definite = i > 0 and parse.tokens[i - 1].lower == "the"
    others = (known.countries, known.metonyms, known.demonyms, people_words()["partisans"])
    is_other = any(own[-1] in words for words in others)
    return is_body and is_definite and not is_other and not is_institution(own[-1])


def _is_name_word(parse: Parse, i: int, known: Container[str]) -> bool:
    token = parse.tokens[i]
    text = token.text
    if text in known or (text.isupper() and text.lower() in places().countries):
        return True
    if not (text[0].isupper() or (text[0].isdigit() and token.pos == "PROPN")):
        is_elided = text[:2] in ("d'", "d’") and text[2:3].isupper()  # "Giscard d'Estaing"
        return is_elided or (text[:2] in ("al-", "el-") and len(text) > 3)
    if token.lower in ("the", "a", "an"):
        return False
    if token.lower in WEEKDAYS:  # "the Sunday Times"
        after = parse.tokens[i + 1].text if i + 1 < len(parse.tokens) else ""
        return after[:1].isupper() and is_institution(after)
    if token.pos == "PRON":
        return text == "US"
    if SEAT.match(text) or _is_in_seat(parse, i):
        return False
    before = parse.tokens[i - 1]
    is_quoted = before.text in OPENING and before.end == token.start
    is_start = is_quoted or parse.sentence_of(token).first == i
    if _is_of_people(parse, i, is_start=is_start):
        return False
    if is_start and _is_hinted(parse, i):
        return True
    if token.pos == "PROPN" or token.tag in ("NNP", "NNPS"):
        return True
    if token.pos in ("ADJ", "NOUN", "X", "NUM") and not is_start:
        return True
    # "the United Kingdom": the tagger takes such words for participles.
    if token.pos == "VERB" and token.dep in ("amod", "compound", "flat") and not is_start:
        return True
    following = parse.tokens[i + 1].text if i + 1 < len(parse.tokens) else ""
    if f"{text} {following}".lower() in places().countries or f"{text} {following}" in known:
        return True
    if is_start and is_institution(following) and following[0].isupper():
        return True  # "Foreign Ministry"
    if is_start and _is_first_of_name(parse, i):
        return True
    return (is_start and (is_first_name(text) or text.lower() in places().countries)) or (
        text.isupper() and 2 <= len(text) <= 6 and token.pos in ("NOUN", "ADJ", "X", "VERB")
    )


def _is_first_of_name(parse: Parse, i: int) -> bool:
    """Whether a common noun opens a name: "Resolution Copper says …"."""
    token, head = parse.tokens[i], parse.tokens[i].head
    is_before = token.dep == "compound" and head.i == i + 1 and head.pos == "PROPN"
    known = holders()["people"] | holders()["organisation"]
    return is_before and token.lower not in known and not is_title(head.text)


def _is_hinted(parse: Parse, i: int) -> bool:
    """Whether the recognizer takes token ``i`` for the beginning of an organisation's name."""
    at = bisect_right(parse.hints, i, key=lambda hint: hint.first) - 1
    hint = parse.hints[at] if at >= 0 else None
    is_name = hint is not None and hint.label == "ORG" and hint.first == i < hint.end - 1
    return is_name and parse.tokens[i + 1].text[0].isupper()


def _is_of_people(parse: Parse, i: int, *, is_start: bool) -> bool:
    """Whether a word is no name but says who people are: "Forecasters said", "the Spaniard"."""
    token = parse.tokens[i]
    singular = token.lower.removesuffix("s")
    is_alone = i + 1 == len(parse.tokens) or not parse.tokens[i + 1].text[0].isupper()
    if singular in people_words()["nationals"] and is_alone:
        return singular != token.lower or parse.tokens[i - 1].lower in ("the", "a", "an")
    is_plural = singular != token.lower and singular in holders()["people"]
    return is_start and is_alone and is_plural and singular + "s" not in PARTY_MEMBERS


PARTY_MEMBERS = frozenset({"republicans", "democrats", "conservatives", "liberals", "socialists"})


def _is_in_seat(parse: Parse, i: int) -> bool:
    """Whether a token is part of "R-Ga.", taken apart by the tokenizer."""
    around = [t.text for t in parse.tokens[max(0, i - 2) : i + 2]]
    own = min(i, 2)
    if around[own] in PARTIES:
        return around[own + 1 : own + 2] == ["-"]
    return own == 2 and around[1] == "-" and around[0] in PARTIES


def named_again(
    parse: Parse, runs: list[Range], parts: list[Range], hints: set[int], others: set[int]
) -> list[Range]:
    """Full names told by what follows: a run ends in a word that later speaks on its own."""
    alone: dict[str, int] = {}
    titled: list[Range] = []
    common = {t.text for t in parse.tokens if t.pos == "NOUN" and t.text.islower()}
    for first, end in runs:
        last = parse.tokens[end - 1]
        bare = first
        while bare < end - 1 and is_title(parse.tokens[bare].text):
            bare += 1
        is_addressed = bare > first and parse.tokens[bare - 1].lower.rstrip(".") in HONORIFICS
        is_acronym = last.text.isupper() and not (is_addressed and len(last.text) > 2)
        if end - bare == 1 and (last.tag == "NNP" or is_addressed) and not is_acronym:
            if end - 1 in hints and last.dep == "nmod:poss" and not _is_known_word(last.text):
                alone.setdefault(last.text, end - 1)
            is_subject = last.dep in ("nsubj", "nsubj:pass") and last.head.pos in ("VERB", "AUX")
            is_free = not _is_known_word(last.text) and not is_title(last.text)
            if parse.sentence_of(last).first == end - 1 and last.lower in common:
                continue  # "Inquiry hears …" above a text about an inquiry
            if is_free and end - 1 not in others and _is_who(parse, first, end):
                titled.append((end - 1, end))
            if is_free and is_subject:
                alone.setdefault(last.text, end - 1)
            if _is_aged(parse, end):
                titled.append((end - 1, end))
            if bare > first and _is_borne_by_people(parse, bare - 1, last.text):
                titled.append((bare, end))
    taken = {i for a, b in parts for i in range(a, b)}
    full = {parse.tokens[b - 1].text for _, b in parts}
    found = []
    for first, end in runs:
        surname = parse.tokens[end - 1].text
        if end - first < 2 or end - 1 in taken or alone.get(surname, -1) < end:
            continue
        is_new = surname not in full or not _is_of_headline(parse, end - 1)
        if _may_be_first_name(parse.tokens[end - 2].text, is_new=is_new):
            found.append((end - 2, end))
    for name, first in alone.items():  # somebody known by one name, who speaks
        token = parse.tokens[first]
        if (
            first in hints
            or is_first_name(name)
            or (
                first not in others
                and token.head.tag in ("VBD", "VBZ", "VBP", "VBN")
                and look_up(token.head) is not None
            )
        ):
            titled.append((first, first + 1))
    surnames = {fold(parse.tokens[i].text) for a, b in [*parts, *found] for i in (a, b - 1)}
    found += [
        t for t in titled if fold(parse.tokens[t[1] - 1].text) not in surnames and t[0] not in taken
    ]
    return found


def _may_be_first_name(word: str, *, is_new: bool) -> bool:
    """Whether a word before a surname can be a first name; one that is known, unless it is new."""
    is_other = not word[0].isupper() or is_title(word) or _is_known_word(word)
    return not is_other and (is_new or is_first_name(word))


def _is_of_headline(parse: Parse, i: int) -> bool:
    """Whether a token stands where every long word is written large: "Union Backs Castellano"."""
    sentence = parse.sentence_of(parse.tokens[i])
    inside = parse.tokens[sentence.first : sentence.end]
    return all(t.text[0].isupper() for t in inside if t.text.isalpha() and len(t.text) > 4)


def _is_borne_by_people(parse: Parse, at: int, name: str) -> bool:
    """Whether a title before one name tells a person: "Mr. Lee", "President Obama"."""
    title = parse.tokens[at].lower
    if title.rstrip(".") in HONORIFICS:
        return True
    is_office = title in people_words()["offices"] and parse.tokens[at].text[0].isupper()
    return is_office and not _is_known_word(name) and not is_title(name)


def _is_who(parse: Parse, first: int, end: int) -> bool:
    """Whether a name is one of a person by what follows: "Jones, who denies it, …"."""
    before, after = parse.tokens[first - 1], [t.lower for t in parse.tokens[end : end + 2]]
    return after == [",", "who"] and before.pos != "ADP" and before.text != ","


def _is_aged(parse: Parse, end: int) -> bool:
    """Whether an age follows a name: "Hassan, 22, said"."""
    after = parse.tokens[end : end + 3]
    return len(after) == 3 and after[1].tag == "CD" and after[0].text == after[2].text == ","


def _is_known_word(word: str) -> bool:
    lower = word.lower()
    known = places()
    return (
        is_institution(word)
        or lower in known.countries
        or lower in known.metonyms
        or lower in known.demonyms
        or lower in holders()["organisation"]
    )


def person_parts(parse: Parse, run: Range, hints: set[int]) -> list[Range]:
    """The full names of people inside a run of name words, titles and roles taken off."""
    first, end = run
    words = [t.text for t in parse.tokens[first:end]]
    is_honoured = False
    while words and words[-1].lower().strip(".") in {
        s.strip(".") for s in people_words()["suffixes"]
    }:
        end -= 1
        is_honoured = is_honoured or words[-1] in HONOURS
        words.pop()
    lower = " ".join(words).lower()
    if lower in places().countries or lower in places().metonyms or len(words) < 2:
        return []
    starts = [
        first + n
        for n, w in enumerate(words[:-1])
        if is_first_name(w) and not (n and words[n - 1].lower() in NOT_BEFORE)
    ]
    for start in starts:
        start = _leftmost(parse, first, start, hints)
        rest = [t.text for t in parse.tokens[start:end]]
        cut = next((n for n, w in enumerate(rest) if n > 1 and w.lower() in LINKING), None)
        if cut is not None and not is_institution(rest[cut - 1]):  # "Bernie Sanders of Vermont"
            return [(start, start + cut)]
        if (
            2 <= len(rest) <= 5
            and not any(w.lower() in ("of", "and", "the", "for") for w in rest)
            and not _ends_no_person(rest[-1])
        ):
            return [(start, end)]
    if (hinted_name := _before_of(words, first, hints)) is not None:
        return [hinted_name]
    # "New York Attorney General Letitia James": the name follows the last title.
    titles = [i for i in range(first, end - 2) if _is_office(parse.tokens[i].text)]
    start = titles[-1] + 1 if titles else first
    while start < end and (
        is_title(parse.tokens[start].text)
        or parse.tokens[start].lower in places().countries
        or (end - start > 2 and start + 1 in hints and _is_calling(parse.tokens[start].text))
    ):
        start += 1
    rest = [t.text for t in parse.tokens[start:end]]
    if 2 <= len(rest) <= 4 and not any(w.lower() in INNER - PARTICLES for w in rest):
        titled = (start > first and _is_person_title(parse.tokens[start - 1].text)) or (
            start == first and _follows_role(parse, first)
        )
        hinted = all(i in hints for i in (start, end - 1))
        if (titled or hinted or is_honoured) and not _ends_no_person(rest[-1]):
            return [(start, end)]
    return []


def _before_of(words: list[str], first: int, hints: set[int]) -> Range | None:
    """The name that a recognizer saw before "of": "Geologist Irwan Meilano of the Institute"."""
    for end, word in enumerate(words):
        if word.lower() not in LINKING:
            continue
        start = end
        while start and first + start - 1 in hints:
            start -= 1
        if end - start >= 2 and not is_institution(words[end - 1]):
            return first + start, first + end
        return None
    return None


def _leftmost(parse: Parse, first: int, start: int, hints: set[int]) -> int:
    """Where a full name begins whose second word is a known first name: "Karine Jean-Pierre"."""
    while start > first:
        before = parse.tokens[start - 1]
        joins = parse.tokens[start].head is before or start - 1 in hints
        if not joins or is_title(before.text) or _is_known_word(before.text):
            break
        if _is_calling(before.text):
            break  # "Welder Ahmet Kaya", at the start of a sentence
        if start - 2 >= first and parse.tokens[start - 2].lower in LINKING:
            break  # "Minister for Health Jennifer Carroll"
        if not before.text[0].isupper():
            break
        start -= 1
    return start


def _is_calling(word: str) -> bool:
    """Whether a word says what somebody is, and is nobody's first name."""
    return word.lower() in holders()["people"] and not is_first_name(word)


def _follows_role(parse: Parse, first: int) -> bool:
    """Whether a role in lower case stands right before a name: "envoy", "team member"."""
    if first == 0:
        return False
    before = parse.tokens[first - 1]
    if before.lower in (",", "-") or before.end + 1 < parse.tokens[first].start:
        return False
    return before.pos == "NOUN" and before.lemma in holders()["people"] and before.tag == "NN"


def is_institution(word: str) -> bool:
    """Whether a word names a kind of institution: "Ministry", "Party"."""
    return word.lower() in INSTITUTIONS


def ends_body(parse: Parse, i: int) -> bool:
    """Whether a name that ends in this word is a body's: "Health Service Executive"."""
    if is_institution(parse.tokens[i].text):
        return True
    before = parse.tokens[max(i - 1, 0)].text
    is_board = parse.tokens[i].text == "Executive" and before[0].isupper() and i > 0
    return is_board and not is_title(before)  # a "Chief Executive" is a person


def is_firm(word: str) -> bool:
    """Whether a word ends names of companies: "Corp.", "Airlines"."""
    return word.lower() in people_words()["firms"]


def _ends_no_person(word: str) -> bool:
    """Whether a name that ends so is nobody's; "Glass" and "Steel" are surnames too."""
    is_other = (
        is_institution(word) or word.lower() in people_words()["partisans"] or word == "Executive"
    )
    return is_other or (is_firm(word) and word.lower() not in people_words()["namesakes"])


def _is_office(word: str) -> bool:
    return _is_person_title(word) and word.lower() in holders()["people"]


def _is_person_title(word: str) -> bool:
    return word.lower() in people_words()["titles"] and word.lower() not in (
        "democratic",
        "republican",
        "national",
        "us",
        "u.s.",
        "uk",
        "u.k.",
        "eu",
        "un",
        "nato",
        "foreign",
        "state",
        "home",
        "labour",
        "labor",
        "conservative",
        "liberal",
    )
