"""Which language a text is written in, or nothing where that is doubtful."""

import re
from functools import lru_cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Below these the guess is wrong too often to be shown to anybody: names, numbers and greetings guess wild.
MIN_LETTERS: Final = 20
MIN_CONFIDENCE: Final = 0.75
# The beginning tells as much as the whole, at a bounded cost.
MAX_CHARS: Final = 1_000

# A Chinese character tells as much as several letters.
LETTERS_PER_HAN: Final = 4

_HAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_WORDS: Final = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@\S+|\d+")


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Tags of three letters are mostly dialects, which take their share from the language that news is written in.
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])
    identifier.nb_ptc = identifier.nb_ptc.copy(order="C")  # rows are gathered twice as fast
    return identifier


def guess(text: str) -> str:
    """Return the two-letter BCP-47 tag of the text's language, or "" when unsure."""
    words = _NOT_WORDS.sub(" ", text[:MAX_CHARS])
    n_letters = sum(map(str.isalpha, words)) + LETTERS_PER_HAN * len(_HAN.findall(words))
    if n_letters < (MIN_LETTERS if words.isascii() else MIN_LETTERS // 3):
        return ""
    tag, confidence = _identifier().classify(words)
    return str(tag) if confidence >= MIN_CONFIDENCE else ""


def tag(declared: str) -> str:
    """Return the two-letter tag of a declared language such as "en-GB" or "pt_BR", or ""."""
    primary = re.split(r"[-_]", declared.strip().lower(), maxsplit=1)[0]
    return primary if re.fullmatch(r"[a-z]{2}", primary) else ""
