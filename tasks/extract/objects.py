"""Contents that are phrases: objects, objects of prepositions, "X as Y" and "call X Y"."""

from __future__ import annotations

from tasks.extract.clauses import agent_of, is_infinitive, is_passive, phrase, subject, trim
from tasks.extract.cues import Cue, look_up
from tasks.extract.draft import Draft
from tasks.extract.holders import holders
from tasks.extract.reach import extended
from tasks.extract.sources import antecedent, make, source_of
from tasks.extract.tree import Parse, Range, Token
from tasks.extract.words import words

LIGHT = words("light")
ADVISING = frozenset({"advise", "counsel"})
PAIRING = frozenset({"as", "pair_to", "pair_on", "pair_at"})


def predicative(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """Contents of the form "describe X as Y" and "call X Y"."""
    theme = verb.child("obj", "nsubj:pass" if is_passive(verb) else "obj")
    for frame in PAIRING & set(cue.acts):
        preposition = frame.removeprefix("pair_")
        after = next((c for c in _with_preposition(verb, preposition) if c.i > verb.i), None)
        if after is None and theme is not None:
            after = next(
                (
                    c
                    for c in theme.children
                    if c.i > theme.i
                    and c.dep in ("nmod", "acl")
                    and any(m.lower == preposition for m in c.children)
                ),
                None,
            )
        if after is not None and (frame == "as" or theme is not None):
            return _theme_and(parse, verb, cue.acts[frame], particle, theme, after, frame)
    if "small" in cue.acts and theme is not None and _is_of_what(verb) and theme.i > verb.i:
        content = trim(parse, (theme.left, theme.right + 1))  # "what she called bad luck"
        return make(
            parse, verb, [content], cue.acts["small"], "predicative", "small", particle, theme
        )
    if "small" in cue.acts:
        after = next(
            (
                c
                for c in verb.children
                if c.dep in ("xcomp", "ccomp")
                and c.i > verb.i
                and c.pos in ("NOUN", "ADJ", "PROPN", "NUM", "VERB", "ADV")
                and not is_infinitive(c)
            ),
            None,
        )
        if after is None and theme is not None:  # "call the strike an act of war"
            after = next(
                (
                    c
                    for c in theme.children
                    if c.dep == "appos"
                    and c.i > theme.i
                    and not any(t.text == "," for t in parse.tokens[theme.i : c.i])
                ),
                None,
            )
        objects = verb.each("obj")
        if after is None and len(objects) > 1 and objects[0].i > verb.i:
            after = objects[1]
        if after is not None and theme is None:
            theme = subject(after) or verb.child("iobj")
        if after is not None and theme is None and after.child("obj") is not None:
            theme = after  # "called climate change a hoax", read as one phrase
        if after is not None and theme is not None:
            return _theme_and(parse, verb, cue.acts["small"], particle, theme, after, "small")
    return None


def _theme_and(
    parse: Parse,
    verb: Token,
    act: str,
    particle: Token | None,
    theme: Token | None,
    after: Token,
    frame: str,
) -> Draft | None:
    first = max(verb.i + 1, after.left)
    if theme is not None and theme.i > after.i:  # "recognize as legitimate the request"
        content = trim(parse, (first, theme.right + 1))
        return make(parse, verb, [content], act, "predicative", frame, particle, after)
    content = extended(parse, verb, (first, max(after.right, first) + 1))
    contents = [content]
    if theme is not None and verb.i < theme.left <= content[0]:
        contents = [(theme.left, content[1])]
    elif theme is not None and theme.i < verb.i and theme.tag not in ("WDT", "WP"):
        contents = [phrase(parse, theme), content]
    elif theme is None and not is_passive(verb) and not _is_of_what(verb):
        return None
    return make(parse, verb, contents, act, "predicative", frame, particle, after)


def _is_of_what(verb: Token) -> bool:
    """Whether a verb belongs to "what": "what she described as a plot"."""
    is_head = verb.dep.startswith("acl") and verb.head.lower == "what" and verb.head.i < verb.i
    who, thing = subject(verb), verb.child("obj")
    if verb.dep == "acl:relcl" and who is not None and thing is not None and thing.pos == "ADJ":
        return who.tag not in ("WDT", "WP") and who.lower != "that"  # "a claim he calls absurd"
    return is_head or any(c.lower == "what" and c.i < verb.i for c in verb.each("obl", "obj"))


def _with_preposition(verb: Token, preposition: str) -> list[Token]:
    return [
        c
        for c in verb.children
        if c.dep in ("obl", "advcl", "xcomp", "nmod", "ccomp", "advmod", "obl:agent")
        and any(
            m.lower == preposition and m.dep in ("case", "mark", "advmod") and m.i < c.i
            for m in c.children
        )
    ]


def object_phrase(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """A noun phrase as content: "pledged support", "ruled out deployments"."""
    frame = next((f for f in ("obj", "thing") if f in cue.acts and f not in cue.weak), None)
    if frame is None:
        return None
    act = cue.acts[frame]
    passive = is_passive(verb)
    theme = verb.child("obj") if not passive else None
    if passive and source_of(verb) is not None:
        theme = verb.child("nsubj:pass")
        if theme is None and verb.dep == "acl":
            theme = None
    if theme is None:
        theme = _relative_object(verb, passive=passive)
    if theme is None:
        return None
    if theme.tag == "WDT" or (
        theme.lower == "that" and theme.i < verb.i
    ):  # "the law, which they opposed"
        noun = antecedent(theme)
        if noun is None or noun is theme:
            return None
        content = phrase(parse, noun)
        return make(parse, verb, [content], act, "object", frame, particle, noun)
    if theme.pos == "PRON" and theme.lower not in ("this", "that", "those", "one"):
        return None
    if theme.pos == "PRON" and act not in ("deny", "reject"):
        return None
    if frame == "thing" and (_is_person(theme) or passive):
        return None
    if act == "propose" and verb.lemma in ADVISING and _is_person(theme):
        return None
    if theme.lower in ("himself", "herself", "itself", "themselves") or verb.child("iobj"):
        return None
    is_light = verb.lemma in LIGHT and act in ("assert", "commit", "propose")
    if is_light and _carries_own_content(theme):
        return None
    if theme.i < verb.i:
        first, end = phrase(parse, theme)
        content = (first, verb.left) if first < verb.left < end else (first, end)
    else:
        floor = max(verb.i, particle.i if particle else 0) + 1
        content = extended(parse, verb, (max(theme.left, floor), theme.right + 1))
    return make(parse, verb, [content], act, "object", frame, particle, theme)


def _is_person(noun: Token) -> bool:
    """Whether a noun names people: police who question a witness dispute nothing."""
    return noun.pos == "PROPN" or noun.lemma.lower() in holders()["people"]


def _relative_object(verb: Token, *, passive: bool) -> Token | None:
    """The noun that a relative clause or participle is about: "a charge the campaign denies"."""
    noun = verb.head
    if noun.pos not in ("NOUN", "PROPN") or noun.i > verb.i:
        return None
    if passive:
        return noun if verb.dep == "acl" and agent_of(verb) is not None else None
    has_content = any(c.dep in ("obj", "ccomp", "xcomp", "obl", "iobj") for c in verb.children)
    who = subject(verb)
    is_gap = verb.dep in ("acl:relcl", "acl") and who is not None and who.tag not in ("WP", "WDT")
    return noun if is_gap and not has_content and who is not None and who.lower != "that" else None


def _carries_own_content(theme: Token) -> bool:
    """Whether an object is itself a cue noun with a clause: "outlined plans to leave"."""
    found = look_up(theme) if theme.pos == "NOUN" else None
    if found is None:
        return False
    prepositions = found[0].prepositions()
    if any(
        c.dep == "nmod" and any(m.lower in prepositions and m.i == theme.i + 1 for m in c.children)
        for c in theme.children
    ):
        return True
    return any(
        c.i > theme.i and (is_infinitive(c) or c.child("mark") is not None)
        for c in theme.each("acl", "ccomp", "xcomp")
    )


def object_and_preposition(
    parse: Parse, verb: Token, cue: Cue, particle: Token | None
) -> Draft | None:
    """Content after an object and its preposition: "accused them of lying"."""
    for frame, act in cue.acts.items():
        if not frame.startswith("obj_") or frame == "obj_inf":
            continue
        preposition = frame.removeprefix("obj_")
        patient = verb.child("obj", "iobj", "nsubj:pass")
        if patient is None and verb.dep not in ("acl", "amod"):
            continue
        targets = _with_preposition(verb, preposition)
        if patient is not None and patient.i > verb.i:
            targets += [
                c
                for c in patient.children
                if c.dep in ("nmod", "acl")
                and c.i > patient.i
                and any(m.lower == preposition for m in c.children if m.i < c.i)
            ]
        for target in targets:
            if target.i < verb.i:
                continue
            case = next(m for m in target.children if m.lower == preposition)
            content = _after_preposition(parse, verb, case, target)
            return make(
                parse, verb, [content], act, "object_and_preposition", frame, particle, target
            )
    return None


def _after_preposition(parse: Parse, verb: Token, case: Token, target: Token) -> Range:
    """What follows a preposition: a phrase, or a gerund with all that belongs to it."""
    first = case.i + 1
    end = max(target.right, first) + 1
    if parse.tokens[first].tag == "VBG":
        return extended(parse, verb, (first, end), is_phrase=False)
    return trim(parse, (first, end))


def prepositional(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """The object of a preposition as content: "called for calm"."""
    for preposition in cue.prepositions():
        for target in _with_preposition(verb, preposition):
            case = next(m for m in target.children if m.lower == preposition)
            if target.pos == "PRON" and target.lower not in ("this", "that", "what"):
                continue
            if not verb.i < case.i <= verb.i + 4 or (particle and case.i != particle.i + 1):
                continue
            if is_passive(verb):
                continue
            content = extended(parse, verb, (case.i + 1, max(target.right, case.i + 1) + 1))
            last = case if case.i == verb.i + 1 else particle
            return make(
                parse,
                verb,
                [content],
                cue.acts[preposition],
                "preposition",
                preposition,
                last,
                target,
            )
    return None
