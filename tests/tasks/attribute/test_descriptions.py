"""Whom "the company" and "the 71-year-old" mean, and when nobody is sure to be meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.attribute import attribute
from tasks.extract import Parse, extract

Read = Callable[[str], Parse]

# text, speaker of its last statement and how it was found
CASES = [
    (
        "Shannon Foods, the largest baker in Ireland, opposed the plan. The firm said it was late.",
        ("Shannon Foods", "role"),
    ),
    ("Norden Group called the offer fair. The company said it was fair.", ("Norden Group", "role")),
    ("Alba Steel will close its plant in Leeds, the company said.", ("Alba Steel", "role")),
    (
        "Smith Holdings raised its bid. Alba Motors will close its plant, the company said.",
        ("Alba Motors", "role"),
    ),
    ("Minera Alta changed its account. The company said it was late.", ("Minera Alta", "role")),
    (
        "Billy Sharpe, the manager, kept calm. The gaffer said they would win.",
        ("Billy Sharpe", "role"),
    ),
    (
        "John Sharpe kept calm. “I love this club,” the 71-year-old said.",
        ("John Sharpe", "role"),
    ),
    ("Omar Reed told them he had paid. The businessman said it was late.", ("Omar Reed", "role")),
    (
        "At the naval base Kjell Runde was calm: the admiral said his ships could set sail soon.",
        ("Kjell Runde", "role"),
    ),
    # The only person of the paragraph, who acts there, whatever narrows the office.
    ("Elke Baum defended it. The councillor said it was late.", ("Elke Baum", "role")),
    (
        "Luc Roy had no hope. “It is late,” the pilots' leader said.",
        ("Luc Roy", "role"),
    ),
    ("Greg Stone called it panic. “It is late,” the Acme director said.", ("Greg Stone", "role")),
    (
        "It is late, Dario Costa wrote. “We will strike,” the union secretary said.",
        ("Dario Costa", "role"),
    ),
    # By a trade, by where he comes from, as who speaks for others and has just spoken.
    ("Jo Sendra called it a trick. “It is late,” the beekeeper said.", ("Jo Sendra", "role")),
    ("Mateo Roy is ill. “It is late,” the Uruguayan said.", ("Mateo Roy", "role")),
    (
        "It was dark, Nadia Bell said. It was late, the lawyer said.",
        ("Nadia Bell", "role"),
    ),
    ("“It was dark,” said Bo Bell. It was late, the spokesman said.", ("Bo Bell", "role")),
    # Of whom the clause before a colon tells, whoever else is about.
    ("Bo Lee met Al Fry. Kjell Rune was calm: the admiral said it was so.", ("Kjell Rune", "role")),
    ("Bo Lee met Al Fry. It was calm: the admiral said it was so.", ("admiral", "description")),
    # Whom a sentence opens with, whatever the mayor does.
    ("For Gordon Pell it was a bad day. It is late, the director said.", ("Gordon Pell", "role")),
    (
        "Mayor Ann Lee was glad.\n\nFor Teresa Roy the mayor broke her word. It is late, the "
        "chair said.",
        ("Teresa Roy", "role"),
    ),
    # A beekeeper who was brought in, another nation's man, a narrowed voice, two who can be meant.
    (
        "A beekeeper wept. Jo Sendra called it a trick. It is late, the beekeeper said.",
        ("beekeeper", "description"),
    ),
    (
        "Jo Sendra called it a trick. His lawyer wept. It is late, the lawyer said.",
        ("lawyer", "description"),
    ),
    ("Jo Sendra was ill. A guard wept. It is late, the Dane said.", ("Dane", "description")),
    (
        "Jo Sendra met Ann Lee. It is late, the beekeeper said.",
        ("beekeeper", "description"),
    ),
    (
        "Jo Sendra said it was dark. It is late, the police spokesman said.",
        ("police spokesman", "description"),
    ),
    ("Jo Sendra was shot. It is late, the lawyer said.", ("lawyer", "description")),
    ("Mayor Bo Lee said it was dark. It is late, the lawyer said.", ("lawyer", "description")),
    (
        "Jo Sendra called it a trick.\n\nIt is late, the beekeeper said.",
        ("beekeeper", "description"),
    ),
    # Another paragraph, another person beside her, somebody who was called so before.
    (
        "Elke Baum defended it.\n\nThe councillor said it was late.",
        ("councillor", "description"),
    ),
    (
        "Elke Baum thanked Ann Lee. The councillor said it was late.",
        ("councillor", "description"),
    ),
    (
        "The councillor wept. Elke Baum left. The councillor said it was late.",
        ("councillor", "description"),
    ),
    ("Elke Baum left. The new councillor said it was late.", ("new councillor", "description")),
    ("Elke Baum left. A councillor said it was late.", ("councillor", "description")),
    ("They met at Elke Baum's. The councillor said it was late.", ("councillor", "description")),
    ("Elke Baum left. Her secretary said it was late.", ("secretary", "description")),
    # Two can be meant.
    ("Apple sued Samsung. The company said the phones were alike.", ("company", "description")),
    (
        "Omar Reed met John Sharpe. The businessman said it was late.",
        ("businessman", "description"),
    ),
    # Nobody can: a judge, a spokesman or a witness comes beside the one who has a name.
    ("Ann Lee sued the city. The judge said it was late.", ("judge", "description")),
    ("Ann Lee met the press. The spokesman said it was late.", ("spokesman", "description")),
    ("John Sharpe was ill. The businesswoman said it was late.", ("businesswoman", "description")),
    # Another office than his, and one that somebody else has.
    ("Mayor Bo Lee came. The minister said it was late.", ("minister", "description")),
    (
        "Anna Berg wept. The minister said it was late. The minister, Jan Vik, left.",
        ("minister", "description"),
    ),
    # The one who is spoken of is not the one who speaks.
    ("Bo Lee was ill, the prime minister said.", ("prime minister", "description")),
    # The agency that was told, a ministry, a place.
    ("She told Reuters she was ill. The company said it was late.", ("company", "description")),
    ("The Health Ministry closed it. The company said it was late.", ("company", "description")),
    ("They met in Paris. The company said it was late.", ("company", "description")),
    # Far away.
    (
        "Norden Group opened. It rained. It snowed. People left. The company said it was late.",
        ("company", "description"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_descriptions(read: Read, text: str, expected: tuple[str, str]) -> None:
    parsed = read(text)
    last = attribute(parsed, extract(parsed)).statements[-1]
    assert (last.speaker_name, last.speaker_resolution) == expected


VOICES = [
    (
        "The Health Ministry is closed. A spokesman for the ministry said it was late.",
        ["Health Ministry"],
    ),
    ("A spokesperson for Acme Corp. said it was late.", ["Acme Corp."]),
    ("A Foreign Ministry spokesman said it was late.", ["Foreign Ministry"]),
    ("A spokesman for the White House said it was late.", ["White House"]),
    ("A spokeswoman for Acme Corp. and Alba Group said it was late.", ["Acme Corp.; Alba Group"]),
    ("Alba Group raised its bid. A company spokeswoman said it was late.", ["Alba Group"]),
    # Somebody with a name speaks; a person is not his spokesman, nor a client the lawyer.
    ("Acme Corp. spokeswoman Ann Lee said it was late.", ["Ann Lee"]),
    ("A spokesman for Bo Lee said it was late.", ["spokesman for Bo Lee"]),
    ("A lawyer for Acme Corp. said it was late.", ["lawyer for Acme Corp."]),
    ("A police spokesman said it was late.", ["police spokesman"]),
    ("A London spokesman said it was late.", ["London spokesman"]),
    ("A spokesman for the hospital said it was late.", ["spokesman for the hospital"]),
    ("Apple sued Samsung. A company spokesman said it was late.", ["company spokesman"]),
    # "She" is the spokeswoman, who has no name.
    ("A spokeswoman for Acme Corp. said it was late. She said so.", ["Acme Corp."]),
]


@pytest.mark.parametrize(("text", "speakers"), VOICES)
def test_a_spokesman_without_a_name_stands_for_an_organisation(
    read: Read, text: str, speakers: list[str]
) -> None:
    parsed = read(text)
    statements = attribute(parsed, extract(parsed)).statements
    assert [s.speaker_name for s in statements if s.speaker_name] == speakers


LEADS = [
    (
        "Dockers may walk out, the head of their union said.\n\n"
        "Marieke Vos of the Harbour Workers' Union said many would.",
        ["Marieke Vos", "Marieke Vos"],
    ),
    # Two names, and somebody of another union.
    (
        "Dockers may walk out, the head of their union said.\n\n"
        "Marieke Vos of the Harbour Workers' Union said many would, and Bo Lee said they would.",
        ["head", "Marieke Vos", "Bo Lee"],
    ),
    (
        "Dockers may walk out, the head of their union said.\n\n"
        "Marieke Vos of the Shipping Ministry said many would.",
        ["head", "Marieke Vos"],
    ),
]


@pytest.mark.parametrize(("text", "speakers"), LEADS)
def test_the_head_of_a_union_is_who_is_named_next(
    read: Read, text: str, speakers: list[str]
) -> None:
    parsed = read(text)
    statements = attribute(parsed, extract(parsed)).statements
    assert [s.speaker_name for s in statements] == speakers


# text, names with their kinds
NAMES = [
    ("Niamh Keane for the Farmers' League spoke.", {"Niamh Keane", "Farmers' League"}),
    ("The Supporters' Trust holds a share.", {"Supporters' Trust"}),
    ("Norden Terminals Group called it fair.", {"Norden Terminals Group"}),
    ("Acme Corp. said it would build a plant.", {"Acme Corp."}),
    ("Philip Glass said it was late.", {"Philip Glass"}),
]
PEOPLE = {"Niamh Keane", "Philip Glass"}


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_of_firms_and_unions_are_whole(read: Read, text: str, names: set[str]) -> None:
    parsed = read(text)
    found = attribute(parsed, extract(parsed)).entities
    assert {entity.canonical_name for entity in found} >= names
    kinds = {entity.canonical_name: entity.kind for entity in found}
    for name in names:
        assert kinds[name] == ("person" if name in PEOPLE else "organisation")


@pytest.mark.parametrize(
    "text",
    [
        "Niamh Keane of the Tillage Farmers' League said farmers would block the roads.",
        "It will rain, Niamh Keane of the Harbour Workers' Union said on Sunday.",
    ],
)
def test_a_member_speaks_and_not_the_union(read: Read, text: str) -> None:
    parsed = read(text)
    statement = attribute(parsed, extract(parsed)).statements[-1]
    assert statement.speaker_name == "Niamh Keane"
