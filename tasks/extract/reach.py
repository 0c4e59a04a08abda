"""How far the content of a cue reaches: the clause or quotation end, not the bare subtree."""

from __future__ import annotations

from tasks.extract.clauses import subject, trim
from tasks.extract.cues import look_up
from tasks.extract.tree import Parse, Range, Token, descendants
from tasks.extract.words import words

COMPLEMENTIZERS = frozenset({"that", "whether", "if"})
VENUES = words("venues")
OCCASIONS = VENUES | words("occasions")
DAYS = words("days")
NARRATIVE_MARKS = frozenset({"as", "after", "when", "before", "following", "since", "while"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
OPENS_CLAUSE = frozenset({"DET", "PROPN", "NOUN", "PRON", "NUM", "ADJ"})
LONGEST_ADDRESSEE = 4  # tokens
TELLING = words("telling")
AHEAD = frozenset({"expect", "plan", "anticipate", "predict", "forecast", "foresee", "project"})
LONGEST_SETTING = 12  # tokens between a cue and the "that" of its clause
COMPLETING = frozenset({"for", "of", "to", "about", "against", "between", "with"})


def after_cue(parse: Parse, cue: Token, complement: Token, floor: int) -> Range | None:
    """The content of a complement that follows its cue; ``floor`` is the first token allowed."""
    first = max(complement.left, floor)
    for child in complement.children:
        is_mark = child.dep in ("mark", "cc", "advmod", "det", "nsubj", "obj", "obl")
        if is_mark and child.lower == "that" and child.dep == "mark" and child.i >= floor:
            first = max(first, child.i + 1)
            break
    first = _with_leading_adverbial(parse, cue, first, floor)
    first = _after_late_that(parse, first, complement.right + 1)
    first = _after_addressee(parse, cue, first)
    first = _after_time(parse, cue, first)
    end = _clause_end(parse, cue, complement.right + 1)
    while first < end and _is_skipped(parse.tokens[first], complement):
        first += 1
    is_that = first + 1 < end and parse.tokens[first].lower == "that"
    is_linking = (
        is_that and parse.tokens[first].head is not complement and _links(parse, cue, first)
    )
    if is_that and (
        is_linking or complement.dep.startswith("acl") or _is_misread_that(parse, first, floor)
    ):
        first += 1
    if end <= first:
        return None
    end = _over_second_that(parse, end, cue)
    return trim_right(parse, (first, end))


def _over_second_that(parse: Parse, end: int, cue: Token) -> int:
    """The end after ", and that …" where the parser cut the second clause off."""
    limit = parse.sentence_of(cue).end
    at = end
    while (
        at < limit and parse.tokens[at].dep == "punct" and parse.tokens[at].text not in (".", ";")
    ):
        at += 1
    pair = [t.lower for t in parse.tokens[at : at + 2]]
    if len(pair) == 2 and pair[0] in ("and", "but") and pair[1] == "that" and at + 3 < limit:
        return limit
    return end


def _after_late_that(parse: Parse, first: int, end: int) -> int:
    """The start after "that" where only the setting stands before it: "ruled 5-3 that …"."""
    is_title = False
    if parse.tokens[first].lower == "to":
        return first  # "is expected to testify that …"
    for token in parse.tokens[first : min(first + LONGEST_SETTING, end - 1)]:
        following = parse.tokens[token.i + 1]
        if token.lower == "that" and token.tag != "DT" and following.pos in OPENS_CLAUSE:
            return token.i + 1
        is_title = is_title != (token.text in ('"', "“", "”"))
        is_clause = token.pos == "AUX" or token.tag in FINITE or token.text in (",", ":", ";")
        if is_clause and not is_title:
            return first
    return first


def _after_addressee(parse: Parse, cue: Token, first: int) -> int:
    """The start after whoever was told: "told lawmakers he supports it" without object."""
    if cue.lemma not in TELLING or cue.child("obj", "iobj") is not None or first != cue.i + 1:
        return first
    at = first
    while at < first + LONGEST_ADDRESSEE and parse.tokens[at].pos in ("NOUN", "PROPN"):
        at += 1
    following = parse.tokens[at]
    is_clause = following.tag == "PRP" or following.text in ("“", '"')
    return at if at > first and is_clause else first


def _links(parse: Parse, cue: Token, first: int) -> bool:
    """Whether "that" after a setting or an addressee opens the clause, whatever it was read as."""
    that, following = parse.tokens[first], parse.tokens[first + 1]
    return that.tag in ("WDT", "IN") or following.tag == "NNS" or cue.lemma in TELLING


def _after_time(parse: Parse, cue: Token, first: int) -> int:
    """The start after when it was said: "told a conference this month he could not …"."""
    pair = [t.lower for t in parse.tokens[first : first + 3]]
    if len(pair) < 3 or pair[0] not in ("this", "last", "earlier") or pair[1] not in PERIODS:
        return first
    following = parse.tokens[first + 2]
    is_clause = following.pos in OPENS_CLAUSE and parse.tokens[first - 1].text != ","
    return first + 2 if is_clause and first > cue.i else first


PERIODS = frozenset({"week", "month", "year", "weekend", "summer", "spring", "autumn", "winter"})


def _is_misread_that(parse: Parse, first: int, floor: int) -> bool:
    """Whether "that" right after the cue was read as a demonstrative: "stressed that unity …"."""
    following = parse.tokens[first + 1]
    return first == floor and following.pos in ("NOUN", "PROPN", "ADJ", "DET", "NUM")


def _with_leading_adverbial(parse: Parse, cue: Token, first: int, floor: int) -> int:
    """The start of the content with an adverbial that the parser hung on the cue.

    "estimated that by 2050, food needs would rise": what stands between the complementizer and
    the clause belongs to the content, and so does an adverbial with a comma after it.
    """
    between = parse.tokens[floor:first]
    if not between or any(t.text in ("“", '"', "‘") for t in between):
        return first
    for token in between:
        if token.lower == "that" and token.tag != "WDT":
            return token.i + 1
    if between[-1].text != "," or between[0].text in (",", ":"):
        return first
    branch = between[0]
    while branch.head is not cue and branch.head is not branch and branch.head.i >= floor:
        branch = branch.head
    is_setting = any(t.lower in DAYS or t.lower in VENUES for t in between)
    if branch.head is cue and branch.dep in ("obl", "advcl", "advmod") and not is_setting:
        return floor
    return first


def extended(parse: Parse, cue: Token, tokens: Range, *, is_phrase: bool = True) -> Range:
    """A noun phrase content with what the parser cut off: later conjuncts, adverbials."""
    return trim(parse, (tokens[0], _clause_end(parse, cue, tokens[1], is_phrase=is_phrase)))


def _is_skipped(token: Token, complement: Token) -> bool:
    if token.text in (",", ":", ";", "—", "–", "-", "--"):
        return True
    if token.lower == "if" and token.head is not complement:
        return False
    return token.lower in COMPLEMENTIZERS and token.dep == "mark"


def trim_right(parse: Parse, tokens: Range) -> Range:
    """A range without commas and dangling marks at its right edge; the final stop stays off."""
    return trim(parse, tokens)


def _clause_end(parse: Parse, cue: Token, end: int, *, is_phrase: bool = False) -> int:
    limit = parse.sentence_of(cue).end
    path = {cue.i}
    node = cue
    while node.head is not node:
        node = node.head
        path.add(node.i)
    while end < limit:
        at = end
        has_comma = False
        while at < limit and parse.tokens[at].dep == "punct":
            has_comma = has_comma or parse.tokens[at].text in (",", "—", "–", "--")
            at += 1
        if at >= limit:
            break
        branch = parse.tokens[at]
        while branch.head.i not in path and branch.head is not branch and branch.i not in path:
            branch = branch.head
        if branch.i in path or branch.left < end:
            break
        if branch.head is not cue:
            if not _depends(branch, has_comma):
                break
        elif not _belongs(cue, branch, has_comma) or (is_phrase and not _completes(branch)):
            break
        end = max(branch.right, at) + 1
    return min(end, limit)


def _depends(branch: Token, has_comma: bool) -> bool:
    """Whether a clause hung above the cue is a condition or concession of its content."""
    if branch.dep != "advcl":
        return False
    mark = next((c.lower for c in branch.children if c.dep == "mark"), "")
    if mark in ("if", "unless", "until", "once"):
        return not has_comma
    return branch.tag == "VBG" and mark in ("though", "although", "while")


def _completes(branch: Token) -> bool:
    """Whether a dependent of the cue completes a noun phrase content."""
    case = branch.child("case")
    if branch.head.lemma in AHEAD and branch.dep == "obl" and case is not None:
        return case.lower in ("by", "in", "on", "before")  # "expects a vote by Friday"
    if branch.dep == "conj":
        return branch.pos in ("NOUN", "PROPN")
    if branch.dep in ("advcl", "acl"):
        mark = next((c.lower for c in branch.children if c.dep == "mark"), "")
        if mark == "for" and branch.tag == "VBG":
            return True  # "criticized him for taking the money"
        return mark in ("if", "unless", "until", "once", "to")
    if branch.dep in ("obl", "nmod") and case is not None and case.lower not in COMPLETING:
        return False
    return branch.dep in ("obl", "nmod", "dep", "appos") and not any(
        t.lower in DAYS for t in descendants(branch)[:4]
    )


def _belongs(cue: Token, branch: Token, has_comma: bool) -> bool:
    """Whether a later dependent of the cue is really part of what was said."""
    mark = next((c.lower for c in branch.children if c.dep in ("mark", "case", "cc")), "")
    if branch.dep == "conj":
        if branch.pos not in ("VERB", "AUX"):
            return look_up(branch) is None or branch.pos == "NOUN"
        if branch.tag == "VB" and cue.tag != "VB" and branch.child("aux") is None:
            return True
        return subject(branch) is not None and not has_comma and look_up(branch) is None
    if branch.dep == "advcl":
        if branch.tag == "VBG" and mark in ("while", "by", "for", "without", "though", "although"):
            return True
        if branch.tag in ("VBG", "VBN"):
            return False
        return not (has_comma and mark in NARRATIVE_MARKS)
    if branch.dep in ("obl", "obl:npmod", "obl:tmod", "nmod"):
        if any(t.lower in VENUES for t in descendants(branch)[:6]):
            return False
        if branch.child("case") is not None and mark == "according":
            return False
        return not has_comma
    if branch.dep in ("parataxis", "ccomp", "advmod"):
        return not any(look_up(t) for t in [branch] if t.pos == "VERB") or branch.dep == "ccomp"
    if branch.dep == "nsubj":  # a misread object; the cue has its own subject before it
        return not has_comma
    return branch.dep in ("xcomp", "obj", "acl", "appos", "dep", "cc", "list", "acl:relcl")


def around(parse: Parse, clause: Range, region: Range) -> list[Range]:
    """``region`` without ``clause`` (a parenthetical "he said"), trimmed, in one or two parts."""
    parts = []
    for first, end in ((region[0], clause[0]), (clause[1], region[1])):
        while first < end and parse.tokens[first].text in (",", ";", ":", "—", "–", "-", "--", "."):
            first += 1
        while end > first and parse.tokens[end - 1].text in (
            ",",
            ";",
            ":",
            "—",
            "–",
            "-",
            "--",
            ".",
        ):
            end -= 1
        if end > first and any(t.text[0].isalnum() for t in parse.tokens[first:end]):
            parts.append((first, end))
    return parts
