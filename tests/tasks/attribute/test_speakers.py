"""Who the speakers are, by rules with evidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.attribute import attribute
from tasks.extract import Parse, extract
from tasks.values import Extraction

Read = Callable[[str], Parse]


def resolved(read: Read, text: str) -> Extraction:
    parsed = read(text)
    return attribute(parsed, extract(parsed))


# text, speaker and resolution of each statement in order
CASES = [
    (
        "British Prime Minister Sir Keir Starmer said it was late. Starmer added that he was ill.",
        [("Keir Starmer", "exact"), ("Keir Starmer", "surname")],
    ),
    (
        "Julia Gillard announced that she would go. She said the date was fixed.",
        [("Julia Gillard", "exact"), ("Julia Gillard", "anaphora")],
    ),
    (
        "Anna Berg met John Smith in Oslo. She said the talks went well.",
        [("Anna Berg", "anaphora")],
    ),
    ("Britain and France pledged to send ships.", [("United Kingdom; France", "exact")]),
    ("The Kremlin warned that it would respond.", [("Kremlin", "metonym")]),
    ("Moscow denied that it had attacked the city.", [("Moscow", "metonym")]),
    (
        "Other countries, including Croatia and the Czech Republic, ruled out deployments.",
        [("Croatia; Czech Republic", "exact")],
    ),
    ("Officials said the road was closed.", [("Officials", "description")]),
    ("Niger's government said it would stay shut.", [("Niger's government", "description")]),
    ("The mayor's aides said it would stay shut.", [("aides", "description")]),
    # A body that has a name beside it is called by it.
    (
        "The agency, Frontex, denied the claims. It said that boats were rescued.",
        [("Frontex", "exact"), ("Frontex", "anaphora")],
    ),
    # Somebody without a name who is new stands between "he" and the last name, and is meant.
    (
        "Colonel Idris Saleh said it was over. A resident said he saw flags. He said it was so.",
        [("Idris Saleh", "exact"), ("resident", "description"), ("resident", "anaphora")],
    ),
    (
        "His barrister, Philippa Grange KC, said it was late. She added that it was dark.",
        [("Philippa Grange", "exact"), ("Philippa Grange", "anaphora")],
    ),
    # A word that the text uses as a common noun names nobody where a sentence opens with it.
    (
        "Inquiry hears that it was late. Nobody at the inquiry spoke. She said it was so.",
        [("Inquiry", "exact"), (None, "unresolved")],
    ),
    # Capitals inside a word, or what it is called, tell a firm or a paper: "he" is neither.
    (
        "Ole Moe was in court. NordLaks declined to comment. He denied the charges.",
        [("NordLaks", "exact"), ("Ole Moe", "anaphora")],
    ),
    (
        "A spokesman left. The newspaper Kysten reported that it was over. He denied the charges.",
        [("Kysten", "exact"), (None, "unresolved")],
    ),
    (
        "McKenzie said he would appeal. He denied the charges.",
        [("McKenzie", "exact"), ("McKenzie", "anaphora")],
    ),
    # "it" takes up an organisation without a name before a name that only stands by.
    (
        "The council admitted that boilers were broken. Repairs would end soon, it said, if parts "
        "arrived from Germany. In May it had promised to finish them.",
        [("council", "description"), ("council", "anaphora"), ("council", "anaphora")],
    ),
    (
        "France said it would send troops. It warned that time was short.",
        [("France", "exact"), ("France", "anaphora")],
    ),
    (
        "Lee Marsh said he was calm about it, while Governor Karl Waller reiterated his view that "
        "the market needs support.",
        [("Lee Marsh", "exact"), ("Karl Waller", "anaphora")],
    ),
    (
        "Carlos Cuervo was pleased. Asked whether he feared a vote, Pedro Santis replied that it "
        "would be fine.",
        [(None, "none"), ("Pedro Santis", "anaphora"), ("Pedro Santis", "exact")],
    ),
    ("The British Retail Consortium said it was late.", [("British Retail Consortium", "exact")]),
    (
        "The Irish Nurses and Midwives Organisation said it was late.",
        [("Irish Nurses and Midwives Organisation", "exact")],
    ),
    ("The Health Service Executive said it was late.", [("Health Service Executive", "exact")]),
    (
        "The Health and Safety Executive said it was late.",
        [("Health and Safety Executive", "exact")],
    ),
    ("Chief Executive Ann Doyle said it was late.", [("Ann Doyle", "exact")]),
    ("Taoiseach Seán Doyle said it was late.", [("Seán Doyle", "exact")]),
    ("Welder Ahmet Kaya says it was late.", [("Ahmet Kaya", "exact")]),
    ("PC Gamer said it was late.", [("PC Gamer", "description")]),
    ("The Labour and Conservative Party said it was late.", [("Conservative Party", "exact")]),
    (
        "The Food and Drug Administration said it was late.",
        [("Food and Drug Administration", "exact")],
    ),
    (
        "The corporation's acting managing director, Philip Mainga, contradicted him, testifying "
        "that the ministry approved it.",
        [("Philip Mainga", "exact")],
    ),
    ("Campaign group Action on Sugar said it was late.", [("Action on Sugar", "exact")]),
    (
        "Researchers found that people who ate more were ill. Bread did no harm, they reported.",
        [("Researchers", "description"), ("Researchers", "anaphora")],
    ),
    (
        "Minister for Health Jennifer Carrow said it was late.",
        [("Jennifer Carrow", "exact")],
    ),
    (
        "Geologist Irwan Meilano of the Bandung Institute of Technology said it was small.",
        [("Irwan Meilano", "exact")],
    ),
    (
        "Unison's general secretary said it was late. She told a crowd that it must come.",
        [("Unison's general secretary", "description"), (None, "unresolved")],
    ),
    # Who opens the sentence before a colon says what comes after it.
    (
        "Bo Lee denied that he was ill. Al Fry had no doubt: it was late, he said.",
        [("Bo Lee", "exact"), ("Al Fry", "anaphora")],
    ),
    (
        "Bo Lee denied that he was ill. “Al Fry had no doubt: it was late,” he said.",
        [("Bo Lee", "exact"), ("Bo Lee", "anaphora")],
    ),
    (
        "Bo Lee denied that he was ill. Al Fry was right: it was late, he said.",
        [("Bo Lee", "exact"), ("Bo Lee", "anaphora")],
    ),
    # A surname that opens a sentence, whatever else the word means.
    (
        "Rep. Yolanda Price said it was late. Price said it was dark.",
        [("Yolanda Price", "exact"), ("Yolanda Price", "surname")],
    ),
    (
        "Rep. Yolanda Price said it was late. The price rose. Price controls help, she said.",
        [("Yolanda Price", "exact"), ("Yolanda Price", "anaphora")],
    ),
    # The verb of a headline is nobody's first name.
    (
        "Union Backs Castellano, Snubbing Incumbent\n\nThe party chose Rep. Marco Castellano. "
        "Castellano said it was late.",
        [("Marco Castellano", "surname")],
    ),
    ("He said the road was closed.", [(None, "unresolved")]),
    (
        "Her husband intends to vote for Omar Reed. He said Reed was calm.",
        [("husband", "description"), (None, "unresolved")],
    ),
    (
        "Tim Cole, the chairman of the Republican Party of Iowa, who said it was late, left.",
        [("Tim Cole", "exact")],
    ),
    ("It is expected that prices will rise.", [(None, "none")]),
    (
        "The team's coach, Alireza Mehraban, said the robot had won.",
        [("Alireza Mehraban", "exact")],
    ),
    (
        "“I think we can win,” said coach Nabil Maaloul.",
        [("Nabil Maaloul", "exact"), ("Nabil Maaloul", "carried_over")],
    ),
    ("A number of officials said the plan had failed.", [("officials", "description")]),
    # A title makes a single name that of a person, an acronym before the title does not matter.
    ("President Obama said it was late. He said no.", [("Obama", "exact")]),
    ("UAW President Shawn Fields said the company was late.", [("Shawn Fields", "exact")]),
    (
        "Jones, who denies it, wants to run. He has vowed to win.",
        [("Jones", "exact"), ("Jones", "anaphora")],
    ),
    (
        "Secretary of State Frank Dale's office said it was late.",
        [("Frank Dale's office", "description")],
    ),
    # Whose aide somebody is tells nothing of his gender.
    (
        "Robby Mook, Mrs. Clinton's campaign manager, suggested it was. He added that it was cold.",
        [("Robby Mook", "exact"), ("Robby Mook", "anaphora")],
    ),
    ("Amnesty International said it was late.", [("Amnesty International", "exact")]),
    ("According to people briefed on it, he left.", [("people", "description")]),
    ("“It is over,” the Spaniard told them.", [("Spaniard", "description")]),
    ("Forecasters said it would rain.", [("Forecasters", "description")]),
    (
        "The team said it was ice. They think it was old.",
        [("team", "description"), ("team", "anaphora")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_speakers(read: Read, text: str, expected: list[tuple[str | None, str]]) -> None:
    statements = resolved(read, text).statements
    found = [(s.speaker_name, s.speaker_resolution) for s in statements]
    assert found[: len(expected)] == expected


# A third person in a quotation is not the one who speaks it, and "they" no one who spoke before.
QUOTED = [
    ("Relatives knew nothing. “They tell us to wait,” said Jun Perez.", (None, "unresolved")),
    ("Ann Lee came. “She told me she was ill,” Ann Lee said.", (None, "unresolved")),
    ("Bo Lee came. “He told me he was ill,” Ann Ray said.", ("Bo Lee", "anaphora")),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_third_persons_inside_quotations(
    read: Read, text: str, expected: tuple[str | None, str]
) -> None:
    last = resolved(read, text).statements[-1]
    assert (last.speaker_name, last.speaker_resolution) == expected


def test_two_people_of_one_surname_are_not_merged(read: Read) -> None:
    text = "Anna Berg and Erik Berg met in Oslo. Berg said the talks went well."
    extraction = resolved(read, text)
    last = extraction.statements[-1]
    assert (last.speaker_name, last.speaker_resolution) == (None, "ambiguous")
    people = [e.canonical_name for e in extraction.entities if e.kind == "person"]
    assert people == ["Anna Berg", "Erik Berg"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A new study found that tea is healthy.", "document"),
        ("The company said sales fell.", "organisation"),
        ("Residents said the water was brown.", "group"),
        ("Norway said it would help.", "state"),
        ("John Smith said it would rain.", "person"),
        ("A source said the deal was dead.", "anonymous"),
        ("It is said that he left.", "none"),
    ],
)
def test_source_kind(read: Read, text: str, kind: str) -> None:
    assert resolved(read, text).statements[0].source_kind == kind


def test_joint_speakers_share_an_entity_with_their_mentions(read: Read) -> None:
    extraction = resolved(read, "Britain and France pledged to send ships.")
    speakers = extraction.statements[0].speakers
    assert [s.is_joint for s in speakers] == [True, True]
    names = [extraction.entities[s.entity].canonical_name for s in speakers if s.entity is not None]
    assert names == ["United Kingdom", "France"]
    codes = [extraction.entities[s.entity].country_code for s in speakers if s.entity is not None]
    assert codes == ["GB", "FR"]
    assert [m.role for m in extraction.mentions] == ["source", "source"]


def test_a_metonym_stands_for_its_state(read: Read) -> None:
    extraction = resolved(read, "The Kremlin warned that it would respond.")
    entity = extraction.statements[0].speakers[0].entity
    assert entity is not None
    assert extraction.entities[entity].represents == "Russia"


# text, speaker and resolution of the last statement
ROLES = [
    (
        "French President Emmanuel Macron came to Kyiv. The French president said it went well.",
        ("Emmanuel Macron", "role"),
    ),
    (
        "Olaf Scholz, the German chancellor, met them. The chancellor warned that time was short.",
        ("Olaf Scholz", "role"),
    ),
    (
        "The minister, Anna Berg, arrived. The minister said the law would pass.",
        ("Anna Berg", "role"),
    ),
    (
        "Jan Vik, the chairman, left. The embattled chairman said it was so.",
        ("Jan Vik", "role"),
    ),
    (
        "Jan Vik, the chairman, left. The former chairman said it was so.",
        ("former chairman", "description"),
    ),
    # What narrows it from behind, or is set apart by a comma.
    (
        "Anna Berg, the head of the union, was there.\n\nJan Vik left. It was late, the head of "
        "the union said.",
        ("Anna Berg", "role"),
    ),
    (
        "The chairman of the election commission, Jan Vik, was there. The chairman said it was so.",
        ("Jan Vik", "role"),
    ),
    (
        "Election chairman Jan Vik was there. The mayor left. It was late, according to the "
        "chairman, mostly for snow.",
        ("Jan Vik", "role"),
    ),
    (
        "Anna Berg, the head of the union, was there.\n\nJan Vik left. It was late, the head of "
        "the bank said.",
        ("head", "description"),
    ),
    (
        "The president of France, Emmanuel Macron, left. The president of the club said it was so.",
        ("president", "description"),
    ),
    # A vice president is no president, nor is a British prime minister a German one.
    (
        "Vice President Kamala Harris spoke first. The president said it was late.",
        ("president", "description"),
    ),
    (
        "Olaf Scholz, the German chancellor, was there. The Austrian chancellor said it was late.",
        ("Austrian chancellor", "description"),
    ),
    # Two ministers: nobody knows which one.
    (
        "Foreign minister Anna Berg met defence minister Jan Vik. The minister said it was late.",
        ("minister", "description"),
    ),
    (
        "Foreign minister Anna Berg met defence minister Jan Vik. "
        "The defence minister said it was late.",
        ("Jan Vik", "role"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), ROLES)
def test_roles(read: Read, text: str, expected: tuple[str, str]) -> None:
    last = resolved(read, text).statements[-1]
    assert (last.speaker_name, last.speaker_resolution) == expected


def test_a_transliteration_is_the_same_person(read: Read) -> None:
    extraction = resolved(read, "Volodymyr Zelenskyy spoke on Monday. Zelensky said it was late.")
    statement = extraction.statements[-1]
    assert statement.speaker_name == "Volodymyr Zelenskyy", "as this document writes it"
    entity = statement.speakers[0].entity
    assert entity is not None
    assert extraction.entities[entity].canonical_name == "Volodymyr Zelensky"


def test_a_users_names_are_canonical(read: Read) -> None:
    parsed = read("On Monday Albion said it would send ships.")
    extraction = attribute(parsed, extract(parsed), "state\tUnited Kingdom\tAlbion\tGB\n")
    entity = extraction.statements[0].speakers[0].entity
    assert entity is not None
    assert extraction.entities[entity].canonical_name == "United Kingdom"
    assert extraction.entities[entity].country_code == "GB"


def test_mr_and_mrs_are_two_people(read: Read) -> None:
    text = "Mr. Smith told reporters the bill was dead. Mrs. Smith said it was alive."
    first, second = resolved(read, text).statements[:2]
    assert first.speakers[0].entity != second.speakers[0].entity
