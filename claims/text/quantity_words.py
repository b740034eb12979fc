"""Names of magnitudes, currencies and units in the languages that news is split in. Data only, read by numbers.py."""

from typing import Final


def _table(rows: str) -> dict[str, str]:
    """ "value: name, name" lines to {name: value}."""
    names: dict[str, str] = {}
    for row in rows.strip().splitlines():
        value, _, spelled = row.strip().partition(": ")
        names.update((name.strip(), value) for name in spelled.split(","))
    return names


# A German Billion is a trillion; only its plural cannot be taken for the English word.
MAGNITUDES: Final = {
    name: float(value)
    for name, value in _table("""
    1e2: hundred
    12: dozen
    1e3: thousand, k, tausend, mille, mil, duizend, tusen, tys, тысяч, тысячи, тыс, тисяч, ألف, آلاف, हजार, हज़ार
    1e4: 万, 萬
    1e5: lakh, lakhs, लाख
    1e6: million, millions, mn, m, mio, millionen, millón, millones, milione, milioni, milhão, milhões, miljoen
    1e6: miljoner, millioner, mln, milionów, miliony, milion, milyon, миллион, миллиона, миллионов, млн
    1e6: мільйонів, مليون, ملايين
    1e7: crore, crores, करोड़
    1e8: 亿, 億
    1e9: billion, billions, bn, b, milliarde, milliarden, mrd, milliard, milliards, miliardo, miliardi, bilhão, bilhões
    1e9: miljard, miljarder, milliarder, mld, miliard, miliardów, miliardy, milyar, миллиард, миллиарда, миллиардов
    1e9: млрд, мільярдів, مليار, مليارات, अरब
    1e12: trillion, trillions, tn, billionen, biljoen, трлн, триллионов, تريليون
    """).items()
}
CURRENCY_SIGNS: Final = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₦": "NGN", "₪": "ILS", "৳": "BDT", "Rs.": "INR",
    "Rs": "INR", "PKR": "PKR", "INR": "INR", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF", "NGN": "NGN",
    "KES": "KES", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK",
}  # fmt: skip
UNITS: Final = _table("""
    percent: %, percent, per cent, pct, prozent, pour cent, pourcent, por ciento, por cento, per cento, procent, prosent
    percent: procentów, процент, процента, процентов, відсотків, प्रतिशत, फीसदी, في المئة, في المائة, بالمئة, بالمائة
    percentage points: percentage point, percentage points, prozentpunkte, prozentpunkten
    basis points: basis point, basis points
    USD: dollar, dollars, us dollars, us-dollar, dólares, dollari, долларов, доллара, доларів, دولار, डॉलर, 美元
    EUR: euro, euros, евро, євро, يورو, 欧元
    GBP: pounds sterling, pounds, pound
    INR: rupee, rupees, रुपये, रुपए
    JPY: yen
    CNY: yuan, 元
    RUB: rubles, roubles, rubel, рублей, рубля
    UAH: hryvnias, hryvnia, гривень
    PLN: złotych, zloty, zlotys
    TRY: lira, liras
    NGN: naira
    km: km, kilometres, kilometers, kilometre, kilometer, kilómetros, chilometri, quilômetros
    m: m, metres, meters, metre, meter, metros, mètres, metri
    mi: miles, mile
    ft: feet, foot
    kg: kg, kilograms, kilogrammes, kilos
    t: tonnes, tonne, tons, ton, tonnen, toneladas, tonnellate
    km²: square kilometres, square kilometers, sq km, km²
    km/h: km/h, kph, kilometres per hour, kilometers per hour
    mph: mph, miles per hour
    ha: hectares, hectare
    °C: °c, degrees celsius, degrees c
    °F: °f, degrees fahrenheit
    MW: mw, megawatts
    GW: gw, gigawatts
    people: people, persons, menschen, personen, personnes, personas, persone, pessoas, mensen, osób, человек, людей
    years: years, year
    months: months, month
    weeks: weeks, week
    days: days, day
    hours: hours, hour
    minutes: minutes, minute
    """)
# Small numbers of other languages, which count only before a magnitude: "once" and "six" are English words.
SMALL: Final = {
    name: int(value)
    for name, value in _table("""
    1: eine, ein, un, une, una, uno, um, uma, een, en, один
    2: zwei, deux, dos, due, dois, duas, twee, två, to, два, две
    3: drei, trois, tres, tre, três, drie, три
    4: vier, quatre, cuatro, quattro, quatro, fyra, fire, четыре
    5: fünf, cinq, cinco, cinque, vijf, fem, пять
    6: sechs, six, seis, sei, zes, sex, шесть
    7: sieben, sept, siete, sette, sete, zeven, sju, семь
    8: acht, huit, ocho, otto, oito, åtta, восемь
    9: neun, neuf, nueve, nove, negen, nio, девять
    10: zehn, dix, diez, dieci, dez, tien, tio, десять
    """).items()
}
