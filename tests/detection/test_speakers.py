"""Who said it: name, role, verb, direct or indirect."""

import pytest

from claims.detection import speakers
from claims.detection.cast import Cast
from claims.detection.detect import Seen, detect
from claims.text import sentences


def last(text: str) -> Seen:
    return detect(text)[-1]


def said(text: str) -> tuple[str, str]:
    seen = last(text)
    return seen.speaker, seen.verb


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        ("Norwegian Energy Minister Kari Lund said that the dam was full.", "Kari Lund", "Norwegian Energy Minister"),
        ("Company spokesman Peter Holm said the plant leaked.", "Peter Holm", "Company spokesman"),
        (
            "Amina Yusuf, a doctor at the Hill Hospital, said 12 patients had died.",
            "Amina Yusuf",
            "doctor at the Hill Hospital",
        ),
        (
            "The ministry's spokeswoman, Dana Reyes, said nine bridges were closed.",
            "Dana Reyes",
            "ministry's spokeswoman",
        ),
        ("Secretary of State Helen Marsh said the treaty was signed.", "Helen Marsh", "Secretary of State"),
        ("Joan Petit, 61, of Lyon, who lost her house, said the river rose within an hour.", "Joan Petit", ""),
        ("Greenfield, which runs four mines, says the water is clean.", "Greenfield", ""),
        ("Turkey's lake agency, TGK, said the level fell by three metres.", "TGK", "Turkey's lake agency"),
        ("Sen. Jo Hale, R-Ohio, said the mines of the county closed.", "Jo Hale", "Sen."),
        ("Jo Hale, D-N.M., said Governor Reed sold 40 boats.", "Jo Hale", ""),
        ("Jo Hale, D-Me., a member of the panel, said that nine mines closed.", "Jo Hale", "member of the panel"),
        ("Vera Holt (Ind), director of the harbour, said the quay sank.", "Vera Holt", "director of the harbour"),
        (
            "The director of the Norham Trust, Ilse van der Meer, said 90 seals died.",
            "Ilse van der Meer",
            "director of the Norham Trust",
        ),
        ("The governor of Skane, Ilse Holm, said that ferries sank.", "Ilse Holm", "governor of Skane"),
    ],
)
def test_titles_and_asides_become_the_role(text: str, speaker: str, role: str) -> None:
    seen = last(text)
    assert (seen.speaker, seen.speaker_role) == (speaker, role)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Sen. Jo Hale, R-Ohio, said the mines of the county closed.", "The mines of the county closed"),
        ("Jo Hale, D-N.M., said Governor Reed sold 40 boats.", "Governor Reed sold 40 boats"),
        ("The mines closed in 2019, said Jo Hale, R-Ohio.", "The mines closed in 2019"),
        ("Norham, said Governor Reed sold 40 boats.", "Norham, said Governor Reed sold 40 boats"),
    ],
)
def test_a_name_in_front_of_the_verb_is_never_what_is_said(text: str, statement: str) -> None:
    assert last(text).statement == statement


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("According to the coast guard, four boats sank on Sunday.", "Coast guard"),
        ("Four boats sank on Sunday, according to the coast guard.", "Coast guard"),
        ("According to Lena Fischer, a biologist at the institute, the fish are gone.", "Lena Fischer"),
        ("The fish are gone, fishermen say.", "Fishermen"),
        ("The wells are clean, the office of water tweeted on Friday in reply to angry comments.", "Office of water"),
        ("The wells are clean, the office of water tweeted last week amid a wave of angry posts.", "Office of water"),
        ("Salt helps, according to a survey of 12,500 sailors.", "Survey of 12,500 sailors"),
        ("According to a survey of 12,500 sailors, salt helps.", "Survey of 12,500 sailors"),
        ("Without rain, they warn, the harvest will fail.", ""),
        ('"The fish are gone," said Lena Fischer.', "Lena Fischer"),
        ('Lena Fischer told the Harbour Times that "the fish are gone".', "Lena Fischer"),
        ("The mayor was accused by opposition councillors of hiding the bill.", "Opposition councillors"),
        (
            "Residents and shop owners in the old town say the noise has doubled.",
            "Residents and shop owners in the old town",
        ),
        (
            "Experts including Omar Haddad of the Water Institute say the lake is dying.",
            "Experts including Omar Haddad",
        ),
        ("A study published in May by Oslo University found that cod numbers halved.", "Study by Oslo University"),
        ("A leaked memo shows that the board knew of the crack.", "Leaked memo"),
        ("Three people familiar with the talks said the price had been agreed.", "Three people"),
    ],
)
def test_frames_of_many_kinds_name_their_speaker(text: str, speaker: str) -> None:
    assert last(text).speaker == speaker


@pytest.mark.parametrize(
    "text",
    [
        "The report was long and nobody read it.",
        "His claims that week filled three pages.",
        "Kari Lund did not say that the dam was full.",
        "The agency declined to say how many people were hurt.",
        "Who says that the dam is full?",
        "If the minister says that the dam is full, the gates open.",
        "People accused of a crime have rights.",
        "The state incorrectly counted the votes of two towns.",
        "They call it home.",
        "The film remarks he had made last year were cut.",
    ],
)
def test_what_is_no_report_has_no_speaker(text: str) -> None:
    assert last(text).speaker == ""


