"""How well the scores of check-worthiness hold: ``python -m tests.gold.worthiness``.

worthiness.tsv holds claims of the marked articles in this folder, each marked by hand: 1 when it
states something of public interest that can be checked as it stands; 0 for opinions, promises,
demands, feelings, scenes and fragments.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tasks.extract import load_pipeline, parse
from tasks.extract.worthiness import score
from tasks.values import Segment

MARKS = Path(__file__).with_name("worthiness.tsv")


class Rated(NamedTuple):
    """A marked claim and its score."""

    document: str
    is_worth: bool
    score: float


class Decile(NamedTuple):
    """The claims whose scores lie within a tenth: how many, mean score, share worth checking."""

    count: int
    score: float
    share: float


def rated() -> list[Rated]:
    """All marked claims with their scores."""
    nlp = load_pipeline("onrecord")
    found = []
    for line in MARKS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        document, act, mark, text = line.split("\t")
        parsed = parse(nlp, text, [Segment("paragraph", None, ((0, len(text)),), 1, 1)])
        value = score(parsed.tokens, None if act == "author" else act)
        found.append(Rated(document, mark == "1", value))
    return found


def reliability(claims: list[Rated]) -> list[Decile]:
    """Mean score and share of each tenth of the scale that holds claims."""
    found = []
    for tenth in range(10):
        those = [claim for claim in claims if int(claim.score * 10) == tenth]
        if those:
            mean = sum(claim.score for claim in those) / len(those)
            share = sum(claim.is_worth for claim in those) / len(those)
            found.append(Decile(len(those), mean, share))
    return found


def ranking(claims: list[Rated]) -> float:
    """How often a claim worth checking scores above one that is not; ties count half (AUC)."""
    worth = [claim.score for claim in claims if claim.is_worth]
    other = [claim.score for claim in claims if not claim.is_worth]
    wins = sum((a > b) + (a == b) / 2 for a in worth for b in other)
    return wins / (len(worth) * len(other))


def main() -> None:
    """Print the reliability and the ranking."""
    claims = rated()
    print(f"{len(claims)} claims, {sum(c.is_worth for c in claims)} worth checking")
    for decile in reliability(claims):
        print(f"  score {decile.score:.2f}   share {decile.share:.3f}   of {decile.count}")
    print(f"  ranked right: {100 * ranking(claims):.1f} %")


if __name__ == "__main__":
    main()
