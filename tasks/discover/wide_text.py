"""UTF-16 and UTF-32 without a byte order mark, told by where their zero bytes stand."""

from __future__ import annotations

# Enough of a text to count in; a multiple of four.
_SAMPLE_BYTES = 4096
_LEAST_BYTES = 8
# In text of Latin script nearly every unit has zeros where the other order has letters.
_MANY, _FEW = 0.7, 0.05


def wide_encoding(data: bytes) -> str | None:
    """``utf-16-le`` and its kin for text whose zero bytes show it; None for anything else.

    Text of other scripts holds no zero bytes to go by: it needs its byte order mark.
    """
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < _LEAST_BYTES or b"\x00" not in sample:
        return None
    for encoding, width, low in (
        ("utf-32-le", 4, 0),
        ("utf-32-be", 4, 3),
        ("utf-16-le", 2, 0),
        ("utf-16-be", 2, 1),
    ):
        whole = sample[: len(sample) - len(sample) % width]
        shares = [
            whole[at::width].count(0) / (len(whole) / width) for at in range(width) if at != low
        ]
        is_so = min(shares) >= _MANY and whole[low::width].count(0) <= _FEW * len(whole) / width
        if is_so and len(data) % width == 0 and _is_text(whole, encoding):
            return encoding
    return None


def _is_text(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # A pair of surrogates may be cut in two at the end of the sample.
        if error.start < len(data) - 4:
            return False
        text = data[: error.start].decode(encoding)
    return all(character >= " " or character in "\t\n\r\x0c" for character in text)
