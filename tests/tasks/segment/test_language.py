"""Languages of documents and parts, on Article 1 of the Declaration of Human Rights."""

from __future__ import annotations

import pytest

from tasks.run_stages import extract_claims, read_document
from tasks.segment.language import language_of
from tasks.settings import Settings
from tasks.values import Reading, Source

ARTICLE_1 = {
    "en": "All human beings are born free and equal in dignity and rights. They are endowed with "
    "reason and conscience and should act towards one another in a spirit of brotherhood.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft "
    "und Gewissen begabt und sollen einander im Geiste der Brüderlichkeit begegnen.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués "
    "de raison et de conscience et doivent agir les uns envers les autres dans un esprit de "
    "fraternité.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como "
    "están de razón y conciencia, deben comportarse fraternalmente los unos con los otros.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati "
    "di ragione e di coscienza e devono agire gli uni verso gli altri in spirito di fratellanza.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de "
    "razão e de consciência, devem agir uns para com os outros em espírito de fraternidade.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd "
    "met verstand en geweten, en behoren zich jegens elkander in een geest van broederschap te "
    "gedragen.",
    "sv": "Alla människor är födda fria och lika i värde och rättigheter. De är utrustade med "
    "förnuft och samvete och bör handla gentemot varandra i en anda av broderskap.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni "
    "obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu braterstwa.",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana "
    "sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены "
    "разумом и совестью и должны поступать в отношении друг друга в духе братства.",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. "
    "Είναι προικισμένοι με λογική και συνείδηση.",
    "ar": "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن "
    "يعامل بعضهم بعضًا بروح الإخاء.",
    "zh": "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
    "ja": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ ต่างในตนมีเหตุผลและมโนธรรม",
}
ENGLISH = "The minister said on Tuesday that the bridge would be closed for a year.\n\n"


def reading_of(text: str) -> Reading:
    data = text.encode()
    return read_document(Source("/text.txt", None, "test", len(data)), Settings(), data)


@pytest.mark.parametrize("code", ARTICLE_1)
def test_a_paragraph_tells_its_language(code: str) -> None:
    found, score = language_of(ARTICLE_1[code])
    assert found == code
    assert score is not None
    assert score >= 0.8


@pytest.mark.parametrize("code", [code for code in ARTICLE_1 if code != "en"])
def test_another_language_is_kept_but_not_extracted(code: str) -> None:
    reading = reading_of(ARTICLE_1[code])
    extraction = extract_claims(reading, Settings(), None)
    assert reading.text == ARTICLE_1[code]
    assert reading.segments
    assert extraction.statements == []
    assert [issue.code for issue in extraction.issues] == ["unsupported_language"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bonjour tout le monde",
        "Nein.",
        "是的",
        "1,204 3,380 17.5 % 2024",
        "Smith Jones Brown Miller Davis Wilson Moore Taylor Anderson Thomas Jackson White Harris",
        "Eggs milk flour butter sugar salt pepper onions garlic tomatoes basil oregano cheese",
    ],
)
def test_what_is_short_or_only_names_is_not_guessed(text: str) -> None:
    assert language_of(text) == (None, None)


def test_a_long_text_is_told_by_more_than_its_beginning() -> None:
    abstract = ENGLISH * 100
    assert language_of(abstract + f"{ARTICLE_1['fr']}\n\n" * 400)[0] == "fr"


@pytest.mark.parametrize("code", ["fr", "ru", "zh"])
def test_a_part_in_another_language_is_said_and_left_out(code: str) -> None:
    reading = reading_of(ENGLISH + ARTICLE_1[code] + "\n\n" + ENGLISH.strip())
    extraction = extract_claims(reading, Settings(), None)
    (issue,) = extraction.issues
    assert (issue.code, issue.severity) == ("unsupported_language", "info")
    assert repr(code) in issue.message
    start = reading.text.index(ARTICLE_1[code][:10])
    end = start + len(ARTICLE_1[code])
    assert len(extraction.statements) == 2
    assert not any(start <= a < end for a, _ in extraction.sentences)


def test_quotations_names_and_lists_are_no_part_in_another_language() -> None:
    text = (
        ENGLISH + "“Liberté, égalité, fraternité,” he said, and left for Aix-en-Provence with "
        "Jean-Luc Picard, Marie-Claire Dubois and the others.\n\n"
        "Smith Jones Brown Miller Davis Wilson Moore Taylor Anderson Thomas Jackson White Harris "
        "Martin Thompson Garcia Martinez Robinson\n\n" + ENGLISH
    )
    assert extract_claims(reading_of(text), Settings(), None).issues == []
