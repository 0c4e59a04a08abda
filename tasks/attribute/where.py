"""The places that claims name, found among the document's names."""

from __future__ import annotations

from bisect import bisect_left

from tasks.attribute.gazetteer import Located, locate
from tasks.attribute.names import Name, Register
from tasks.extract.tree import Parse
from tasks.values import Claim, Place

LOCATIVE = frozenset(
    {"in", "at", "from", "near", "outside", "inside", "to", "across", "around", "into", "of"}
)
LARGE = 100_000  # people; a town of which the recognizer knows nothing must be as large


def place_claims(parse: Parse, register: Register, claims: list[Claim]) -> None:
    """Fill ``places`` of every claim: names of states, regions and towns that stand in it."""
    named = {
        entity.country_code: entity.canonical_name
        for entity in register.entities
        if entity.kind == "state" and entity.country_code
    }
    found = [
        Place(parse.span(name.tokens), place.name, place.country_code, place.geonames_id)
        for name in register.names
        if (place := _place_of(parse, name, named)) is not None
    ]
    found.sort(key=lambda place: place.span)
    starts = [place.span[0] for place in found]
    for claim in claims:
        for start, end in claim.spans:
            inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
            claim.places += [place for place in inside if place.span[1] <= end]


def _place_of(parse: Parse, name: Name, named: dict[str, str]) -> Located | None:
    """Where a name lies; None for names of people and organisations."""
    if name.kind not in ("place", "state", "organisation"):
        return None
    text = parse.words(name.tokens)
    others = {code for code, canonical in named.items() if canonical.lower() != text.lower()}
    place = locate(text, _after_comma(parse, name), others)
    if place is None or name.kind in ("place", "state"):
        return place
    # A name that nothing else calls a place must be a large town that something happens in.
    case = name.head.child("case")
    is_where = name.head.dep == "obj" or (case is not None and case.lower in LOCATIVE)
    return place if is_where and place.population >= LARGE else None


def _after_comma(parse: Parse, name: Name) -> str | None:
    """The name after a comma: "Texas" of "Paris, Texas,"."""
    comma = name.tokens[1]
    following = parse.tokens[comma : comma + 3]
    if len(following) < 2 or following[0].text != "," or not following[1].text[0].isupper():
        return None
    words = [t.text for t in following[1:] if t.text[0].isupper()]
    return " ".join(words) if words else None