def test_a_surname_gets_the_full_name_and_the_role_given_earlier() -> None:
    seen = last("Harbour chief Nils Aaker visited the port. Aaker said the crane fell at noon.")
    assert (seen.speaker, seen.speaker_role) == ("Nils Aaker", "Harbour chief")


def test_two_people_of_one_name_are_not_mixed_up() -> None:
    seen = last("Nils Aaker owns the port. Marte Aaker runs the crane. Aaker said the crane fell at noon.")
    assert seen.speaker == "Aaker"


def test_he_is_the_one_who_spoke_last() -> None:
    text = "Harbour chief Nils Aaker said the crane fell. However, he also said that nobody was hurt."
    assert last(text).speaker == "Nils Aaker"


def test_she_is_never_a_man() -> None:
    text = "James Aaker said the crane fell. She said that nobody was hurt."
    assert last(text).speaker == ""


def test_he_is_nobody_where_two_could_be_meant() -> None:
    text = "Nils Aaker met Jonas Berg at the port. He said that nobody was hurt."
    assert last(text).speaker == ""


def test_the_spokesman_is_the_one_spokesman_named_before() -> None:
    text = "Port spokesman Nils Aaker came late. The crane was old. The spokesman said it fell at noon."
    assert last(text).speaker == "Nils Aaker"


def test_the_spokesman_stays_the_spokesman_where_there_are_two() -> None:
    text = "Port spokesman Nils Aaker met union spokesman Jonas Berg. The spokesman said it fell at noon."
    assert last(text).speaker == "The spokesman"


def test_the_report_is_the_outlet_that_spoke_before() -> None:
    text = "According to Radio Nordland, the crane fell. The report said two ships were damaged."
    assert last(text).speaker == "Radio Nordland"


def test_they_are_the_people_who_spoke_before() -> None:
    text = "Engineers say the crane was old. It needs repair, they warn, before the winter."
    assert last(text).speaker == "Engineers"


def test_a_quotation_that_goes_on_belongs_to_its_speaker() -> None:
    text = '"The crane is old," Nils Aaker said. "It was built in 1961."\n"Nobody repaired it for nine years."'
    seen = detect(text)
    assert [each.speaker for each in seen] == ["Nils Aaker"] * 3
    assert all(each.is_direct for each in seen)


def test_a_pull_quote_after_the_reporters_words_has_no_speaker() -> None:
    text = 'The crane fell at noon.\n"Nobody repaired it for nine years."'
    assert last(text).speaker == ""


def test_words_within_a_quotation_are_no_frame() -> None:
    seen = last('"The minister said the gates were shut, but we saw water," Kari Lund said.')
    assert seen.speaker == "Kari Lund"


def test_direct_and_indirect_speech_are_told_apart() -> None:
    assert last('Kari Lund said: "The dam is full."').is_direct
    assert not last("Kari Lund said the dam was full.").is_direct
    assert not last('Kari Lund said the dam was "full".').is_direct


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Kari Lund claimed that the dam was full.", "claim"),
        ("Kari Lund pointed out that the dam was full.", "point out"),
        ("Kari Lund told reporters on Monday that the dam was full.", "tell"),
        ("Kari Lund denied that the dam was full.", "deny"),
        ("According to Kari Lund, the dam was full.", "according to"),
    ],
)
def test_the_reporting_verb_is_kept_in_its_plain_form(text: str, verb: str) -> None:
    assert said(text) == ("Kari Lund", verb)


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        ('"The roof leaks," said the chief auditor, Mirel Oster.', "Mirel Oster", "chief auditor"),
        ('The union disputes that. "Half the nurses left," said its secretary, Ilse Maron.', "Ilse Maron", "secretary"),
        (
            'The nurses\' union fell. "Of 120 nurses, 75 left," said its secretary, Ilse Maron.',
            "Ilse Maron",
            "secretary",
        ),
        ('"It works," said lead author Priya Nair, a biologist at Halden.', "Priya Nair", "lead author"),
        ("Her co-author, Jon Berg, cautions that the study was short.", "Jon Berg", "co-author"),
        ("Beans heal, nutritionist Ola Bren claims.", "Ola Bren", "nutritionist"),
        ("Police deny reports that a dam has broken.", "Police", ""),
        ("Amy Cole, 58, who chairs the panel, has called for a hearing.", "Amy Cole", ""),
        ("According to Cole, the agency's director, Ray Dunn, lied to Congress.", "Cole", ""),
    ],
)
def test_harder_frames_name_their_speaker(text: str, speaker: str, role: str) -> None:
    seen = last(text)
    assert (seen.speaker, seen.speaker_role) == (speaker, role)


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("The county audit office published its yearly report on Tuesday.", "County audit office's report"),
        ("The county audit office found that fees rose by 41 percent.", "County audit office's report"),
        ("A report by the Alpine Institute says that the ice is thin.", "Report by the Alpine Institute"),
        ("Nobody had read the Transport Board's report.", "Transport Board's report"),
        ("Nobody reads reports any more.", "The report"),
    ],
)
def test_the_report_is_the_one_that_the_text_named_just_before(before: str, speaker: str) -> None:
    assert last(f"{before} The report also says that nine boats left.").speaker == speaker


