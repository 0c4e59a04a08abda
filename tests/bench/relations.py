"""What relating 100 more documents costs in a small and in a large warehouse, and its memory.

``python -m tests.bench.relations [SMALL LARGE]`` (10,000 and 100,000 documents) makes news stories
from a grammar and invented names: five articles each over ten days, one of them a shortened copy,
the others telling some of the same claims in other words. One person is in every twentieth story.
Names are as many as news has, other words are few, so that unrelated documents have more phrases
in common than news has: what is measured errs towards too dear.
"""

from __future__ import annotations

import hashlib
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tasks.relate import relate
from warehouse import Changes, Lake

Row = dict[str, Any]

SMALL, LARGE, MORE = 10_000, 100_000, 100
TIMES = 5
ARTICLES = 5
STATEMENTS = 6
DOCUMENTS_AT_ONCE = 2_000
HOT_SHARE = 0.05
_FIRST_DAY = datetime(2015, 1, 1)
_SYLLABLES = re.findall(
    r"\w+",
    "ba be bo da del dor fa fen gar hal il jor ka kel lin lo mar mi nor o pel qua ri ros sa sel ta "
    "tor u va vel wen xi ya zan zu",
)
_SUBJECTS = re.findall(r"\w+", "council ministry company union army court school hospital mayor")
_VERBS = [("close", "shut"), ("build", "construct"), ("buy", "acquire"), ("sell", "dispose of")]
_VERBS += [("raise", "increase"), ("cut", "reduce"), ("ban", "prohibit"), ("repair", "fix")]
_VERBS += [("inspect", "examine"), ("fund", "finance"), ("approve", "endorse"), ("delay", "defer")]
_OBJECTS = re.findall(
    r"\w+",
    "bridge plant tunnel ferry stadium tax wage border forest dam railway airport budget mine port "
    "factory licence canal museum tower pipeline reservoir",
)
_KINDS = re.findall(r"\w+", "old new second largest oldest northern southern eastern stone steel")
_MODALS = ["will", "may", "must", "should not", "will not", "could"]


def name(chance: random.Random) -> str:
    """A word of two to four syllables with a capital letter."""
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).title()


def story(number: int) -> Iterator[Row]:
    """The articles of a story: title, publisher, day, and who says what."""
    chance = random.Random(number)
    people = [f"{name(chance)} {name(chance)}" for _ in range(3)]
    if chance.random() < HOT_SHARE:
        people[0] = "Torben Halgar"
    places = [name(chance), name(chance)]
    claims = [
        (
            chance.choice(people),
            chance.choice(_SUBJECTS),
            chance.choice(_VERBS),
            f"{chance.choice(_KINDS)} {chance.choice(_OBJECTS)}",
            chance.choice(places),
            name(chance).lower(),
        )
        for _ in range(4 * STATEMENTS)
    ]
    first = claims[:STATEMENTS]
    chosen = [first, first[: STATEMENTS - 1]]
    chosen += [chance.sample(claims, STATEMENTS) for _ in range(ARTICLES - 2)]
    for place, told in enumerate(chosen):
        wording = random.Random(number) if place < 2 else chance
        yield {
            "day": _FIRST_DAY + timedelta(hours=6 * number + 48 * place),
            "publisher": f"Publisher {chance.randint(1, 300)}",
            "said": [
                (
                    who,
                    f"the {what} {wording.choice(_MODALS)} {wording.choice(verb)} the {thing} "
                    f"in {where}, near the {detail}",
                )
                for who, what, verb, thing, where, detail in told
            ],
        }


def rows(number: int) -> Iterator[tuple[str, Row]]:
    """The rows of a story, as far as relating reads them, each with its table."""
    for place, article in enumerate(story(number)):
        yield from rows_of(f"{number} {place}", f"Report {number}", article)


