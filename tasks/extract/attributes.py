"""What the source says of its content: act, polarity, certainty, condition, kind of commitment."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.extract.clauses import agent_of, is_past_ability, negation, subject
from tasks.extract.conditions import condition_of
from tasks.extract.draft import Draft
from tasks.extract.holders import can_be_source
from tasks.extract.tree import Parse, Range, Token, descendants
from tasks.extract.words import words

POSSIBLE = frozenset({"may", "might", "could"})
POSSIBLE_WORDS = frozenset(
    [
        "possible",
        "possibly",
        "perhaps",
        "maybe",
        "conceivably",
        "potentially",
        "possibility",
        "potential",
        "chance",
    ]
)
PROBABLE_WORDS = words("probable_words")
TENTATIVE = words("tentative")
EXPECTING = words("expecting")
NO_WORDS = frozenset({"no", "nobody", "nothing", "none", "neither", "nowhere", "nor"})
WRONGDOING = words("wrongdoing")
DOCUMENT_SOURCES = words("document_sources")
NEGATED_ACT = {
    "assert": "deny",
    "acknowledge": "deny",
    "deny": "acknowledge",
    "reject": "acknowledge",
    "commit": "reject",
    "support": "reject",
    "propose": "assert",
    "accuse": "assert",
}


@dataclass(slots=True)
class Attributes:
    """The attributes of one statement; spans are token ranges."""

    act: str
    polarity: str = "positive"
    is_content_negated: bool = False
    certainty: str = "certain"
    condition: Range | None = None
    condition_kind: str | None = None
    negations: list[Range] | None = None
    hedges: list[Range] | None = None
    commitment_kind: str | None = None


def attributes_of(parse: Parse, draft: Draft) -> Attributes:
    """Read the attributes of a draft from its cue and the main clause of its content."""
    main = main_clause(parse, draft)
    found = Attributes(_act(parse, draft, main))
    cue_negation = negation(draft.head) if draft.head is not None else None
    if cue_negation is not None and draft.rule != "quotation":
        found.act = _negated_act(draft, found.act)
    _polarity(parse, found, draft, main, cue_negation)
    _certainty(parse, found, draft, main)
    _condition(parse, found, draft, main)
    if found.act == "commit":
        found.commitment_kind = _commitment(draft, found)
    elif (
        found.act == "assert"
        and found.certainty == "possible"
        and _is_own_action(parse, draft, main)
    ):
        found.commitment_kind = "possible"
    elif found.act == "reject" and draft.frame in ("inf", "ing"):
        found.commitment_kind = "refusal"
    return found


def main_clause(parse: Parse, draft: Draft) -> Token | None:
    """The predicate of the first sentence of the content."""
    first, end = draft.contents[0]
    head = draft.content_head
    if head is not None and (any(a <= head.i < b for a, b in draft.contents)):
        return head
    tokens = parse.tokens[first:end]
    while tokens and tokens[0].pos == "PUNCT":
        tokens = tokens[1:]
    if not tokens:
        return None
    sentence = parse.sentence_of(tokens[0])
    limit = min(end, sentence.end)
    top = tokens[0]
    while top.head is not top and first <= top.head.i < limit:
        top = top.head
    heads = [t for t in parse.tokens[first:limit] if not (first <= t.head.i < limit) or t.head is t]
    verbs = [t for t in heads if t.pos in ("VERB", "AUX") or t.child("cop", "nsubj") is not None]
    return verbs[0] if verbs else top


def _act(parse: Parse, draft: Draft, main: Token | None) -> str:
    act = draft.act
    source = draft.source_head
    if (
        act == "propose"
        and source is not None
        and draft.lemma == "suggest"
        and source.lemma.lower() in DOCUMENT_SOURCES
    ):
        return "assert"
    if act == "assert" and main is not None and draft.frame in ("that", "quote", "according"):
        if draft.rule != "quotation" and _is_own_future(parse, source, main):
            return "commit"
        lemma = draft.lemma
        is_charge = lemma in ("claim", "allege", "charge", "say", "contend", "assert")
        if is_charge and _alleges(main) and not _is_own_action(parse, draft, main):
            return "accuse"
    return act


def _is_own_action(parse: Parse, draft: Draft, main: Token | None) -> bool:
    """Whether a source says what it could do itself: "Belgium said it could send ships"."""
    if main is None or draft.source_head is None or main.pos != "VERB":
        return False
    who = subject(main)
    is_active = main.child("aux:pass") is None
    return who is not None and is_active and _is_same_party(parse, draft.source_head, who)


def _is_own_future(parse: Parse, source: Token | None, main: Token) -> bool:
    who = subject(main)
    if who is None or source is None or who.pos != "PRON":
        return False
    modal = next(
        (
            c.lower
            for c in main.children
            if c.dep == "aux" and c.lower in ("will", "would", "'ll", "’ll", "shall", "wo")
        ),
        None,
    )
    is_open = any(c.lower in ("whether", "if") for c in main.each("mark"))
    return modal is not None and not is_open and _is_same_party(parse, source, who)


def _is_same_party(parse: Parse, source: Token, who: Token) -> bool:
    """Whether a pronoun inside the content can mean the source."""
    if who.lower in ("i", "we"):
        return source.lower in ("i", "we")
    if source.pos == "PRON":
        return source.lower == who.lower
    if who.lower == "they":
        return source.tag in ("NNS", "NNPS") or source.child("conj") is not None
    if who.lower == "it":
        return source.tag in ("NN", "NNP") and parse.label_of(source) != "PER"
    return who.lower in ("he", "she") and source.pos in ("PROPN", "NOUN") and source.tag != "NNS"


def _alleges(main: Token) -> bool:
    """Whether the content tells a wrong that somebody named did, or suffered from somebody."""
    if main.lemma not in WRONGDOING or negation(main) is not None:
        return False
    who = subject(main)
    if who is None or who.lower in ("i", "we"):
        return False
    agent = agent_of(main)
    if main.child("aux:pass") is None:
        return can_be_source(who, "speaker") or who.tag in ("WP", "WDT")
    return who.pos == "PRON" or (agent is not None and can_be_source(agent, "speaker"))


def _negated_act(draft: Draft, act: str) -> str:
    if draft.lemma in ("say", "tell", "explain", "specify", "disclose", "reveal", "mention") and (
        draft.content_head is not None
        and any(
            t.tag in ("WRB", "WP", "WDT") or t.lower == "whether"
            for t in descendants(draft.content_head)
            if t.i < draft.content_head.i
        )
    ):
        return "reject"
    return NEGATED_ACT.get(act, act)


def _polarity(
    parse: Parse, found: Attributes, draft: Draft, main: Token | None, cue_negation: Token | None
) -> None:
    words = _negations(parse, main, draft) if main is not None else []
    found.is_content_negated = bool(words)
    if cue_negation is not None:
        words = [cue_negation, *words]
    found.negations = [(t.i, t.i + 1) for t in words]
    negative_act = found.act in ("deny", "reject")
    negated_cue = cue_negation is not None and found.act != "acknowledge"
    if negative_act or found.is_content_negated or negated_cue:
        found.polarity = "negative"


def _negations(parse: Parse, main: Token, draft: Draft) -> list[Token]:
    inside = {i for a, b in draft.contents for i in range(a, b)}
    words = []
    word = negation(main)
    if word is not None and word.i in inside:
        words.append(word)
    for child in main.children:
        if child.dep in ("nsubj", "nsubj:pass", "obj", "expl", "obl") and child.i in inside:
            if child.lower in NO_WORDS:
                words.append(child)
            words += [
                g
                for g in child.children
                if g.lower in NO_WORDS and g.dep in ("det", "advmod", "cc:preconj")
            ]
        if (
            child.dep == "xcomp"
            and child.i in inside
            and main.lemma in ("seem", "appear", "continue")
        ):
            inner = negation(child)
            if inner is not None:
                words.append(inner)
    if main.pos == "NOUN":
        words += [c for c in main.children if c.lower in NO_WORDS and c.dep == "det"]
    return words


def _certainty(parse: Parse, found: Attributes, draft: Draft, main: Token | None) -> None:
    lemma = draft.lemma or ""
    hedges: list[Token] = []
    level = "certain"
    if main is not None:
        inside = {i for a, b in draft.contents for i in range(a, b)}
        near = [t for t in [main, *main.children] if t.i in inside or t is main]
        if main.lemma in ("seem", "appear"):
            level, hedges = "probable", [main]
        for token in near:
            is_modal = token.dep == "aux" and token.lower in POSSIBLE
            if (is_modal and not is_past_ability(token, main)) or (
                token.lower in POSSIBLE_WORDS
                and negation(main) is None
                and token.dep in ("advmod", "ccomp", "root", "ROOT", "amod")
            ):
                level = "possible"
                hedges.append(token)
            elif (
                token.lower in PROBABLE_WORDS
                and level == "certain"
                and (token.dep in ("advmod", "aux") or token is main)
            ):
                level = "probable"
                hedges.append(token)
    if level == "certain":
        if lemma in TENTATIVE:
            level = "possible"
        elif (
            lemma in EXPECTING
            and found.act in ("believe", "predict")
            and lemma
            in (
                "expect",
                "suspect",
                "presume",
                "assume",
                "hypothesize",
                "hypothesise",
                "anticipate",
            )
        ):
            level = "probable"
        if level != "certain" and draft.head is not None:
            hedges.append(draft.head)
    found.certainty = level
    found.hedges = [(t.i, t.i + 1) for t in hedges]


def _condition(parse: Parse, found: Attributes, draft: Draft, main: Token | None) -> None:
    if main is None:
        return
    sentence = parse.sentence_of(main)
    for first, end in draft.contents:
        if not sentence.first <= first < sentence.end:
            return
        condition = condition_of(parse, main, (first, min(end, sentence.end)))
        if condition is not None:
            found.condition, found.condition_kind = condition.tokens, condition.kind
            return


def _commitment(draft: Draft, found: Attributes) -> str:
    lemma = (draft.lemma or "").split()[0]
    if found.certainty == "possible" or lemma in ("consider", "contemplate", "mull", "weigh"):
        return "possible"
    if lemma in ("offer", "volunteer", "propose"):
        return "offer"
    if lemma in (
        "plan",
        "intend",
        "aim",
        "want",
        "wish",
        "intention",
        "goal",
        "intent",
        "ambition",
        "hope",
        "envisage",
    ):
        return "plan"
    return "pledge"
