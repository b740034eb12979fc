"""What a newsroom may change. Every field can be set by an environment variable, POLICY_ and the name in capitals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Final

from factcheck import environment

#: As large as databases keep one (count).
HIGHEST_COUNT: Final = 2_000_000_000
#: As long as moments can be reckoned with it (days, minutes or seconds).
LONGEST_TIME: Final = 100_000
_PREFIX: Final = "POLICY_"


@dataclass(frozen=True)
class Policy:
    #: Sentences with at least this score become claims (score, 0 to 1).
    claim_score: float = 0.55
    #: At most this many claims come out of one article, the highest scores first (count).
    n_claims_per_article: int = 40
    #: Independent origins that every key element needs (count).
    n_origins: int = 2
    #: Reviewers who are asked in each round (count).
    n_reviewers: int = 3
    #: Reviews that must be filed before a claim can be decided (count).
    n_quorum: int = 2
    #: Reviews with the same rating that carry it (count).
    n_carry: int = 2
    #: Minor corrections in a row may change at most this share of each text (edit distance, 0 to 1).
    minor_correction_share: float = 0.15
    #: Matches at or above this score are suggested to the desk (score, 0 to 1).
    match_suggest_score: float = 0.6
    #: Matches at or above this score are linked by the machine until a person decides (score, 0 to 1).
    match_link_score: float = 0.85
    #: Published checks at or above this score are linked likewise; theirs is another scale (score, 0 to 1).
    check_link_score: float = 0.99
    #: Texts with fewer content words than this prove too little to be linked by the machine (count).
    n_words_to_link: int = 5
    #: Two articles whose texts are at least this similar share one origin (Jaccard similarity of shingles, 0 to 1).
    same_story_score: float = 0.5
    #: Passages that one finder may propose for one claim (count).
    n_passages_per_finder: int = 8
    #: Pages that one finder may open for one claim, and requests that it may make for it in all (counts).
    n_pages_per_finder: int = 4
    n_requests_per_claim: int = 12
    #: Requests that one finder may make in a day (UTC), for all claims together (count).
    n_requests_per_day: int = 2000
    #: Between two requests of ours to one host lies at least this (seconds).
    request_gap_s: int = 1
    #: Imports that one person may ask for in one go (count).
    n_imports_at_once: int = 50
    #: Addresses that one person may have the desk open within an hour (count).
    n_fetches_per_hour: int = 400
    #: Cited pages are looked at again after so long (days); 0: never.
    recheck_days: int = 7
    #: So many of them in one run, which is every hour (count).
    n_rechecks_at_once: int = 60
    #: A page that is not there counts as gone when so many looks in a row, a day apart, found nothing (count).
    n_looks_until_gone: int = 3
    #: The claimant has this long to reply before the desk may say that there was no reply (days).
    reply_deadline_days: int = 3
    #: "Ana is on it" is believed for this long after she said so or last wrote (minutes).
    lease_minutes: int = 30
    #: Editors, moderators and superusers can do nothing until they have set up a second step at login (1 or 0).
    second_step: bool = True
    #: A link by which somebody who is invited makes their login works this long (days).
    invitation_days: int = 7
    #: A link for a guest without an account works this long, unless a reply's deadline is later (days).
    guest_link_days: int = 14
    #: A reader's mail address goes after so long at the latest, answered or not (days).
    reader_address_days: int = 180

    def problems(self) -> list[str]:
        """Sentences about settings that cannot work together."""
        found = []
        if self.n_quorum < 2:
            found.append("POLICY_N_QUORUM must be at least 2: one review is not four eyes.")
        if self.n_quorum > self.n_reviewers:
            found.append("POLICY_N_QUORUM must not be greater than POLICY_N_REVIEWERS.")
        if not 2 <= self.n_carry <= self.n_reviewers:
            found.append("POLICY_N_CARRY must lie between 2 and POLICY_N_REVIEWERS.")
        if self.n_looks_until_gone < 1:
            found.append("POLICY_N_LOOKS_UNTIL_GONE must be at least 1.")
        if self.lease_minutes < 1:
            found.append("POLICY_LEASE_MINUTES must be at least 1.")
        if self.invitation_days < 1:
            found.append("POLICY_INVITATION_DAYS must be at least 1.")
        if self.guest_link_days < 1:
            found.append("POLICY_GUEST_LINK_DAYS must be at least 1.")
        if self.reader_address_days < 1:
            found.append("POLICY_READER_ADDRESS_DAYS must be at least 1.")
        if self.n_origins < 1:
            found.append("POLICY_N_ORIGINS must be at least 1.")
        if self.check_link_score < self.match_suggest_score:
            found.append("POLICY_CHECK_LINK_SCORE must not be lower than POLICY_MATCH_SUGGEST_SCORE.")
        if self.match_link_score < self.match_suggest_score:
            found.append("POLICY_MATCH_LINK_SCORE must not be lower than POLICY_MATCH_SUGGEST_SCORE.")
        return found


def read_policy() -> Policy:
    """Raises BadEnvironment naming the variable that nobody reads, or whose value is no number that can be meant."""
    environment.refuse_unread(_PREFIX, [f"{_PREFIX}{name.upper()}" for name in asdict(Policy())])
    given: dict[str, float] = {}
    for name, value in asdict(Policy()).items():
        variable = f"{_PREFIX}{name.upper()}"
        if isinstance(value, bool):
            given[name] = environment.boolean(variable, value)
        elif isinstance(value, int):
            highest = HIGHEST_COUNT if name.startswith("n_") else LONGEST_TIME
            given[name] = environment.integer(variable, value, lowest=0, highest=highest)
        else:
            given[name] = environment.share(variable, value)
    return Policy(**given)  # type: ignore[arg-type]


_current = [read_policy()]


def current() -> Policy:
    return _current[-1]


@contextmanager
def overridden(**changes: float) -> Iterator[Policy]:
    """Another policy for a while; for tests and dry runs."""
    _current.append(replace(current(), **changes))  # type: ignore[arg-type]
    try:
        yield current()
    finally:
        _current.pop()