def rows_of(key: str, title: str, article: Row) -> Iterator[tuple[str, Row]]:
    """The rows of an article with its day, publisher, and who says what in it."""
    document_id = hashlib.sha256(key.encode()).hexdigest()
    text, segments = "", []
    for position, (who, what) in enumerate(article["said"]):
        statement_id = f"{document_id[:24]}s{position}"
        start = len(text)
        text += f"{who} said {what}."
        content = {"char_start": start + len(who) + 6, "char_end": len(text) - 1}
        segments.append({"char_start": start, "char_end": len(text)})
        text += "\n\n"
        said = {"document_id": document_id, "statement_id": statement_id, "position": position}
        yield (
            "statements",
            said
            | {
                "speaker_name": who,
                "act": "assert",
                "polarity": "negative" if " not " in what else "positive",
                "certainty": "certain",
                "content_text": what,
                "content_spans": [content],
            },
        )
        yield "statement_speakers", said | {"position": 0, "speaker_name": who}
        subject, _, rest = what.partition(" ")[2].partition(" ")
        yield (
            "claims",
            said
            | {
                "claim_id": f"{document_id[:24]}c{position}",
                "claim_text": what,
                "claim_spans": [content],
                "subject": subject,
                "predicate": rest.split(" the ")[0],
                "object": "the " + rest.split(" the ")[1],
                "polarity": "negative" if " not " in what else "positive",
                "certainty": "certain",
            },
        )
    own = {"document_id": document_id}
    yield "texts", own | {"text": text.strip()}
    for position, span in enumerate(segments):
        key = f"{document_id[:24]}p{position}"
        yield (
            "segments",
            own
            | {
                "segment_id": key,
                "position": position,
                "kind": "paragraph",
                "segment_spans": [span],
            },
        )
    yield (
        "documents",
        own
        | {
            "root_document_id": document_id,
            "title": title,
            "publisher": article["publisher"],
            "published_at": article["day"],
            "read_method": "text",
            "status": "complete",
            "char_count": len(text),
            "is_current": True,
        },
    )


def add(lake: Lake, first: int, count: int) -> None:
    """Land so many documents, from story ``first`` on."""
    found: dict[str, list[Row]] = {}
    for number in range(first, first + count // ARTICLES):
        for table, row in rows(number):
            found.setdefault(table, []).append(row)
    changes = Changes()
    for table, made in found.items():
        changes.add(table, made)
    lake.commit(changes)


def grown(lake: Lake, have: int, want: int) -> None:
    """Let a warehouse grow to so many documents, all related."""
    for start in range(have, want, DOCUMENTS_AT_ONCE):
        add(lake, start // ARTICLES, min(DOCUMENTS_AT_ONCE, want - start))
        relate(lake, at_once=DOCUMENTS_AT_ONCE)


def cost(lake: Lake, have: int) -> tuple[float, float]:
    """CPU seconds to land, and to relate, 100 more documents; the median of some times."""
    landing, relating = [], []
    for turn in range(TIMES):
        start = time.process_time()
        add(lake, have // ARTICLES + turn * MORE // ARTICLES, MORE)
        middle = time.process_time()
        relate(lake)
        landing.append(middle - start)
        relating.append(time.process_time() - middle)
    return statistics.median(landing), statistics.median(relating)


def main(small: int = SMALL, large: int = LARGE) -> None:
    """Build both warehouses in one folder and print what 100 more documents cost."""
    table = Table(title=f"{MORE} more documents, CPU seconds", width=98)
    for column in ("documents held", "landed", "related", "both", "ratio", "MB"):
        table.add_column(column, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        have, before = 0, 0.0
        for want in (small, large):
            grown(lake, have, want)
            have = want
            landed, related = cost(lake, have)
            have += TIMES * MORE
            both = landed + related
            before = before or both
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            figures = (f"{landed:.2f}", f"{related:.2f}", f"{both:.2f}", f"{both / before:.2f}")
            table.add_row(f"{want:,}", *figures, f"{peak:.0f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
