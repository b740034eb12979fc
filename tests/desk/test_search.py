"""Search over everything a person may see, and nothing else."""

import pytest
from django.urls import reverse

from claims.desk.screens.find import claims_like
from claims.models import Article, Claim, FactCheck, Sentence, State
from claims.models.search import FITS
from claims.workflow import edits
from claims.workflow.notes import withdraw_note, write_note
from tests.builders import a_claim, a_piece_of_evidence, a_source, an_article, cast, claim_in, file_reviews
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db


def found(name: str, q: str, kind: str = "") -> dict[str, list[str]]:
    answer = client_of(name).get(reverse("desk:search"), {"q": q, "kind": kind})
    assert answer.status_code == 200
    return {group.kind.name: [hit.text for hit in group.hits] for group in answer.context.get("groups", [])}


def a_sentence(article: Article, text: str) -> Sentence:
    return Sentence.objects.create(article=article, position=0, start=0, end=len(text), text=text)


def test_each_kind_of_thing_is_found_by_its_words() -> None:
    claim = a_claim("The lighthouse earns more than the ferry", claimant="Lighthouse keepers")
    article = an_article("A lighthouse is lit.", title="News of the coast")
    a_sentence(article, "A lighthouse is lit.")
    titled = an_article(title="Lighthouse to be sold")
    quoted = a_piece_of_evidence(claim, quote="The lighthouse took in a third.")
    sourced = a_piece_of_evidence(claim, quote="Figures.", source=a_source(title="Accounts of the lighthouse"))
    FactCheck.objects.create(identity="x", statement="The lighthouse is older than the town", publisher="Checkers")
    write_note(claim, by=cast().ravi, text="Call the lighthouse.")
    assert found("rana", "LIGHTHOUSE") == {
        "claims": [claim.statement],
        "articles": [str(titled), str(article)],
        "evidence": [sourced.quote, quoted.quote],
        "checks": ["The lighthouse is older than the town"],
        "claimants": ["Lighthouse keepers"],
        "notes": ["Call the lighthouse."],
    }


def test_a_claim_is_found_by_its_number_and_all_words_have_to_be_there() -> None:
    claim = a_claim("The ferry has never been late")
    assert found("ravi", f"#{claim.pk}")["claims"] == [claim.statement]
    assert found("ravi", "ferry harbour") == {}
    assert found("ravi", "!!!") == {}


def test_sealed_notes_are_found_by_their_author_alone_until_the_round_is_complete() -> None:
    claim = claim_in(State.IN_REVIEW)
    write_note(claim, by=cast().ines, text="Zanzibar leans towards false.")
    assert found("ines", "zanzibar") == {"notes": ["Zanzibar leans towards false."]}
    for name in ("omar", "tomas", "ravi", "edda", "mona"):
        assert found(name, "zanzibar") == {}, name
        assert found(name, "zanzibar", "notes") == {}, name
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    assert found("tomas", "zanzibar") == {"notes": ["Zanzibar leans towards false."]}


def test_reviews_guest_names_and_withdrawn_notes_are_not_searched() -> None:
    claim = claim_in(State.IN_REVIEW)
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    assert found("edda", "ines read") == {}
    note = write_note(claim, by=cast().ravi, text="Zanzibar must be asked.")
    withdraw_note(note, by=cast().ravi)
    assert found("ravi", "zanzibar") == {}


def test_a_kind_is_listed_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.desk.screens.search.PAGE_SIZE", 2)
    claims = [a_claim(f"The ferry was late on {number} days") for number in range(7)]
    client, url = client_of("ravi"), reverse("desk:search")
    first = client.get(url, {"q": "ferry late"})
    assert len(first.context["groups"][0].hits) == 5
    assert "kind=claims" in first.content.decode()
    query, seen = "?q=ferry+late&kind=claims", []
    while query:
        answer = client.get(url + query)
        seen += [hit.text for hit in answer.context["groups"][0].hits]
        query = answer.context["page"].next_query
    assert seen == [claim.statement for claim in reversed(claims)]
    assert client.get(url, {"q": "ferry", "kind": "reviews"}).status_code == 404


def test_for_htmx_the_hits_come_alone_and_the_palette_leads_to_the_search() -> None:
    a_claim("The ferry was late")
    body = client_of("ravi", htmx=True).get(reverse("desk:search"), {"q": "ferry"}).content.decode()
    assert "The ferry was late" in body
    assert "<html" not in body
    palette = client_of("ravi", htmx=True).get(reverse("desk:find"), {"q": "ferry & co"}).content.decode()
    assert f'data-href="{reverse("desk:search")}?q=ferry%20%26%20co"' in palette


def test_what_is_found_is_shown_as_text_and_a_change_is_found_at_once() -> None:
    claim = a_claim("The ferry said <script>alert(1)</script> aloud")
    body = client_of("ravi").get(reverse("desk:search"), {"q": "ferry"}).content.decode()
    assert "<script>alert" not in body
    edits.reword(Claim.objects.get(pk=claim.pk), by=cast().edda, statement="The tram came on time")
    assert found("ravi", "ferry") == {}
    assert found("ravi", "tram") == {"claims": ["The tram came on time"]}


