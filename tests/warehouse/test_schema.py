"""The schema is sound, and a change of it is a decision."""

import hashlib
import re

import pytest

from warehouse.schema import (
    ISSUE_CODES,
    SCHEMA_VERSION,
    TABLES,
    VOCABULARY,
    enumerated,
    vocabulary_rows,
)

# Changes with every table or column: then raise SCHEMA_VERSION and put the new value here.
FINGERPRINTS = {
    1: "6008c38ae28d8886",
    2: "3f1d927a68a41d32",
    3: "7db56f9724b5aa76",
    4: "e8e724edde348001",
    5: "7f1f9c7e7bb74609",
    6: "dd471421ff45fda8",
    7: "2b4f1912887f669b",  # files may hide rows; reviews are carried over; alerts
    8: "588dff7718277908",  # reviews say the content_key of another speaker
    9: "a9f3dbefb6b7d1a2",  # what tellings mean
}


def fingerprint() -> str:
    text = "\n".join(f"{table.name} {table.arrow}" for table in TABLES.values())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_a_changed_schema_has_a_new_version() -> None:
    assert FINGERPRINTS[SCHEMA_VERSION] == fingerprint()
    assert max(FINGERPRINTS) == SCHEMA_VERSION


@pytest.mark.parametrize("table", [*TABLES.values(), VOCABULARY], ids=lambda table: table.name)
def test_every_table_is_described_and_its_keys_are_columns(table) -> None:
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert table.description.endswith(".")
    for key in table.primary_key:
        assert key in names
    for column in table.columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.description.endswith(".")


def test_every_reference_leads_to_a_key() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.references:
                target, name = column.references.split(".")
                assert TABLES[target].primary_key == (name,)
                assert TABLES[target].column(name).type == column.type


def test_the_vocabulary_says_what_every_value_means() -> None:
    for _, _, enumeration in enumerated():
        assert len(enumeration.names) == len(enumeration.values)
    assert all(meaning for *_, meaning, _ in vocabulary_rows())
    assert {"unreadable", "empty", "encrypted", "crash", "image_missing"} <= set(ISSUE_CODES)


def test_span_columns_say_how_to_cut_them() -> None:
    comment = TABLES["statements"].column("cue_span").comment
    assert (
        "substr(texts.text, cue_span.char_start + 1, cue_span.char_end - cue_span.char_start)"
        in comment
    )
