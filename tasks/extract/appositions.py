"""Claims that an apposition makes: "Keir Starmer, the prime minister, …" says that he is that."""

from __future__ import annotations

from tasks.extract.clauses import phrase, trim
from tasks.extract.draft import Draft
from tasks.extract.tree import Parse, Range, Token
from tasks.values import Claim

LINKS = frozenset({",", "–", "—", "(", "-"})
DETERMINERS = frozenset({"det", "nmod:poss", "amod"})
TOTAL = frozenset({"all", "every", "everybody", "everyone", "everything", "many"})
NO_SUBJECT = frozenset({"one", "both", "all", "each", "others", "some"})


def find_apposition(
    parse: Parse, token: Token, owner: int | None, drafts: list[Draft]
) -> list[Claim]:
    """The claim that an apposition makes of its noun, or none.

    Only what a mark sets off counts, and of two names none is a claim of the other ("Paris,
    France"); neither are ages, figures and quoted titles.
    """
    noun = token.head
    if noun.i > token.i or noun.pos not in ("NOUN", "PROPN") or noun.lower in NO_SUBJECT:
        return []
    if token.pos not in ("NOUN", "PROPN") or not token.text[0].isalpha():
        return []
    if _is_listed(noun, token):
        return []
    first = token.left
    while first < token.i and parse.tokens[first].pos == "PUNCT":
        first += 1
    if first == 0 or parse.tokens[first - 1].text not in LINKS or not _describes(noun, token):
        return []
    name, role = core(parse, noun), core(parse, token)
    if role[0] < name[1] or parse.words(name) == parse.words(role):
        return []
    if owner is not None:
        contents = drafts[owner].contents
        inside = all(any(a <= x and y <= b for a, b in contents) for x, y in (name, role))
        if not inside:
            return []
    sentence = parse.sentence_of(token)
    is_many = noun.tag in ("NNS", "NNPS") or any(c.i < token.i for c in noun.each("conj"))
    return [
        Claim(
            spans=(*parse.spans(name), *parse.spans(role)),
            statement=owner,
            subject=parse.words(name),
            predicate="are" if is_many else "is",
            object=parse.words(role),
            factuality_code="CT+",
            context_text=parse.words((sentence.first, sentence.end)),
            is_about_speaker=None if owner is None else False,
        )
    ]


def _is_listed(noun: Token, token: Token) -> bool:
    """Whether nouns only follow one another: "the promise of watch, troops on the ground, and aid".

    What describes agrees in number, where no name comes first, and nothing is "no framework".
    """
    if any(c.lower == "no" for c in token.each("det")):
        return True
    is_bare = not any(c.dep in DETERMINERS for c in token.children)
    goes_on = any(c.dep == "conj" and c.i > token.i for c in noun.children)
    return noun.tag == "NN" and (token.tag == "NNS" or (is_bare and goes_on))


def _describes(noun: Token, token: Token) -> bool:
    """Whether one of the two is a common noun: a role, or what a name belongs to."""
    if token.pos == "NOUN":
        return token.child("nummod") is None
    has_determiner = any(c.dep in DETERMINERS and c.i < token.i for c in token.children)
    return noun.pos == "NOUN" or has_determiner


def core(parse: Parse, head: Token, before: Token | None = None) -> Range:
    """A noun phrase without appositions, relative clauses and what commas set off.

    It ends before the clause of ``before``, when given: "both sides" of "both sides to stop".
    """
    first, end = phrase(parse, head)
    if parse.tokens[first].lower in ("least", "most") and parse.tokens[first - 1].lower == "at":
        first -= 1  # "at least six people"
    if first and parse.tokens[first].lower in TOTAL and parse.tokens[first - 1].lower == "not":
        first -= 1  # "not all nations"
    cuts = [
        c.left
        for c in head.children
        if c.i > head.i and c.dep in ("appos", "acl:relcl", "parataxis", "list") and c.left < end
    ]
    asides = [
        c.left
        for c in head.children
        if c.i > head.i and (c.text.isdigit() or c is before) and c.dep != "flat"
    ]
    end = min([end, *cuts, *asides])
    return trim(parse, (first, max(end, head.i + 1)))
