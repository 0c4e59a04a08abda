"""Who speaks together, who is only described, and where a name begins and ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.attribute import attribute
from tasks.extract import Parse, extract

Read = Callable[[str], Parse]

# source, name of the speaker
CASES = [
    # What goes on telling who somebody is adds nobody …
    ("Ana Ruiz, a biologist and one of the world’s leading experts on eels,", "Ana Ruiz"),
    ("Ana Ruiz, a University of Oslo-Blindern biologist and one of the best,", "Ana Ruiz"),
    ("Ana Ruiz, head of the Eel Society and the fair organiser,", "Ana Ruiz"),
    ("Ana Ruiz and Tom Kerr, both lawyers,", "Ana Ruiz; Tom Kerr"),
    # … but who stands after a comma of his own is one more.
    ("Ana Ruiz, the mayor, and Tom Kerr, her deputy,", "Ana Ruiz; Tom Kerr"),
    ("Ana Ruiz and her allies", "Ana Ruiz; allies"),
    ("Israeli mathematician and writer Ari Shalev", "Ari Shalev"),
    # All of a list speak, whatever the second was taken for.
    (
        "The Labour Party, the Liberal Democrats and Plaid Cymru",
        "Labour Party; Liberal Democrats; Plaid Cymru",
    ),
    (
        "Six groups (Oxfam, Human Rights Watch and Amnesty International)",
        "Oxfam; Human Rights Watch; Amnesty International",
    ),
    (
        "The two main parties, the People of Kelby and the Democratic Party,",
        "People of Kelby; Democratic Party",
    ),
    ("Parties such as Ecolo and Groen in Belgium", "Ecolo; Groen"),
    ("Ana Ruiz of Harvard and Nobel Laureate Tom Kerr", "Ana Ruiz; Tom Kerr"),
    ("The Ministry of Health and Social Care", "Ministry of Health and Social Care"),
    # Names are whole …
    ("The North Carolina Constitution", "North Carolina Constitution"),
    ("The People’s Daily", "People’s Daily"),
    ("Le Monde", "Le Monde"),
    ("President Guy d’Estang", "Guy d’Estang"),
    # … and opponents, members and offices that somebody held have none of them.
    ("Anti-Communists", "Anti-Communists"),
    ("The former Minister for Justice", "former Minister"),
    ("The Minister for Health", "Minister for Health"),
]


@pytest.mark.parametrize(("source", "name"), CASES)
def test_who_speaks(read: Read, source: str, name: str) -> None:
    parsed = read(f"{source} said it was late.")
    (statement,) = attribute(parsed, extract(parsed)).statements
    assert statement.speaker_name == name


def test_a_dash_ends_a_name(read: Read) -> None:
    parsed = read("The plan of Norvik - Kerr said - was late. Tom Kerr said it was dark.")
    names = [s.speaker_name for s in attribute(parsed, extract(parsed)).statements]
    assert names[-1] == "Tom Kerr"
    assert "Norvik - Kerr" not in names


def test_no_man_is_an_organisation(read: Read) -> None:
    parsed = read("The raid was the work of Al Qaeda. He said it was late.")
    assert [s.speaker_name for s in attribute(parsed, extract(parsed)).statements] == [None]