def test_she_is_the_one_of_whom_the_text_said_she_before() -> None:
    text = (
        "Nadia Farouk met farmers. She said that rice was cheap. Then Karim Saleh came. He said it was not."
        " Fish is dear, she said."
    )
    assert last(text).speaker == "Nadia Farouk"


def test_a_label_in_front_names_who_speaks_until_the_paragraph_ends() -> None:
    text = (
        "Lina Moro keeps bees.\nMoro: We lost 120 hives. It was the mite.\nCourier: Was it cold?\nIt was a long winter."
    )
    assert [seen.speaker for seen in detect(text)] == ["", "Lina Moro", "Lina Moro", "", ""]
    assert last("RT @mayor: Crime is down 40 percent.").speaker == "@mayor"


def test_who_works_somewhere_and_says_something_is_not_named_by_half_a_sentence() -> None:
    assert last("My cousin works at the hospital and says that all beds are empty.").speaker == ""


def test_everything_somebody_says_is_no_report() -> None:
    assert last("Everything Kari Lund says is a lie.").speaker == ""


def test_a_number_with_a_hyphen_belongs_to_the_name_of_a_report() -> None:
    assert (
        last("A 46-page report by Oslo University found that cod is rare.").speaker
        == "46-page report by Oslo University"
    )


def test_what_begins_with_it_s_is_said_all_the_same() -> None:
    assert last("Kari Lund said it's cold in the valley.").speaker == "Kari Lund"


@pytest.mark.parametrize(
    ("before", "last_sentence", "speaker"),
    [
        ("The River Safety Group (RSG) came late.", "The RSG said nine boats sank.", "River Safety Group"),
        ("The River Safety Group came late.", "RSG said nine boats sank.", "River Safety Group"),
        ("The River Safety Group met the Rural Schools Group.", "RSG said nine boats sank.", "RSG"),
        ("Prime Minister Erna Dahl came late.", "The prime minister said nine boats sank.", "Erna Dahl"),
        ("Prime Minister Erna Dahl met Prime Minister Jan Moe.", "The prime minister said it sank.", "Prime minister"),
    ],
)
def test_short_forms_and_offices_stand_for_the_one_name_given_before(
    before: str, last_sentence: str, speaker: str
) -> None:
    assert last(f"{before} {last_sentence}").speaker == speaker


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kari Lund said the dam was full.", "person"),
        ("The spokesman said the dam was full.", "person"),
        ("The ministry said the dam was full.", "organisation"),
        ("Engineers say the dam is full.", "group"),
        ("A study found that the dam is full.", "document"),
        ("Greenfield said the dam was full.", "unknown"),
    ],
)
def test_a_speaker_has_the_kind_of_a_claimant(text: str, kind: str) -> None:
    bounds = sentences.split(text)
    (said_here,) = speakers.attribute(text, bounds, Cast())
    assert said_here.who.claimant_kind == kind


def test_a_passive_report_names_whoever_reported() -> None:
    assert last("It was reported by Radio Nordland that ten boats sank.").speaker == "Radio Nordland"
    assert last("Ten boats sank (according to Radio Nordland).").speaker == "Radio Nordland"


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "Die Fähren sind so voll, dass viele am Ufer warten.", ""),
        ("de", "Schon früher hieß es: „Die Fähren sind voll“.", ""),
        ("de", "„Die Fähren sind voll“, so die Ministerin Kari Lund.", "Kari Lund"),
        ("de", "Wie die Hafenpost meldet, wie die Hafenpost berichtet, sanken neun Fähren.", "Hafenpost"),
        ("de", "Wann der See steigt, sagen wir morgen.", ""),
        ("de", "„Neun Fähren sanken“, betonte gestern Hafenleiterin Prof. Dr. Kari Lund.", "Kari Lund"),
        ("de", "Dr. Kari Lund sagte, dass neun Fähren sanken.", "Kari Lund"),
        ("fr", "Le lac a baissé de 9 %, a indiqué jeudi la Compagnie des eaux.", "Compagnie des eaux"),
        ("fr", "La maire, élue en 2019, a indiqué jeudi que neuf bacs manquaient.", "Maire"),
        ("fr", "« Neuf bacs ont coulé », a dit hier M. Jean Morel.", "Jean Morel"),
        ("es", "Nueve barcos se hundieron, dijo el lunes Ana Ruiz.", "Ana Ruiz"),
        ("nl", "Negen boten zonken, zei maandag Kari Lund.", "Kari Lund"),
    ],
)
def test_in_other_languages_adverbs_days_and_pronouns_are_no_speakers(language: str, text: str, speaker: str) -> None:
    assert detect(text, language=language)[-1].speaker == speaker
