"""Every page that is weighed: who looks, and at which address. What is not here takes forms only, which is tested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver, reverse

from claims.admin import site
from claims.desk.screens.claim_rest import KINDS
from claims.models import Article, Claim, Evidence, Recheck

#: Who looks (first name), and where.
Look = tuple[str, str]
#: Pages of one thing whatever else there is, and why they are not weighed.
OF_ONE_THING = {
    "desk:login": "a form",
    "desk:login_code": "a form",
    "desk:forgotten": "a form",
    "desk:new_password": "a form, to whoever has its link",
    "desk:accept_invitation": "a form",
    "desk:confirm": "a form",
    "desk:confirm_code": "a form",
    "desk:confirm_key": "one button",
    "desk:add_app": "a form",
    "desk:add_key": "a form",
    "desk:new_codes": "one button",
    "desk:recovery_codes": "ten codes",
    "desk:remove_app": "one button",
    "desk:remove_key": "one button",
    "desk:capture_warc": "one file, as it lies on the disk",
    "desk:claim_dossier": "a file, packed source by source",
    "guests:answer": "one question, to whoever has its link",
    "guests:stop_mail": "one button",
    "guests:thanks": "one sentence",
    "public:sent": "what became of one letter",
    "public:page_version": "one version of one page",
}


@dataclass(frozen=True)
class Subjects:
    """Claims in four states and an article, each with as much on it as there is elsewhere."""

    researched: Claim
    reviewed: Claim
    decided: Claim
    published: Claim
    article: Article

    @property
    def claims(self) -> tuple[Claim, ...]:
        return (self.researched, self.reviewed, self.decided, self.published)


#: Of whole lists; the rest of the address follows the name.
_LISTS = (
    ("ravi", "inbox", ""), ("edda", "inbox", "?q=by&priority=2"), ("ravi", "newcomers", "?since=0"),
    ("edda", "board", ""), ("edda", "board", "?state=published"), ("ravi", "board", "?state=dismissed"),
    ("edda", "articles", ""), ("rana", "import", ""), ("rana", "send_claim", ""), ("rana", "draft", ""),
    ("edda", "claims", "?sort=priority"), ("edda", "claims", "?view=table&who=none&q=fares"),
    ("ravi", "claims", "?state=published&topic=Ports&outlet=1&claimant=office"), ("edda", "saved_filters", ""),
    ("edda", "me", ""), ("edda", "my_work", ""), ("ravi", "my_work", ""), ("ines", "my_work", ""),
    ("edda", "insights", ""), ("ravi", "insights", "?weeks=52&demonstration=1&count=1"), ("mona", "jobs", ""),
    ("mona", "style", ""), ("edda", "find", "?q=fares"), ("edda", "find", "?q=%2312"), ("edda", "counts", ""),
    ("edda", "token", ""), ("edda", "tokens", ""), ("edda", "your_login", ""), ("mona", "people", ""),
    ("edda", "search", "?q=fares"),
    ("edda", "search", "?q=fares&kind=claims"),
    ("edda", "search", "?q=tariff&kind=evidence"), ("edda", "search", "?q=ask&kind=notes"),
    ("edda", "search", "?q=rose&kind=drafts"), ("edda", "search", "?q=part&kind=elements"),
    ("edda", "search", "?q=port&kind=searches"), ("edda", "search", "?q=mail&kind=replies"),
    ("edda", "search", "?q=fee&kind=answers"), ("edda", "search", "?q=tariff&kind=verdicts"),
)  # fmt: skip
_READERS = (
    ("researched", "ravi"), ("reviewed", "ines"), ("reviewed", "edda"), ("decided", "edda"), ("published", "elsa"),
)  # fmt: skip
#: Of a claim, fetched when they are unfolded.
FORMS = (
    "reword", "plan", "add_key_element", "log_counter_search", "ask_for_reply", "exempt_from_reply", "declare_interest",
    "attach_url", "attach_file", "attach_by_hand", "ask_expert",
)  # fmt: skip
_VALUES = {"name": "accept", "token": "none", "slug": "none"}


def of_lists() -> list[Look]:
    return [(person, f"{reverse(f'desk:{name}')}{query}") for person, name, query in _LISTS]


def of_workbench(subjects: Subjects) -> Iterator[Look]:
    """The page of each claim as those see it who have most to do there, and all that changes on it."""
    for name, person in _READERS:
        claim = getattr(subjects, name)
        yield person, reverse("desk:claim", args=[claim.pk])
    yield "ines", f"{reverse('desk:claim_live', args=[subjects.reviewed.pk])}?seen=1"


def of_subjects(subjects: Subjects) -> Iterator[Look]:
    """What belongs to one claim or article, as those see it who have most to do there."""
    yield from of_workbench(subjects)
    for claim in (subjects.reviewed, subjects.published):
        yield "edda", reverse("desk:claim_round", args=[claim.pk, 1])
    yield "ines", reverse("desk:claim_rest", args=[subjects.reviewed.pk, "frozen-1"])
    yield "edda", reverse("desk:reviewers", args=[subjects.reviewed.pk])
    yield "edda", reverse("desk:claim_history", args=[subjects.published.pk])
    claim = subjects.researched
    evidence = Evidence.objects.filter(claim=claim).earliest("pk")
    cited = Evidence.objects.filter(claim=claim, status=Evidence.Status.ACCEPTED)
    recheck = Recheck.objects.filter(source__in=cited.values("source")).earliest("pk")
    for name in ("preview", "researchers", *FORMS):
        yield "edda", reverse(f"desk:{name}", args=[claim.pk])
    for name in KINDS:
        yield "ravi", reverse("desk:claim_rest", args=[claim.pk, name])
    for name, row in (
        ("accept_evidence", evidence.pk), ("reject_evidence", evidence.pk), ("decide_origin", evidence.source_id),
        ("change_visibility", evidence.pk),
        ("edit_key_element", claim.key_elements.earliest("pk").pk),
        ("record_reply", claim.reply_requests.latest("pk").pk), ("ask_claimant", claim.reply_requests.latest("pk").pk),
    ):  # fmt: skip
        yield "ravi", reverse(f"desk:{name}", args=[claim.pk, row])
    yield "ravi", reverse("desk:source_change", args=[claim.pk, recheck.pk])
    yield "mona", reverse("desk:person", args=[subjects.published.researcher_id])
    article = reverse("desk:article", args=[subjects.article.pk])
    yield from (("rana", article), ("rana", f"{article}?original=1"))


def of_moderation() -> Iterator[Look]:
    """Every list of the admin."""
    yield "mona", reverse("admin:index")
    for model in site._registry:
        yield "mona", reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def of_api(subjects: Subjects) -> Iterator[Look]:
    """What programs read."""
    for path in ("claims?limit=100", "claims?sort=priority&q=fares", "claims?who=ravi&state=researching&review=true",
                 "articles?stage=ready", "verdicts?q=fares", f"articles/{subjects.article.pk}", "me"):  # fmt: skip
        yield "edda", f"/api/v1/{path}"
    claim = f"/api/v1/claims/{subjects.reviewed.pk}"
    for path in ("", "/transitions", "/matches", "/checks", "/evidence?limit=100", "/rounds/1"):
        yield "ines", claim + path
    yield "ines", f"/api/v1/verdicts/{subjects.published.slug}"


def named(space: str) -> Iterator[tuple[str, str]]:
    """(name, an address) of every address in this namespace; what the numbers and words in it name need not exist."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace == space:
            for name, wanted in _inside(resolver, ()):
                yield f"{space}:{name}", reverse(f"{space}:{name}", kwargs={key: _VALUES.get(key, 1) for key in wanted})


def _inside(resolver: URLResolver, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        wanted = (*above, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _inside(pattern, wanted)
        elif pattern.name:
            yield pattern.name, wanted
