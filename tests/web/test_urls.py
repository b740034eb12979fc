"""One parser for web addresses, and one spelling for one page."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import Refused
from claims.web import urls
from claims.web.failures import FetchRefused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://News.Example/Tolls", "https://news.example/Tolls"),
        ("HTTPS://news.example", "https://news.example/"),
        ("  https://news.example/a \n", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("https://news.example:/a", "https://news.example/a"),
        ("http://news.example:443/a", "http://news.example:443/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a#part", "https://news.example/a"),
        ("https://news.example/a#:~:text=tolls%20rose", "https://news.example/a"),
        ("https://news.example/a?#part", "https://news.example/a"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/../../c", "https://news.example/c"),
        ("https://news.example/a/%2e%2E/c", "https://news.example/c"),
        ("https://news.example/a/..", "https://news.example/"),
        ("https://news.example/a/.", "https://news.example/a/"),
        ("https://news.example/%7euser/%41", "https://news.example/~user/A"),
        ("https://news.example/a%2fb", "https://news.example/a%2Fb"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/%%341", "https://news.example/%2541"),
        ("https://news.example/zoë mit raum", "https://news.example/zo%C3%AB%20mit%20raum"),
        ("https://news.example/a?q=zoë", "https://news.example/a?q=zo%C3%AB"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
        ("https://my_shop.bücher.example/", "https://my_shop.xn--bcher-kva.example/"),
        ("https://ｎｅｗｓ.example/", "https://news.example/"),
        ("https://news。example/", "https://news.example/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[0:0::0:1]:80/", "http://[::1]/"),
        ("http://[2606:4700:4700:0::1111]/", "http://[2606:4700:4700::1111]/"),
        ("https://news.example/a;jsessionid=AB12/b?x=1", "https://news.example/a/b?x=1"),
        ("https://news.example/a?utm_source=x&utm_medium=y", "https://news.example/a"),
        ("https://news.example/a?b=2&utm_source=x&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?b=2&FBCLID=x&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?utm%5Fsource=x", "https://news.example/a"),
        ("https://news.example/a?gclid=1&mc_cid=2&msclkid=3&igshid=4&id=5", "https://news.example/a?id=5"),
    ],
)
def test_one_page_has_one_spelling(text: str, expected: str) -> None:
    assert urls.canonical(text) == expected
    assert urls.canonical(expected) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/a", "https://news.example/a"),
        ("https://news.example/a", "https://www.news.example/a"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a", "https://news.example/a/"),
        ("https://news.example/a?x=1&y=2", "https://news.example/a?y=2&x=1"),
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?ref=1", "https://news.example/a?ref=2"),
        ("https://news.example/a?source=1", "https://news.example/a?source=2"),
        ("https://news.example/a?p=x%26y", "https://news.example/a?p=x&y"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a?q=1+2", "https://news.example/a?q=1%2B2"),
        ("https://news.example//a", "https://news.example/a"),
        ("https://news.example/?utm=1", "https://news.example/"),
        ("https://news.example/?xutm_source=1", "https://news.example/"),
        ("https://straße.example/", "https://strasse.example/"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert urls.canonical(one) != urls.canonical(other)


NONSENSE = {
    "": "starts with https://",
    "   ": "starts with https://",
    "news.example/a": "starts with https://",
    "/a/b": "starts with https://",
    "Tolls have tripled, he said.": "starts with https://",
    "news.example:443/a": "starts with https://",
    "ftp://news.example/a": "only addresses",
    "file:///etc/passwd": "only addresses",
    "javascript:alert(1)": "only addresses",
    "data:text/html,hello": "only addresses",
    "mailto:desk@news.example": "only addresses",
    "http:": "name of a site",
    "http://": "name of a site",
    "http:///a": "name of a site",
    "http:a": "name of a site",
    "http:/news.example/a": "name of a site",
    "http://.": "name of a site",
    "http://..": "name of a site",
    "http://a..b/": "name of a site",
    "http://.a.b/": "name of a site",
    "http://news example/": "name of a site",
    "http://news%2eexample/": "name of a site",
    "http://news.example%00.org/": "name of a site",
    "http://[::1/": "name of a site",
    "http://[::1]x/": "name of a site",
    "http://[fe80::1%25eth0]/": "name of a site",
    "http://[v1.a]/": "name of a site",
    "http://::1/": "name of a site",
    "http://1.2.3.4.5/": "name of a site",
    "http://256.1.1.1/": "name of a site",
    "http://1.1.1.256/": "name of a site",
    "http://4294967296/": "name of a site",
    "http://09.1.1.1/": "name of a site",
    "http://0x7g.1/": "name of a site",
    "http://a.1/": "name of a site",
    "http://exa℀mple.org/": "name of a site",
    "http://news.example／evil.example/": "name of a site",
    "http://xn--\u00fc.example/": "name of a site",
    "http://a\u200bb.\u0301/": "name of a site",
    "http://" + "a" * 64 + ".example/": "name of a site",
    "http://" + ".".join(["abcdefgh"] * 40) + "/": "name of a site",
    "http://news.example:0/": "port",
    "http://news.example:65536/": "port",
    "http://news.example:99999999999/": "name of a site",
    "http://news.example:8o/": "name of a site",
    "http://news.example:80:80/": "name of a site",
    "http://me@news.example/": "user name or password",
    "http://me:secret@news.example/": "user name or password",
    "http://news.example@127.0.0.1/": "user name or password",
    "http://@news.example/": "user name or password",
    "http://news.example\\@127.0.0.1/": "backslash",
    "http:\\\\news.example\\a": "backslash",
    "http://news.example/a\r\nHost: inside": "invisible",
    "http://news.example/a\tb": "invisible",
    "http://news.example/\x00": "invisible",
    "http://news.example/\x7f": "invisible",
    "http://news.example/\x85x": "invisible",
    "http://news.example/\ud800": "invisible",
    "http://news.example/" + "a" * 2000: "longer than 2000",
    "http://news.example/" + "é" * 400: "longer than 2000",
    "http://" * 5000: "longer than 2000",
}


@pytest.mark.parametrize(("text", "says"), NONSENSE.items(), ids=lambda text: ascii(text)[:60])
def test_nonsense_is_refused_with_a_sentence_that_says_what_to_do(text: str, says: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        urls.canonical(text)
    assert says in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    assert isinstance(caught.value, Refused)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("https://other.example/x", "https://other.example/x"),
        ("//other.example/x", "https://other.example/x"),
        ("/x", "https://news.example/x"),
        ("x", "https://news.example/a/x"),
        ("./x", "https://news.example/a/x"),
        ("../x", "https://news.example/x"),
        ("../../../x", "https://news.example/x"),
        ("?y=2", "https://news.example/a/b?y=2"),
        ("#part", "https://news.example/a/b?x=1"),
        ("", "https://news.example/a/b?x=1"),
        ("x?y=2#part", "https://news.example/a/x?y=2"),
        ("/ä b", "https://news.example/%C3%A4%20b"),
    ],
)
def test_references_of_redirects_are_resolved(reference: str, expected: str) -> None:
    assert urls.join(urls.parse("https://news.example/a/b?x=1"), reference).text == expected


@pytest.mark.parametrize("reference", ["//me@inside/", "\\\\inside\\x", "http:x", "//", "x:y", "/\x00", "//a b/"])
def test_crooked_references_are_refused(reference: str) -> None:
    with pytest.raises(FetchRefused):
        urls.join(urls.parse("https://news.example/a/b"), reference)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://news.example/a", True),
        (" https://news.example/a\n", True),
        ("http://127.0.0.1:8000/", True),
        ("see https://news.example/a", False),
        ("https://news.example/a and more", False),
        ("https://news.example/a\nhttps://news.example/b", False),
        ("news.example", False),
        ("", False),
        ("https://", False),
    ],
)
def test_a_text_is_a_url_or_not(text: str, expected: bool) -> None:
    assert urls.is_url(text) is expected


ANYTHING = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="htps:/.?#&=%@[]\\;-_~ aA0xé1729e\t", max_size=60),
    st.builds("http{}://{}".format, st.sampled_from(["", "s"]), st.text(max_size=60)),
    st.builds(
        "https://{}/{}?{}#{}".format,
        st.text(alphabet=string.ascii_letters + string.digits + ".-_éß。０", max_size=20),
        st.text(alphabet="ab/.%2eE7;jsessionid=é ", max_size=30),
        st.text(alphabet="ab=&utm_%5F+fbclid;?", max_size=30),
        st.text(max_size=5),
    ),
    st.builds("https://news.example/{}?{}".format, st.text(max_size=40), st.text(max_size=40)),
)


@settings(max_examples=400, deadline=None)
@given(ANYTHING)
def test_canonical_gives_one_plain_url_or_a_sentence_and_never_crashes(text: str) -> None:
    try:
        once = urls.canonical(text)
    except FetchRefused:
        assert not urls.is_url(text)
        return
    assert urls.canonical(once) == once
    assert once.isascii()
    assert once.isprintable()
    assert " " not in once
    assert "#" not in once
    assert urls.parse(once).text == once


@settings(max_examples=200, deadline=None)
@given(ANYTHING, ANYTHING)
def test_joining_gives_a_url_on_the_same_parser_or_a_sentence(base: str, reference: str) -> None:
    try:
        joined = urls.join(urls.parse(base), reference)
    except FetchRefused:
        return
    assert urls.parse(joined.text) == joined
