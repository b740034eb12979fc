"""Rule S1: nothing inside is reached, in whatever form, by whatever record, on the first address or on a hop."""

from collections.abc import Iterator

import pytest

from claims.web.fetch import FetchRefused, fetch
from claims.web.limits import Limits
from tests.web import ranges
from tests.web.sites import Internet, Site, moved, page

PATIENT = Limits(connect_s=10, read_s=10, total_s=30)  # nothing here waits, but machines can be busy
PUBLIC = "93.184.216.34"
PUBLIC_V6 = "2606:4700:4700::1111"
CLOSED = ranges.CLOSED_V4_ADDRESSES + ranges.CLOSED_V6_ADDRESSES
MAPPED = [text for address in ("127.0.0.1", "169.254.169.254") for text in ranges.disguises(address).values()]


def refusal(url: str, internet: Internet) -> str:
    with pytest.raises(FetchRefused) as caught:
        fetch(url, limits=PATIENT, resolver=internet.resolve)
    return caught.value.sentence


@pytest.mark.parametrize("address", CLOSED)
def test_a_closed_address_in_the_url_is_refused_unseen_however_it_is_written(address: str, internet: Internet) -> None:
    hosts = {"literal": f"[{address}]"} if ":" in address else ranges.spellings(address)
    for way, host in hosts.items():
        assert "private or reserved network" in refusal(f"http://{host}/", internet), way
    assert internet.asked == internet.dialled == []


@pytest.mark.parametrize(
    "answers",
    [lambda closed: [closed], lambda closed: [PUBLIC, closed], lambda closed: [closed, PUBLIC_V6]],
    ids=["alone", "after a public one", "before a public one"],
)
@pytest.mark.parametrize("closed", CLOSED + MAPPED)
def test_a_name_with_a_closed_answer_is_refused_unseen(closed: str, answers: object, internet: Internet) -> None:
    assert callable(answers)
    internet.names["news.example"] = [answers(closed)]
    assert "private or reserved network" in refusal("http://news.example/", internet)
    assert "private or reserved network" in refusal("https://news.example/", internet)
    assert internet.dialled == []


@pytest.fixture
def front(internet: Internet) -> Iterator[Site]:
    """A public site that sends readers wherever `/` is told to."""
    site = Site()
    internet.names["news.example"] = [[PUBLIC]]
    internet.sites[PUBLIC] = site
    yield site
    site.close()


@pytest.mark.parametrize("closed", CLOSED)
def test_a_hop_to_a_closed_address_is_refused(closed: str, internet: Internet, front: Site) -> None:
    host = f"[{closed}]" if ":" in closed else closed
    front.answers["/"] = moved(f"http://{host}/latest/meta-data/")
    assert "private or reserved network" in refusal("http://news.example/", internet)
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("closed", CLOSED)
def test_a_hop_to_a_name_with_a_closed_answer_is_refused(closed: str, internet: Internet, front: Site) -> None:
    internet.names["inside.example"] = [[PUBLIC, closed]]
    front.answers["/"] = moved("http://inside.example/")
    assert "private or reserved network" in refusal("http://news.example/", internet)
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("hop", range(1, 6))
def test_every_hop_is_judged_not_only_the_first(hop: int, internet: Internet, front: Site) -> None:
    for n in range(hop):
        front.answers["/" if n == 0 else f"/{n}"] = moved(f"/{n + 1}")
    front.answers["/" if hop == 1 else f"/{hop - 1}"] = moved("http://127.0.0.1/")
    assert "private or reserved network" in refusal("http://news.example/", internet)
    assert len(internet.dialled) == hop


@pytest.mark.parametrize(
    "name", ["localhost", "metadata.google.internal", "db", "printer.local", "LOCALHOST", "x.internal."]
)
def test_names_of_inner_networks_are_not_even_looked_up(name: str, internet: Internet) -> None:
    internet.names[name.lower().rstrip(".")] = [[PUBLIC]]
    assert "private or reserved network" in refusal(f"http://{name}/", internet)
    assert internet.asked == []


@pytest.mark.parametrize("port", [22, 25, 81, 3306, 5432, 6379, 8000, 8080, 8443, 65535])
def test_only_the_ports_of_the_web_are_open(port: int, internet: Internet) -> None:
    internet.names["news.example"] = [[PUBLIC]]
    assert "port" in refusal(f"http://news.example:{port}/", internet)
    assert internet.asked == []


def test_a_hop_to_another_port_is_refused(internet: Internet, front: Site) -> None:
    front.answers["/"] = moved("http://news.example:6379/")
    assert "port" in refusal("http://news.example/", internet)


def test_a_name_that_changes_its_answer_is_dialled_where_it_was_judged(internet: Internet, front: Site) -> None:
    front.answers["/"] = page()
    internet.names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
    fetched = fetch("http://rebind.example/", limits=PATIENT, resolver=internet.resolve)
    assert fetched.ip_address == PUBLIC
    assert internet.asked == ["rebind.example"]
    assert internet.dialled == [(PUBLIC, 80)]


def test_a_refusal_says_nothing_about_what_was_found(internet: Internet, front: Site) -> None:
    front.answers["/"] = moved("http://inside.example/")
    internet.names["inside.example"] = [["10.11.12.13"]]
    sentence = refusal("http://news.example/", internet)
    assert "10.11.12.13" not in sentence
    assert "secret of the moved page" not in sentence


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "data", "javascript", "dict", "ldap", "ws", "view-source"])
def test_other_schemes_are_refused_first_and_on_a_hop(scheme: str, internet: Internet, front: Site) -> None:
    front.answers["/"] = moved(f"{scheme}://{PUBLIC}/etc/passwd")
    assert "https://" in refusal(f"{scheme}://{PUBLIC}/etc/passwd", internet)
    assert "https://" in refusal("http://news.example/", internet)
