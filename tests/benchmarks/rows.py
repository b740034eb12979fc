"""Generated texts and pages of any length: for measuring, not for testing rules."""

from __future__ import annotations

import random

from tests.rows.claims import PLACES, THINGS, VERBS

WEEKS = ("days", "weeks", "evenings", "mornings", "storms", "meetings")
WHEN = ("early spring", "last summer", "the long autumn", "the election", "the storm", "the strike")
TALK = (
    "and most of them have an opinion.", "though few could say why.", "which the baker finds tiresome.",
    "as anybody who takes the morning bus knows.", "and the council listens, it seems.", "whatever the weather.",
)  # fmt: skip


def a_text(n_sentences: int, seed: int = 0) -> str:
    chance = random.Random(seed)
    lines = []
    for number in range(n_sentences):
        place, thing, verb = chance.choice(PLACES), chance.choice(THINGS), chance.choice(VERBS)
        lines.append(
            f"The statistics office of {place} said that {thing} {verb} by {chance.randint(2, 90)} percent "
            f"in 20{chance.randint(10, 25)}, after {number + chance.randint(100, 9999):,} cases had been counted."
            if number % 3 == 0
            else f"People in {place} have talked of little but {thing} since the {chance.choice(WEEKS)} "
            f"of {chance.choice(WHEN)}, {chance.choice(TALK)}"
        )
    return "\n".join(" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4))


def a_page(n_sentences: int, seed: int = 0) -> bytes:
    """A news page of the usual weight (16 KB): navigation, scripts, teasers and a comment box around the article."""
    chance = random.Random(seed)
    paragraphs = "".join(f"<p>{line}</p>\n" for line in a_text(n_sentences, seed).split("\n"))
    links = "".join(f'<li><a href="/{thing.replace(" ", "-")}/{seed}">{thing.title()}</a></li>' for thing in THINGS * 4)
    teasers = "".join(
        f'<div class="teaser"><a href="/{seed}/{at}"><img src="/i/{at}.jpg" alt=""><h3>{place}: what the council said '
        f"about {chance.choice(THINGS)}</h3></a><time>{chance.randint(1, 12)} hours ago</time></div>"
        for at, place in enumerate(PLACES * 3)
    )
    scripts = "".join(f"<script>window.slot{at} = {{id: {at}, size: [300, 250]}};</script>" for at in range(20))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Figures of the year, part {seed} | The Gauge</title>"
        f'<meta property="og:site_name" content="The Gauge"><meta name="author" content="Ada Quist">'
        f'<link rel="canonical" href="https://gauge.example/2025/figures-{seed}">'
        f'<meta property="article:published_time" content="2025-11-03T08:00:00Z">{scripts}</head><body>'
        f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>Figures of the year, part {seed}</h1>"
        f'<p class="byline">By Ada Quist</p>{paragraphs}</article><aside>{teasers}</aside></main>'
        '<section id="comments"><h2>Comments</h2><p>Log in to comment.</p></section>'
        f"<footer><ul>{links}</ul><p>Subscribe to our newsletter. All rights reserved.</p></footer></body></html>"
    ).encode()
