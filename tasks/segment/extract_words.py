"""Write english.txt.gz from SCOWL: ``python tasks/segment/extract_words.py FOLDER``.

FOLDER is ``/usr/share/dict/scowl`` of the Debian package scowl. The words of American and British
spelling up to level 50, which most dictionaries have, come first; after a blank line those up to
level 70, which some have.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

TARGET = Path(__file__).with_name("english.txt.gz")
LISTS = ("english", "american", "british", "british_z")
COMMON, RARE = (10, 20, 35, 40, 50), (55, 60, 70)
# Letters and pairs of them are listed as words, too; they are parts of words more often.
SHORTEST = 3


def words(folder: Path, levels: tuple[int, ...]) -> set[str]:
    """The words of some levels, in lower case and letters alone as SCOWL's ``words`` lists are."""
    found: set[str] = set()
    for name in LISTS:
        for level in levels:
            found.update((folder / f"{name}-words.{level}").read_text(encoding="latin-1").split())
    return {word for word in found if word.isalpha() and len(word) >= SHORTEST}


def main() -> None:
    """Write the table; the same lists give the same bytes."""
    folder = Path(sys.argv[1])
    common = words(folder, COMMON)
    rare = words(folder, RARE) - common
    text = "\n".join([*sorted(common), "", *sorted(rare)])
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
