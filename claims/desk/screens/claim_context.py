"""The sentence before a quote and the one after it, cut out of the captured text by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, IntegerField, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf, Substr

from claims.text import sentences

if TYPE_CHECKING:
    from claims.models import Evidence

#: So much of the text is read on either side of a quote, and quotes up to so long (characters).
N_BESIDE, MAX_QUOTE = 400, 2_000

_START = Cast(KT("selector__start"), IntegerField())
#: What stands around the quote of a piece of evidence; NULL without a place or a text. To be annotated as `around`.
AROUND = Substr(
    Coalesce(NullIf(F("source__snapshot__text"), Value("")), F("source__article__text"), output_field=TextField()),
    Greatest(_START - N_BESIDE, Value(0)) + 1,
    2 * N_BESIDE + MAX_QUOTE,
)


def beside(item: Evidence) -> tuple[str, str]:
    """The sentence before and the one after; where the text is another one, the few words kept with the quote."""
    start = int(item.selector.get("start", 0))
    exact = str(item.selector.get("exact", ""))
    text = getattr(item, "around", None) or ""
    at = min(start, N_BESIDE)
    if not exact or text[at : at + len(exact)] != exact:
        return _whole_words(item.selector.get("prefix", ""), item.selector.get("suffix", ""))
    return _last_sentence(text[:at], is_cut=start > N_BESIDE), _first_sentence(text[at + len(exact) :][:N_BESIDE])


def _last_sentence(text: str, *, is_cut: bool) -> str:
    found = sentences.split(text)
    if not found:
        return ""
    start, end = found[-1]
    if is_cut and len(found) == 1:
        return "… " + text[start:end].partition(" ")[2]
    return text[start:end]


def _first_sentence(text: str) -> str:
    """What is left of the sentence that the quote breaks off, or else the next one."""
    found = sentences.split(text)
    if not found:
        return ""
    start, end = found[0]
    if len(found) == 1 and len(text) == N_BESIDE:
        return text[start:end].rpartition(" ")[0] + " …"
    return text[start:end]


def _whole_words(prefix: str, suffix: str) -> tuple[str, str]:
    before, after = prefix.partition(" ")[2].strip(), suffix.rpartition(" ")[0].strip()
    return f"… {before}" if before else "", f"{after} …" if after else ""
