"""Text to the token numbers of an uncased BERT vocabulary. Plain Python, so that reading text needs no package."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
_LONGEST_WORD = 100  # characters; longer ones are unknown, as in BERT
_CHARS_PER_TOKEN = 12  # far above English prose (5): bounds the time that one endless line takes


class Vocabulary:
    """The words and pieces of words ("##ing") that a model knows; a token's number is its place in the list."""

    def __init__(self, words: Iterable[str]) -> None:
        """Raises ValueError when a token that frames every text is missing."""
        self.words = list(words)
        self._numbers = {word: number for number, word in enumerate(self.words)}
        missing = [mark for mark in (UNKNOWN, FIRST, LAST) if mark not in self._numbers]
        if missing:
            raise ValueError(f"the vocabulary has no {missing[0]}")
        self._unknown = [self._numbers[UNKNOWN]]
        self._pieces = lru_cache(maxsize=20_000)(self._split)

    def numbers(self, text: str, longest: int) -> list[int]:
        """[CLS], the tokens of `text`, [SEP]: at most `longest` numbers together, the rest of the text is not read."""
        found: list[int] = []
        for word in _words(text[: longest * _CHARS_PER_TOKEN]):
            found.extend(self._pieces(word))
            if len(found) >= longest - 2:
                break
        return [self._numbers[FIRST], *found[: longest - 2], self._numbers[LAST]]

    def _split(self, word: str) -> list[int]:
        """The longest piece that is known, then the longest of what is left: WordPiece."""
        if len(word) > _LONGEST_WORD:
            return self._unknown
        pieces: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self._numbers.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    pieces.append(piece)
                    start = end
                    break
            else:
                return self._unknown
        return pieces


def _words(text: str) -> list[str]:
    """Lower case without accents; every mark and every Chinese character is a word of its own."""
    if text.isascii():
        return "".join(_ASCII.get(char, char) for char in text).lower().split()
    plain = (char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
    return "".join(map(_spaced, plain)).lower().split()


@lru_cache(maxsize=20_000)
def _spaced(char: str) -> str:
    if char in "\t\n\r" or char.isspace():
        return " "
    kind = unicodedata.category(char)
    if kind[0] == "C" or char == "\ufffd":
        return ""
    is_symbol = char.isascii() and not char.isalnum()
    return f" {char} " if is_symbol or kind[0] == "P" or _is_chinese(ord(char)) else char


def _is_chinese(code: int) -> bool:
    """The blocks of CJK ideographs; kana and hangul are written with gaps between words or read in pieces."""
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )


_ASCII = {char: spaced for char in map(chr, range(128)) if (spaced := _spaced(char)) != char}
