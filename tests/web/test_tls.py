"""Certificates are checked against the name, while the connection goes to the vetted address."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claims.web import wire
from claims.web.fetch import Fetched, FetchFailed, FetchRefused, FetchTryAgain, fetch
from claims.web.limits import Limits
from tests.web.sites import Internet, Site, moved, page

PATIENT = Limits(connect_s=10, read_s=10, total_s=30)  # nothing here waits, but machines can be busy
PUBLIC = "93.184.216.34"
ServeAs = Callable[..., Site]


def openssl(*arguments: str, cwd: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=cwd, check=True, capture_output=True)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a throw-away certificate authority, and certificates that it signed."""
    folder = tmp_path_factory.mktemp("authority")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", "-days", "2", cwd=folder
    )
    for name, alternative, days in (
        ("news", "DNS:news.example,DNS:*.wild.example", "2"),
        ("other", "DNS:other.example", "2"),
        ("address", f"IP:{PUBLIC}", "2"),
        ("expired", "DNS:news.example", "-1"),
    ):
        (folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\n")
        openssl("req", "-new", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", "/CN=x", cwd=folder)
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", days, "-extfile", f"{name}.ext", "-out", f"{name}.pem", cwd=folder)  # fmt: skip
    openssl("req", "-x509", *key, "-keyout", "self.key", "-out", "self.pem", "-subj", "/CN=news.example",
            "-addext", "subjectAltName=DNS:news.example", "-days", "2", cwd=folder)  # fmt: skip
    return folder


@pytest.fixture
def serve_as(authority: Path, internet: Internet, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServeAs]:
    """Opens the one site behind PUBLIC, which shows the named certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    wire.trust.cache_clear()
    sites: list[Site] = []

    def serve(name: str, answers: dict[str, bytes] | None = None, newest: ssl.TLSVersion | None = None) -> Site:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority / f"{name}.pem", authority / f"{name}.key")
        if newest is not None:
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = newest
            context.set_ciphers("DEFAULT@SECLEVEL=0")
        site = Site({**(answers or {"/": page()})}, tls=context)
        context.sni_callback = lambda sock, asked, ctx: site.sni.append(asked)
        sites.append(site)
        internet.sites[PUBLIC] = site
        return site

    yield serve
    for site in sites:
        site.close()
    monkeypatch.undo()
    wire.trust.cache_clear()


def got(url: str, internet: Internet) -> Fetched:
    host = url.split("/")[2]
    internet.names.setdefault(host, [[PUBLIC]])
    return fetch(url, limits=PATIENT, resolver=internet.resolve)


@pytest.mark.parametrize("host", ["news.example", "a.wild.example"])
def test_the_certificate_is_for_the_name_and_the_name_is_asked_for(
    host: str, serve_as: ServeAs, internet: Internet
) -> None:
    site = serve_as("news")
    fetched = got(f"https://{host}/", internet)
    assert fetched.ip_address == PUBLIC
    assert internet.dialled == [(PUBLIC, 443)]
    assert site.sni == [host]
    assert f"Host: {host}\r\n".encode() in site.requests[0]


@pytest.mark.parametrize("certificate", ["other", "address", "expired", "self"])
def test_a_wrong_expired_or_home_made_certificate_is_refused(
    certificate: str, serve_as: ServeAs, internet: Internet
) -> None:
    site = serve_as(certificate)
    with pytest.raises(FetchFailed, match="security certificate is not valid"):
        got("https://news.example/", internet)
    assert site.requests == []


def test_an_address_in_the_url_needs_a_certificate_for_the_address(serve_as: ServeAs, internet: Internet) -> None:
    serve_as("address")
    assert got(f"https://{PUBLIC}/", internet).status == 200
    serve_as("news")
    with pytest.raises(FetchFailed, match="security certificate"):
        got(f"https://{PUBLIC}/", internet)


def test_a_secure_site_may_not_send_us_to_an_insecure_one(serve_as: ServeAs, internet: Internet) -> None:
    site = serve_as("news", {"/": moved("http://news.example/plain")})
    with pytest.raises(FetchRefused, match="secure address to an insecure one"):
        got("https://news.example/", internet)
    assert len(site.requests) == 1


def test_a_hop_to_another_name_needs_that_name_s_certificate(serve_as: ServeAs, internet: Internet) -> None:
    serve_as("news", {"/": moved("https://other.example/")})
    internet.names["other.example"] = [[PUBLIC]]
    with pytest.raises(FetchFailed, match=r"other\.example could not prove"):
        got("https://news.example/", internet)


def test_a_site_that_speaks_no_tls_is_told(internet: Internet, open_site: Callable[..., Site]) -> None:
    internet.sites[PUBLIC] = open_site({"/": page()})
    site = internet.sites[PUBLIC]
    site.greeting = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    with pytest.raises(FetchFailed, match="No secure connection"):
        got("https://news.example/", internet)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
def test_old_tls_is_refused(serve_as: ServeAs, internet: Internet) -> None:
    serve_as("news", newest=ssl.TLSVersion.TLSv1_1)
    with pytest.raises((FetchFailed, FetchTryAgain)):
        got("https://news.example/", internet)


def test_session_keys_are_never_written_down(
    serve_as: ServeAs, internet: Internet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    serve_as("news")
    assert got("https://news.example/", internet).status == 200
    assert not (tmp_path / "keys").exists()


def test_the_trust_of_the_door_checks_certificate_and_name() -> None:
    context = wire.trust()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
