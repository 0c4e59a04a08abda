"""The shipped model says what it is, loads without a network and parses English."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
import spacy
from spacy.language import Language

from tasks.extract.english.evaluate import probe
from tasks.extract.english.train import SHIPPED


@pytest.fixture(scope="module")
def meta() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SHIPPED / "meta.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(SHIPPED)


def test_it_names_its_licence_and_sources(meta: dict[str, Any], root: Path) -> None:
    assert meta["license"] == "CC BY-SA 4.0"
    notice = (root / "NOTICE").read_text(encoding="utf-8")
    names = [re.split(r",| \(", source["name"])[0] for source in meta["sources"]]
    assert {"UD_English-EWT", "GUM", "UD_English-PUD", "CrossNER", "wikigold"} <= set(names)
    assert all(source["license"] for source in meta["sources"])
    assert [name for name in names if name not in notice] == []


def test_it_loads_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError("no network here")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert [t.text for t in spacy.load(SHIPPED)("It rains.")] == ["It", "rains", "."]


def test_it_finds_who_says_what(nlp: Language) -> None:
    shares = probe(nlp)
    assert shares["speaker"] >= 90
    assert shares["content"] >= 80


def test_its_labels_are_universal(nlp: Language) -> None:
    doc = nlp("“Taxes were cut by the minister,” Ana Silva told reporters in Porto.")
    assert {"nsubj", "ccomp", "ROOT", "punct"} <= {t.dep_ for t in doc}
    assert doc[1].pos_ == "NOUN"
    assert doc[1].tag_ == "NNS"
    assert doc[1].lemma_ == "tax"


def test_weights_are_rounded(nlp: Language) -> None:
    model = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    table = next(node for node in model.walk() if node.has_param("E")).get_param("E")
    assert not (table.view("uint32") & 0xFFFF).any()
