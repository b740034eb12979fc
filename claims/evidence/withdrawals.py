"""Words by which a page takes back or corrects what it said, in several languages. Pure; its finds are proposals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: A notice is short; what is longer is a story about something else (characters).
MAX_NOTICE: Final = 400

# A label in front of a title or a notice: "RETRACTED: ...", "Rücknahme", "撤稿声明".
_TAKEN_BACK: Final = r"""
    retract(?:ed|ion)(?:\s+(?:article|notice|note))? | withdrawn(?:\s+article)? | withdrawal\s+notice
  | zurückgezogen | rücknahme | (?:artikel\s+)?depubliziert
  | rétractation | (?:article\s+)?(?:rétracté|retiré) | note\s+de\s+rétractation
  | retractado | retracción | (?:artículo\s+)?retirado | nota\s+de\s+retractación
  | retratado | retratação | (?:artigo\s+)?retirado | ritrattazione | (?:articolo\s+)?ritirato
  | teruggetrokken | intrekking | indragen | tilbagetrukket | trukket\s+tilbake
  | wycofano | wycofany | отозвана? | отзыв\s+статьи | відкликано | geri\s+çekildi | geri\s+çekme
  | 撤稿(?:声明|公告)? | 撤回 | 論文撤回 | 철회(?:됨|\s*공지)? | سحب\s+المقال | تم\s+سحب | वापस\s+लिया\s+गया
"""
_MENDED: Final = r"""
    correction(?:s)? | erratum | corrigendum | editor['’]s\s+note | clarification | amended | update\s+and\s+correction
  | korrektur | berichtigung | richtigstellung | anmerkung\s+der\s+redaktion
  | rectificatif | correctif | erratum | note\s+de\s+la\s+rédaction | corrección | fe\s+de\s+erratas | rectificación
  | correção | errata | nota\s+do\s+editor | correzione | rettifica | errata\s+corrige
  | correctie | rectificatie | rättelse | rettelse | sprostowanie | korekta | исправление | поправка | виправлення
  | düzeltme | 更正(?:声明)? | 訂正 | 정정(?:\s*보도)? | تصحيح | सुधार | भूल\s+सुधार
"""
# The page speaks of itself: "this article has been withdrawn".
_OF_ITSELF: Final = r"""
    \b(?:this|the)\s+(?:article|story|report|paper|study|post|page|video|interview|press\s+release|statement)
        \s+(?:has|have|had|was|is)\s+(?:since\s+|now\s+)?(?:been\s+)?
        (?:retracted|withdrawn|removed|taken\s+down|unpublished|deleted|pulled)
  | \bwe\s+(?:have\s+)?(?:retracted|withdrawn|withdrew|unpublished)\s+(?:this|the)\b
  | \b(?:dieser|der)\s+(?:artikel|beitrag|bericht|text)\s+(?:wurde|ist)\b.{0,40}\b
        (?:zurückgezogen|entfernt|gelöscht|depubliziert)
  | \b(?:diese|die)\s+(?:meldung|studie|seite)\s+(?:wurde|ist)\b.{0,40}\b(?:zurückgezogen|entfernt|gelöscht)
  | \b(?:cet|cette|l['’])\s*(?:article|étude|page|dépêche)\s+a\s+été\s+(?:retirée?|rétractée?|supprimée?|dépubliée?)
  | \beste?a?\s+(?:artículo|estudio|noticia|página)\s+(?:ha\s+sido|fue)\s+(?:retirad|retractad|eliminad)[oa]
  | \beste?a?\s+(?:artigo|estudo|notícia|página)\s+foi\s+(?:retirad|retratad|removid)[oa]
  | \bquest[oa]\s+(?:articolo|studio|pagina|notizia)\s+è\s+stat[oa]\s+(?:ritirat|ritrattat|rimoss)[oa]
  | \bdit\s+(?:artikel|bericht)\s+is\s+(?:ingetrokken|teruggetrokken|verwijderd)
  | \bden\s+här\s+artikeln\s+har\s+(?:dragits\s+tillbaka|tagits\s+bort|avpublicerats)
  | \b(?:ten\s+artykuł|artykuł)\s+został\s+(?:wycofany|usunięty)
  | \b(?:эта\s+)?(?:статья|публикация|страница)\s+(?:была\s+)?(?:отозвана|удалена|снята)
  | \b(?:цю\s+)?(?:статтю|публікацію)\s+(?:було\s+)?(?:відкликано|видалено)
  | \bbu\s+(?:makale|haber|yazı)\s+(?:geri\s+çekil|yayından\s+kaldırıl|silin)
  | (?:本文|该文|此文|本文章|这篇文章)(?:章)?已(?:被)?(?:撤回|撤稿|删除) | この記事は(?:撤回|削除)されました
  | 이\s*(?:기사|논문)는\s*(?:철회|삭제)되 | تم\s+(?:سحب|حذف)\s+(?:هذا|هذه)
"""
_ENDS: Final = r"\s*(?:[:：\-–—|.\])】」]|$)"
_STARTS: Final = r"^\W{0,3}(?:important\s+)?"
_IS_TAKEN_BACK: Final = re.compile(rf"{_STARTS}(?:{_TAKEN_BACK}){_ENDS}|{_OF_ITSELF}", re.IGNORECASE | re.VERBOSE)
_IS_MENDED: Final = re.compile(rf"{_STARTS}(?:{_MENDED}){_ENDS}", re.IGNORECASE | re.VERBOSE)


@dataclass(frozen=True)
class Signs:
    """Lines of the page that were not there before."""

    taken_back: list[str]
    mended: list[str]


def signs(before: Iterable[str], now: Iterable[str], *, at_most: int = 3) -> Signs:
    """The notices among the lines of a page as it is now, without those that stood there before."""
    known = {_plain(line) for line in before}
    fresh = [line for line in dict.fromkeys(now) if len(line) <= MAX_NOTICE and _plain(line) not in known]
    taken_back = [line for line in fresh if _IS_TAKEN_BACK.search(line)]
    mended = [line for line in fresh if line not in taken_back and _IS_MENDED.search(line)]
    return Signs(taken_back[:at_most], mended[:at_most])


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()
