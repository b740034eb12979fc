"""Many generated claims and articles, written in bulk: for measuring, not for testing rules."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from claims import audit
from claims.models import Appearance, Article, Claim, Claimant, ClaimEvent, Priority, Sentence, State
from claims.text import fingerprint
from tests.builders import an_article

PLACES = ("Marrowby", "Eastwick", "Holm", "Sandvik", "Corran", "Lissa", "Tarn", "Velden")
THINGS = ("harbour fees", "rents", "bus fares", "hospital beds", "school places", "water prices", "thefts", "exports")
WEEKS = ("days", "weeks", "evenings", "mornings", "storms", "meetings")
WHEN = ("early spring", "last summer", "the long autumn", "the election", "the storm", "the strike")
TALK = (
    "and most of them have an opinion.", "though few could say why.", "which the baker finds tiresome.",
    "as anybody who takes the morning bus knows.", "and the council listens, it seems.", "whatever the weather.",
)  # fmt: skip
VERBS = ("rose", "fell", "doubled", "halved", "stayed the same", "tripled")
SHARES = (
    (State.NEW, 0.55), (State.QUEUED, 0.08), (State.RESEARCHING, 0.02), (State.IN_REVIEW, 0.01),
    (State.DECIDED, 0.01), (State.PUBLISHED, 0.13), (State.DISMISSED, 0.2),
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


def fill(n_claims: int, *, seed: int = 1) -> None:
    """Top the database up to `n_claims` claims with an event and an appearance each."""
    chance = random.Random(seed)
    have = Claim.objects.count()
    article = Article.objects.filter(title="Figures").first() or an_article(a_text(40), title="Figures")
    sentence = Sentence.objects.get_or_create(
        article=article, position=0, defaults={"start": 0, "end": 40, "text": article.text[:40]}
    )[0]
    claimants = [Claimant.objects.find_or_add(f"Office of {place}") for place in PLACES]
    states = [state for state, _ in SHARES]
    weights = [weight for _, weight in SHARES]
    now = timezone.now()
    for start in range(have, n_claims, 5000):
        rows = []
        for number in range(start, min(start + 5000, n_claims)):
            statement = (
                f"{chance.choice(THINGS).title()} in {chance.choice(PLACES)} {chance.choice(VERBS)} by "
                f"{number} in 20{chance.randint(10, 25)}"
            )
            rows.append(
                Claim(
                    slug=f"figure-{number}",
                    statement=statement,
                    statement_key=fingerprint.sha256_hex(statement),
                    claimant=chance.choice(claimants),
                    state=chance.choices(states, weights)[0],
                    version=1,
                    score=round(chance.random(), 3),
                    priority=chance.choice(Priority.values),
                    changed_at=now - timedelta(minutes=number),
                )
            )
        made = Claim.objects.bulk_create(rows, batch_size=500)
        _events(made, now)
        Appearance.objects.bulk_create(
            [
                Appearance(
                    claim=claim,
                    home_claim=claim,
                    article=article,
                    sentence=sentence,
                    start=0,
                    end=40,
                    quote=sentence.text,
                )
                for claim in made
            ],
            batch_size=500,
        )


def _events(claims: list[Claim], now: object) -> None:
    events = []
    for claim in claims:
        event = ClaimEvent(
            claim=claim, version=1, verb="suggest", is_binding=True, to_state=claim.state, by_name=audit.MACHINE_NAME,
            at=now, previous_hash=audit.FIRST_HASH,
        )  # fmt: skip
        event.hash = audit.hash_of(event)
        events.append(event)
    ClaimEvent.objects.bulk_create(events, batch_size=500)
