"""Whom "he", "she" and "it" take up, and when nobody is better than somebody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.attribute import attribute
from tasks.extract import Parse, extract

Read = Callable[[str], Parse]

# text, speakers of the statements that are not nested, in order
CASES = [
    # Nobody speaks of himself by his name, quoted or not …
    ("Tom Flynn was brought in at noon. He also said Flynn was calm.", [None]),
    ("Tom Flynn waited in the hall. “Flynn is a fool,” he added.", [None]),
    (
        "Bo Carver came at noon. Tom Flynn was with him. He said Flynn was calm.",
        ["Bo Carver"],
    ),
    # … but of what is called after him he may.
    ("Tom Flynn came at noon. He said the Flynn plan would work.", ["Tom Flynn"]),
    ("Tom Flynn came at noon. He said Bo Carver was calm.", ["Tom Flynn"]),
    # Who leads a sentence leads the next, whoever only stands by in it.
    (
        "Tom Flynn is a lawyer. He has worked with Bo Carver. He says the law is clear.",
        ["Tom Flynn"],
    ),
    ("He described Carver’s plan as mad. He said it would fail.", [None, None]),
    ("Rain fell on Bo Carver. He said it was cold.", ["Bo Carver"]),
    # "It" is no nation of which only an adjective tells, and nothing that stands by.
    (
        "Norway refused to pay. It has a stake in the Canadian firm. It said it would wait.",
        ["Norway", "Norway"],
    ),
    ("The treaty was lost by Norway. It says ships must wait.", [None]),
    ("Norway has lost the treaty. It says ships must wait.", ["Norway"]),
    # Somebody without a name who has just spoken is taken up …
    (
        "Bo Carver met the miners. A union spokeswoman said it was late. She said it was dark.",
        ["union spokeswoman"] * 2,
    ),
    ("A pupil said the gate was shut. He said it was cold.", ["pupil"] * 2),
    # … not by the other sex, nor across somebody else, nor where two could be meant.
    ("A policewoman said the road was shut. He said it was dark.", ["policewoman", None]),
    ("A driver said it was shut. The rain went on. He said it was dark.", ["driver", None]),
    ("A pupil said the mayor had seen it. He denied the charge.", ["pupil", None]),
    ("A nurse said it was shut. Ann Lee nodded. She said it was dark.", ["nurse", "Ann Lee"]),
    # For whom somebody speaks is part of what he is called.
    ("The parents’ spokeswoman said it was late.", ["parents’ spokeswoman"]),
    (
        "A spokesman for the teachers’ union said it was late.",
        ["spokesman for the teachers’ union"],
    ),
    ("The company’s lawyer said it was late.", ["company’s lawyer"]),
    ("Her spokesman said it was late.", ["spokesman"]),
    ("The company’s accountant said it was late.", ["accountant"]),
    # A public office is somebody’s of whom it is told; another’s where it is not.
    (
        "Hauwa Okoro said the road was open. The governor said it was shut.",
        ["Hauwa Okoro", "governor"],
    ),
    (
        "Governor Hauwa Okoro said the road was open. The governor said it was wet.",
        ["Hauwa Okoro", "Hauwa Okoro"],
    ),
    ("Hauwa Okoro shrugged. The convener said it was wet.", ["Hauwa Okoro"]),
]


@pytest.mark.parametrize(("text", "speakers"), CASES)
def test_who_is_taken_up(read: Read, text: str, speakers: list[str | None]) -> None:
    parsed = read(text)
    statements = attribute(parsed, extract(parsed)).statements
    assert [s.speaker_name for s in statements if not s.is_nested] == speakers


def test_claims_are_told_in_full_with_names_alone(read: Read) -> None:
    parsed = read("A pupil said the gate was shut. He said he was cold.")
    claims = attribute(parsed, extract(parsed)).claims
    assert all("pupil was cold" not in claim.standalone_text for claim in claims)
