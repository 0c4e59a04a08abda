"""How far a source vouches for a claim: the values of FactBank (Saurí and Pustejovsky 2009).

CT, PR and PS are certain, probable and possible, "+" that it is so and "-" that it is not; CTu
is certain whether-or-not, Uu leaves it open. What a claim denies, promises, demands, asks or makes
depend on something is read from its statement's act and from the claim's own words.
"""

from __future__ import annotations

from tasks.extract.embedded import FACTIVE
from tasks.values import Claim, Statement

LEVELS = {"certain": "CT", "probable": "PR", "possible": "PS"}
# Acts that do not say that something is so: it is wanted, proposed or asked.
OPEN_ACTS = frozenset({"demand", "propose", "ask", "support"})
DENYING_ACTS = frozenset({"deny"})
REFUSING_ACTS = frozenset({"reject"})
TENTATIVE_ACTS = {"believe": "PR", "predict": "PR", "warn": "PS"}


def factuality(claim: Claim, statement: Statement | None, is_infinitive: bool) -> str:
    """The FactBank value of a claim as its source, or the author, presents it.

    ``is_infinitive`` tells that the claim is a bare content of its cue ("pledged to go"): it is
    not yet so. A claim under a condition is open.
    """
    if claim.condition_text is not None:
        return "Uu"
    level = LEVELS[claim.certainty]
    positive = claim.polarity == "positive"
    if statement is not None:
        is_denied = statement.polarity == "negative" and statement.is_content_negated is False
        if statement.act in DENYING_ACTS:
            positive = not positive
        elif statement.act == "believe" and is_denied and statement.cue_lemma not in FACTIVE:
            positive, level = not positive, "PR"
        elif statement.act in REFUSING_ACTS and is_infinitive:
            positive = False
        elif statement.act in OPEN_ACTS or (statement.act == "commit" and is_infinitive):
            return "Uu"
        elif level == "CT":
            level = TENTATIVE_ACTS.get(statement.act, level)
            level = LEVELS[statement.certainty] if statement.certainty != "certain" else level
    return level + ("+" if positive else "-")
