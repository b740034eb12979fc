"""News of our own making, with speech, figures, dates and names: no two articles hold the same sentence."""

from __future__ import annotations

import random

FIRST = ("Ada", "Bruno", "Carla", "Dario", "Elin", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kari", "Leyla")
LAST = ("Quist", "Moreau", "Lindholm", "Okoro", "Varga", "Brandt", "Nouri", "Castell", "Dahl", "Fenn", "Aras", "Holm")
PLACES = ("Marrowby", "Eastwick", "Sandvik", "Corran", "Lissa", "Tarn", "Velden", "Port Lavel", "Oberau", "Norrhaven")
BODIES = (
    "Harbour Board",
    "Water Authority",
    "Institute of Prices",
    "Transport Union",
    "Court of Audit",
    "Energy Agency",
)
ROLES = (
    "finance minister",
    "mayor",
    "spokeswoman",
    "chief engineer",
    "opposition leader",
    "union secretary",
    "professor",
)
THINGS = ("the harbour fee", "the price of water", "the number of thefts", "youth unemployment", "the rent of a flat",
          "the output of the mill", "the count of nesting storks", "the cost of the bridge")  # fmt: skip
MONTHS = ("January", "March", "May", "June", "August", "October", "November")
SHAPES = (
    "{person}, the {role} of {place}, said that {thing} had risen by {n} percent since {year}.",
    "“{Thing} fell by {n} percent in {year}, and nobody told us,” said {person}, {role} at the {body}.",
    "According to a report by the {body} of {place}, {thing} doubled between {year} and {later}.",
    "{person} told the paper on {month} {day} that the {body} “lost {n} million euros” in {year}.",
    "The {body} denied that {n} of its boats had been sold to {place}, a town of {many} people.",
    "He also said that {thing} would be lower by {later} if the council of {place} kept its word.",
    "“We will not pay {n} million for a bridge. Not this year,” {last} added.",
    "In {place} the talks between the {body} and the {role} ended without a result on {month} {day}.",
    "It is a shame that {thing} has never been lower than in {year}, {person} wrote.",
    "People in {place} have talked of little else since {month}, though few of them could say why.",
    "The court of {place} sentenced the former {role} {person} to {day} months in prison in {month} {year}.",
    "Who paid the {n} million euros that the {body} of {place} missed in {year}?",
    "A study of {many} households in {place} found that every {day}th of them had no heating in {month}.",
    "The fire near {place}, which began on {month} {day}, destroyed {n} houses, but nobody was hurt, {last} said.",
    "{person} accused the {body} of hiding that {thing} had tripled within {day} months.",
)


def article(n_sentences: int, seed: int) -> str:
    """So many sentences in paragraphs of three."""
    chance = random.Random(seed)
    said = [_sentence(chance) for _ in range(n_sentences)]
    return "\n".join(" ".join(said[at : at + 3]) for at in range(0, n_sentences, 3))


def page(n_sentences: int, seed: int) -> bytes:
    """The article as a page with navigation, scripts, teasers and a footer, of the usual weight."""
    chance = random.Random(seed)
    paragraphs = "".join(f"<p>{line}</p>\n" for line in article(n_sentences, seed).split("\n"))
    links = "".join(f'<li><a href="/{place}/{seed}">{place}</a></li>' for place in PLACES * 4)
    scripts = "".join(f"<script>window.slot{at} = {{id: {at}, size: [300, 250]}};</script>" for at in range(30))
    teasers = "".join(
        f'<div class="teaser"><a href="/{seed}/{at}"><img src="/i/{at}.jpg"><h3>What the {chance.choice(BODIES)} '
        f"said about {place}</h3></a><time>{chance.randint(1, 12)} hours ago</time></div>"
        for at, place in enumerate(PLACES * 3)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Figures, part {seed} | The Gauge</title>'
        '<meta property="og:site_name" content="The Gauge"><meta name="author" content="Ada Quist">'
        f'<meta property="article:published_time" content="2025-11-03T08:00:00Z">{scripts}</head><body>'
        f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>Figures, part {seed}</h1>{paragraphs}"
        f"</article><aside>{teasers}</aside></main><footer><ul>{links}</ul><p>All rights reserved.</p></footer></html>"
    ).encode()


def _sentence(chance: random.Random) -> str:
    last, thing = chance.choice(LAST), chance.choice(THINGS)
    return chance.choice(SHAPES).format(
        person=f"{chance.choice(FIRST)} {last}", last=last, role=chance.choice(ROLES), place=chance.choice(PLACES),
        body=chance.choice(BODIES), thing=thing, Thing=thing[0].upper() + thing[1:], month=chance.choice(MONTHS),
        n=chance.randint(2, 99), day=chance.randint(2, 28), year=chance.randint(1990, 2024),
        later=chance.randint(2026, 2060), many=f"{chance.randint(1_000, 900_000):,}",
    )  # fmt: skip
