"""Who said what in an article, as spans."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.detection import attributions


def read(text: str) -> list[tuple[str, str, list[str]]]:
    return [
        (
            " ".join(text[a:b] for a, b in each.source),
            " ".join(text[a:b] for a, b in each.cue),
            [text[a:b] for a, b in each.content],
        )
        for each in attributions.find(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"The dam is full," Kari Lund said.', ("Kari Lund", "said", ['"The dam is full,"'])),
        (
            "“The dam is full,” said Kari Lund. “Nobody warned us.”",
            ("Kari Lund", "said", ["“The dam is full,”", "“Nobody warned us.”"]),
        ),
        (
            "“The dam is full. It leaks. It will break,” Kari Lund said.",
            ("Kari Lund", "said", ["“The dam is full. It leaks. It will break,”"]),
        ),
    ],
)
def test_a_quotation_of_several_parts_is_one_attribution(text: str, found: tuple[str, str, list[str]]) -> None:
    assert read(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The dam is full, Kari Lund said.", ("Kari Lund", "said", ["The dam is full"])),
        ("Kari Lund said that the dam was full.", ("Kari Lund", "said", ["that the dam was full"])),
        ('On Monday, Kari Lund said, "The dam is full."', ("Kari Lund", "said", ['"The dam is full."'])),
        (
            "She told the mayors who had come to Oslo, “Nobody warned us.”",
            ("She", "told", ["“Nobody warned us.”"]),
        ),
        (
            "An engineer who spoke for an hour said the dam was full.",
            ("An engineer", "said", ["the dam was full"]),
        ),
        (
            "“Nobody warned us.” Kari Lund said.",
            ("Kari Lund", "said", ["“Nobody warned us.”"]),
        ),
        (
            "Kari Lund went on to say:\n“Nobody warned us.”",
            ("Kari Lund", "say", ["“Nobody warned us.”"]),
        ),
        ("For example: “The dam is full,” Kari Lund said.", ("Kari Lund", "said", ["“The dam is full,”"])),
        ('“The dam is full," Kari Lund said.', ("Kari Lund", "said", ['“The dam is full,"'])),
        ("The flood was, according to the coast guard, a surprise.", (
            "the coast guard",
            "according to",
            ["The flood was", "a surprise"],
        )),
    ],
)  # fmt: skip
def test_speech_is_found_with_its_source_its_verb_and_its_words(text: str, found: tuple[str, str, list[str]]) -> None:
    assert read(text) == [found]


def test_a_quotation_goes_on_over_paragraphs_that_open_with_a_mark_and_close_none() -> None:
    text = "“The dam is full,” Kari Lund said.\n\n“Nobody warned us. It was night.\n\n“We ran.”"
    assert read(text) == [
        ("Kari Lund", "said", ["“The dam is full,”", "“Nobody warned us. It was night.", "“We ran.”"])
    ]


def test_the_words_of_somebody_who_is_only_called_she_are_kept_together() -> None:
    text = "“The dam is full,” she said. “Nobody warned us.”"
    assert read(text) == [("she", "said", ["“The dam is full,”", "“Nobody warned us.”"])]


@pytest.mark.parametrize(
    "text",
    [
        "He read “The Lake” twice.",
        "The “big wet” of 1961 filled the dam.",
        "The workers' union met the owners' club.",
    ],
)
def test_titles_and_words_in_marks_are_nobodys_quotation(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kari Lund wants to close the dam.", ("Kari Lund", "wants", ["to close the dam"])),
        ("The union accused her of hiding the bill.", ("The union", "accused", ["her of hiding the bill"])),
        ("Farmers called for a new dam.", ("Farmers", "called for", ["a new dam"])),
        ("The bill was criticised by the union.", ("the union", "criticised", ["The bill"])),
        ("The river seems to rise.", ("", "seems", ["The river", "to rise"])),
    ],
)
def test_stances_are_attributions_too(text: str, found: tuple[str, str, list[str]]) -> None:
    assert read(text) == [found]


def test_a_stance_inside_what_somebody_says_is_theirs_to_tell() -> None:
    assert [source for source, _, _ in read("Kari Lund said that farmers want a new dam.")] == ["Kari Lund"]


@pytest.mark.parametrize(
    ("language", "text", "source", "content"),
    [
        ("de", "„Der Damm ist voll“, sagte Kari Lund am Montag.", "Kari Lund", "„Der Damm ist voll“"),
        ("de", "Nach Angaben der Polizei stieg der See um 3 Meter.", "Polizei", "stieg der See um 3 Meter"),
        ("fr", "« Le barrage est plein », a déclaré la maire.", "la maire", "« Le barrage est plein »"),
        ("es", "La alcaldesa aseguró que el lago está vacío.", "La alcaldesa", "que el lago está vacío"),
        ("pt", "Segundo a polícia, o lago está vazio.", "a polícia", "o lago está vazio"),
        ("it", "Il sindaco sostiene che il lago è vuoto.", "Il sindaco", "che il lago è vuoto"),
        ("nl", "“De dam is vol”, zei Kari Lund.", "Kari Lund", "“De dam is vol”"),
    ],
)
def test_plain_speech_is_read_in_six_more_languages(language: str, text: str, source: str, content: str) -> None:
    (found,) = attributions.find(text, language)
    assert [text[a:b] for a, b in found.source] == [source]
    assert [text[a:b] for a, b in found.content] == [content]


def test_a_language_without_grammar_has_no_attributions() -> None:
    assert attributions.find("“Dammen är full”, sade Kari Lund.", "sv") == []


PIECES = st.sampled_from(
    [
        '"', "“", "”", "‘", "’", "''", "«", "»", "„", " ", "\n", "\n\n", ", ", ". ", ": ", "; ", "(", ")", "—", "\x00",
        "\u202e", "قال", " said ", " said", "Kari Lund", "the dam is full", "according to ", " who ", " that ", "he",
        " wants to ", " seems to ", "was asked by ", "RT @mayor: ", "… ", "•", "◦", "&quot;", "sagte", "dass", "é ",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["en", "de", "fr", "nl"]))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_spans_lie_in_the_text_in_order_and_apart(text: str, language: str) -> None:
    for found in attributions.find(text, language):
        assert found.content
        for role in (found.source, found.cue, found.content):
            ends = [0, *(place for span in role for place in span), len(text)]
            assert ends == sorted(ends)
            assert all(start < end for start, end in role)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_can_be_read(text: str) -> None:
    assert all(text[slice(*found.content[0])] for found in attributions.find(text))


@pytest.mark.parametrize(
    "text",
    [
        '"' * 200_000,
        "“" * 100_000,
        "“Lund said. " * 5_000,
        "the dam said he wants it and " * 8_000,
        "who said " * 16_000,
        "according to " * 16_000,
        "قال الوزير إن السد ممتلئ. " * 4_000,
    ],
    ids=["marks", "open", "unclosed", "one line", "who", "according", "right to left"],
)
def test_hostile_text_comes_to_an_end(text: str) -> None:
    assert len(attributions.find(text)) <= len(text)


def test_what_is_said_keeps_its_that_and_leaves_the_full_stop_to_the_sentence() -> None:
    assert read("Kari Lund said that the dam was full.") == [("Kari Lund", "said", ["that the dam was full"])]