def test_the_page_says_what_to_do_before_anything_is_asked_and_when_nothing_is_found() -> None:
    assert "What are you looking for?" in client_of("ravi").get(reverse("desk:search")).content.decode()
    assert "Nothing has all these words" in client_of("ravi").get(reverse("desk:search"), {"q": "x"}).content.decode()


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("har", 2),
        ("HARB", 2),
        ("harbour dou", 1),
        ("dou harbour", 0),
        ("ha", 0),
        ("harb*", 2),
        ("'har':*", 2),
    ],
)
def test_the_palette_finds_by_a_word_that_is_still_being_typed(words: str, n: int) -> None:
    for statement in ("Harbour fees have doubled", "The harbour was dredged", "The mayor resigned"):
        a_claim(statement)
    assert len(claims_like(words)) == n


@pytest.mark.parametrize("whole", ["government", "vaccination"])
def test_the_palette_finds_by_every_beginning_of_a_word_though_the_index_keeps_stems(whole: str) -> None:
    a_claim(f"The {whole} of the island is free")
    a_claim("The mayor resigned")
    missed = [whole[:n] for n in range(3, len(whole) + 1) if len(claims_like(f"island {whole[:n]}")) != 1]
    assert not missed


STATEMENTS = (
    "The car was sold", "Cars were taxed", "The carpet was sold", "The government fell", "Governors met twice",
    "Vaccination works well", "Rents are increasing", "A crème tart won", "The vote was tied", "Time is short",
    "The ferry is free", "Everything went with the storm", "The money was withdrawn",
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "whole", "begun", "longer"),
    [
        ("car", {"The car was sold", "Cars were taxed"}, {"The carpet was sold"}, set()),
        ("sold car", {"The car was sold"}, {"The carpet was sold"}, set()),
        ("cars", {"The car was sold", "Cars were taxed"}, set(), set()),
        ("carp", set(), {"The carpet was sold"}, set()),
        ("carpet", {"The carpet was sold"}, set(), set()),
        ("vacci", set(), {"Vaccination works well"}, set()),
        ("vaccinatio", set(), set(), {"Vaccination works well"}),
        ("gover", set(), {"The government fell", "Governors met twice"}, set()),
        ("governme", set(), set(), {"The government fell"}),
        ("increasin", set(), set(), {"Rents are increasing"}),
        ("CRE", set(), {"A crème tart won"}, set()),
        ("crè", set(), {"A crème tart won"}, set()),
        ("tied", {"The vote was tied"}, set(), set()),
        ("withd", set(), {"The money was withdrawn"}, set()),
        ("fre", set(), {"The ferry is free"}, set()),
        ("ca", set(), set(), set()),
        ("car_", {"The car was sold", "Cars were taxed"}, set(), set()),
        ("'car':* | \"car\"*", {"The car was sold", "Cars were taxed"}, {"The carpet was sold"}, set()),
    ],
)
def test_both_engines_find_the_same_by_words_and_by_beginnings(
    words: str, whole: set[str], begun: set[str], longer: set[str]
) -> None:
    for statement in STATEMENTS:
        a_claim(statement)
    found = [{claim.statement for claim in Claim.objects.finding(words, fit)} for fit in FITS]
    assert found == [whole, begun, longer]


@pytest.mark.parametrize(
    "word", ["йогуртовый", "їжачок", "αύξηση", "한국어정부", "ガソリン", "أسعارنا", "Żółtawy", "İstanbul"]
)
def test_words_of_other_scripts_are_found_by_their_beginnings(word: str) -> None:
    statement = a_claim(f"They said one of {word} there").statement
    for n in range(3, len(word)):
        found = [claim.statement for claim in Claim.objects.finding(word[:n], "begun")]
        assert found == [statement], word[:n]


@pytest.mark.parametrize("few", [2, 1000])
def test_of_many_claims_the_palette_shows_the_newest_and_whole_words_first(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("claims.models.search.N_FEW", few)
    first, second = (a_claim(f"The harbour of {place} is deep").pk for place in ("Holm", "Tarn"))
    newest = [a_claim(f"The harbourmaster has {n} boats").pk for n in range(12)][::-1]
    assert [claim.pk for claim in claims_like("the harbour")] == [second, first, *newest[:6]]
    assert [claim.pk for claim in claims_like("harb")] == newest[:8]


def test_what_begins_with_the_last_word_stands_behind_what_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.desk.screens.search.PAGE_SIZE", 2)
    whole = [a_claim(f"The harbour was dredged {n} times").statement for n in range(3)][::-1]
    begun = [a_claim(f"The harbourmaster has {n} boats").statement for n in range(4)][::-1]
    article = an_article("A harbourmaster said so.", title="Of the harbour")
    a_sentence(article, "A harbourmaster said so.")
    assert found("ravi", "harbour") == {"claims": [*whole, *begun[:2]], "articles": [str(article)]}
    client, url, query, pages = client_of("ravi"), reverse("desk:search"), "?q=harbour&kind=claims", []
    while query:
        answer = client.get(url + query)
        pages.append([hit.text for hit in answer.context["groups"][0].hits])
        back, query = answer.context["page"].previous_query, answer.context["page"].next_query
    assert pages == [whole[:2], [whole[2], begun[0]], begun[1:3], begun[3:]]
    for page in reversed(pages[:-1]):
        answer = client.get(url + back)
        assert [hit.text for hit in answer.context["groups"][0].hits] == page
        back = answer.context["page"].previous_query
    assert not back
    gone = client.get(f"{url}?q=harbour&kind=claims&after=999999")
    assert [hit.text for hit in gone.context["groups"][0].hits] == pages[0]
