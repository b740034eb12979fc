"""Names of months and of days gone by in the languages that news is split in. Data only; dates.py reads with it."""

from typing import Final

# Nominative, genitive and short forms; words of several parts stand in _COMPOUND.
_MONTH_NAMES: Final = (
    "january jan januar janvier enero gennaio janeiro januari jänner ene styczeń stycznia ocak январь января"
    " січень січня ιανουάριος ιανουαρίου يناير जनवरी|"
    "february feb februar février febrero febbraio fevereiro februari luty lutego şubat февраль февраля лютий лютого"
    " φεβρουάριος φεβρουαρίου فبراير شباط फ़रवरी फरवरी|"
    "march mar märz mars marzo março maart mrz marts marzec marca mart март марта березень березня μάρτιος μαρτίου"
    " مارس آذار मार्च|"
    "april apr avril abril aprile abr kwiecień kwietnia nisan апрель апреля квітень квітня απρίλιος απριλίου"
    " أبريل إبريل ابريل نيسان अप्रैल|"
    "may mai mayo maggio maio mei maj maja mayıs май мая травень травня μάιος μαΐου مايو أيار मई|"
    "june jun juni juin junio giugno junho czerwiec czerwca haziran июнь июня червень червня ιούνιος ιουνίου"
    " يونيو حزيران जून|"
    "july jul juli juillet julio luglio julho lipiec lipca temmuz июль июля липень липня ιούλιος ιουλίου"
    " يوليو تموز जुलाई|"
    "august aug août agosto augustus ago augusti sierpień sierpnia ağustos август августа серпень серпня αύγουστος"
    " αυγούστου أغسطس آب अगस्त|"
    "september sep sept septembre septiembre settembre setembro wrzesień września eylül сентябрь сентября вересень"
    " вересня σεπτέμβριος σεπτεμβρίου سبتمبر أيلول सितंबर सितम्बर|"
    "october oct okt oktober octobre octubre ottobre outubro październik października ekim октябрь октября жовтень"
    " жовтня οκτώβριος οκτωβρίου أكتوبر अक्टूबर अक्तूबर|"
    "november nov novembre noviembre novembro listopad listopada kasım ноябрь ноября листопад листопада νοέμβριος"
    " νοεμβρίου نوفمبر नवंबर नवम्बर|"
    "december dec dez dezember décembre diciembre dicembre dezembro dic desember grudzień grudnia aralık декабрь"
    " декабря грудень грудня δεκέμβριος δεκεμβρίου ديسمبر दिसंबर दिसम्बर"
).split("|")
_COMPOUND: Final = {"كانون الثاني": 1, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12}
MONTHS: Final = {name: i for i, names in enumerate(_MONTH_NAMES, 1) for name in names.split()} | _COMPOUND
# Without the French "hier", which is German for "here", and the German "morgen", which is the morning too.
YESTERDAY: Final = "gestern ayer ieri ontem gisteren wczoraj вчера вчора dün igår".split()
LAST_YEAR: Final = (
    "letztes jahr|letzten jahr|letzten jahres|vergangenes jahr|vergangenen jahr|vergangenen jahres|vorigen jahr|vorjahr"
    "|l'année dernière|l’année dernière|l'an dernier|l’an dernier|l'année passée|año pasado|anno scorso|ano passado"
    "|vorig jaar|afgelopen jaar|ubiegłym roku|zeszłym roku|прошлом году|минулого року|geçen yıl|förra året|العام الماضي"
    "|पिछले साल"
).split("|")
LAST_MONTH: Final = (
    "letzten monat|vergangenen monat|le mois dernier|mes pasado|mese scorso|mês passado|vorige maand|zeszłym miesiącu"
    "|ubiegłym miesiącu|прошлом месяце|минулого місяця|geçen ay|förra månaden|الشهر الماضي|पिछले महीने"
).split("|")
# Digits of other scripts, each in the place of one of ours.
_ZEROS: Final = "٠۰०০０"
DIGITS: Final = {ord(zero) + n: str(n) for zero in _ZEROS for n in range(10)}
