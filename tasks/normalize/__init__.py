"""The second stage: clean the characters of every word, and keep each word with its place."""

from tasks.normalize.characters import clean_line, clean_word
from tasks.normalize.pages import normalize

__all__ = ["clean_line", "clean_word", "normalize"]
