"""What at the edges of a run of capitalized words is no part of a name."""

from __future__ import annotations

from tasks.attribute.lists import places
from tasks.attribute.runs import INNER, ends_body, is_firm, is_institution, is_title
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Range

LINKS = frozenset({"of", "for", "on"})  # after them: what an organisation is for


def trimmed(parse: Parse, tokens: Range) -> Range:
    """A run without the words at its ends that are no part of a name."""
    first, end = tokens
    while end > first + 1 and parse.tokens[end - 1].lower in INNER:
        end -= 1
    while first < end - 1 and parse.tokens[first].text in INNER:  # not "Le" of a newspaper
        first += 1
    if end - first > 2 and is_of_noun(parse, end):
        end -= 2
    while end - first > 1 and is_role(parse, end - 1) and parse.tokens[end - 2].lower not in LINKS:
        end -= 1  # "House Speaker"
    return first, end


def is_opposed(parse: Parse, i: int) -> bool:
    """Whether a prefix turns a name into its opponents or friends: "anti-Communists"."""
    if i < 2 or parse.tokens[i - 1].text != "-":
        return False
    prefix = parse.tokens[i - 2]
    return prefix.lower in ("anti", "pro", "non", "un") and prefix.end == parse.tokens[i - 1].start


def is_former(parse: Parse, i: int) -> bool:
    """Whether a name is an office that somebody held: "the former Minister for Justice"."""
    return is_title(parse.tokens[i].text) and i > 0 and parse.tokens[i - 1].lower == "former"


def is_of_noun(parse: Parse, end: int) -> bool:
    """Whether the last word belongs to a noun after it: "the Board of Muslim clerics"."""
    last = parse.tokens[end - 1]
    is_adjective = last.tag.startswith("JJ") and last.dep == "amod" and last.head.i >= end
    return is_adjective and parse.tokens[end - 2].lower in INNER


def is_role(parse: Parse, i: int) -> bool:
    """Whether a word is an office that closes a run: "House Speaker"."""
    token = parse.tokens[i]
    is_office = token.lower in holders()["people"] or token.lower in ("speaker", "whip")
    is_part = ends_body(parse, i) or is_firm(token.text)  # "Dockyard Group"
    return token.tag in ("NNP", "NN") and is_office and not is_part


def is_mere_adjective(parse: Parse, first: int, end: int) -> bool:
    """Whether the first of two words is a nationality and no part of the name."""
    last = parse.tokens[end - 1].text
    is_demonym = parse.tokens[first].lower in places().demonyms and end - first == 2
    return is_demonym and not is_institution(last) and not is_firm(last)  # "British Steel"
