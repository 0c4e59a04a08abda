"""FactBank values, as the source presents its claim."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse, extract


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The bridge is closed.", ["CT+"]),
        ("The bridge is not closed.", ["CT-"]),
        ("The bridge may collapse.", ["PS+"]),
        ("The bridge will probably collapse.", ["PR+"]),
        ("The bridge might not open.", ["PS-"]),
        ("The bridge will open if the money comes.", ["Uu"]),
        ("The mayor said the bridge was closed.", ["CT+"]),
        ("The mayor denied that the bridge was closed.", ["CT-"]),
        ("The mayor denied that the bridge, which was old, was closed.", ["CT+", "CT-"]),
        ("The mayor believes the bridge is closed.", ["PR+"]),
        ("The mayor warned that the bridge could collapse.", ["PS+"]),
        ("The mayor promised to open the bridge.", ["Uu"]),
        ("The mayor refused to open the bridge.", ["CT-"]),
        ("The mayor demanded that the bridge be closed.", ["Uu"]),
        ("The union urged the city to close the bridge.", ["Uu"]),
        ("Experts predict the bridge will collapse.", ["PR+"]),
    ],
)
def test_factuality(read: Callable[[str], Parse], text: str, codes: list[str]) -> None:
    assert [c.factuality_code for c in extract(read(text)).claims] == codes
