"""Unpacking within bounds."""

import gzip
import random
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.web import inflate
from claims.web.inflate import Broken, Inflater, TooBig

TEXT = " ".join(f"Toll number {n} rose by {n * 7919 % 1013} pence." for n in range(20_000)).encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def in_pieces(packed: bytes, size: int, encoding: str = "gzip", **bounds: int) -> bytes:
    inflater = Inflater(encoding, **{"max_bytes": 25_000_000, "max_ratio": 100, **bounds})
    return b"".join(inflater.unpacked(packed[at : at + size] for at in range(0, len(packed), size)))


@pytest.mark.parametrize("size", [1, 2, 3, 17, 1000, 10_000_000])
@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)]
)
def test_what_was_packed_comes_out_whatever_the_pieces(encoding: str, pack: object, size: int) -> None:
    assert callable(pack)
    assert in_pieces(pack(TEXT), size, encoding) == TEXT


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=5), st.integers(1, 100), st.integers(0, 9))
def test_chained_members_are_one_document(parts: list[bytes], size: int, level: int) -> None:
    packed = b"".join(gzip.compress(part, level) for part in parts)
    assert in_pieces(packed, size) == b"".join(parts)


@pytest.mark.parametrize("n_bytes", [262_143, 262_144, 262_145, 524_288, 524_289, 786_432])
@pytest.mark.parametrize("size", [7, 65_536])
def test_nothing_is_lost_at_the_edges_of_a_step(n_bytes: int, size: int) -> None:
    data = bytes(n_bytes)
    assert in_pieces(gzip.compress(data), size, max_ratio=10_000) == data


@pytest.mark.parametrize("n_bytes", [262_144 + 21, 262_144 + 22, 524_288 + 5, 524_288 + 12])
def test_output_that_waits_inside_zlib_is_fetched(n_bytes: int) -> None:
    data = bytes(n_bytes)  # at these sizes a raw stream is used up before its last bytes are out
    assert in_pieces(raw_deflate(data), 65_536, "deflate", max_ratio=10_000) == data


@pytest.mark.parametrize("size", [1, 100])
@pytest.mark.parametrize("padding", [b"\0", b"\0" * 512, b"x", b"\x1f", b"garbage that follows"])
def test_padding_after_the_end_is_ignored(padding: bytes, size: int) -> None:
    assert in_pieces(gzip.compress(b"Tolls rose.") + padding, size) == b"Tolls rose."


def test_nothing_packed_is_nothing() -> None:
    assert in_pieces(b"", 1) == b""
    assert inflate.gunzip(gzip.compress(b"")) == b""


@pytest.mark.parametrize("packed", [b"\x1f", b"\x1f\x8b", gzip.compress(TEXT)[:-9], gzip.compress(TEXT)[:-1]])
def test_a_stream_that_ends_too_early_is_noticed(packed: bytes) -> None:
    with pytest.raises(Broken, match="ends too early"):
        inflate.gunzip(packed)


@pytest.mark.parametrize("packed", [b"plain words", b"\x1f\x8bnot really", gzip.compress(TEXT)[:-8] + bytes(8)])
def test_damage_is_noticed(packed: bytes) -> None:
    with pytest.raises(Broken, match="damaged"):
        inflate.gunzip(packed)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_ten_megabytes_of_zeros_are_taken_for_a_bomb(encoding: str) -> None:
    packed = (gzip.compress if encoding == "gzip" else zlib.compress)(bytes(10_000_000))
    with pytest.raises(TooBig, match="far more than it should"):
        in_pieces(packed, 65_536, encoding)


def test_a_document_may_be_as_large_as_the_limit_and_not_a_byte_larger() -> None:
    packed = gzip.compress(TEXT)
    assert inflate.gunzip(packed, max_bytes=len(TEXT)) == TEXT
    with pytest.raises(TooBig, match="larger than"):
        inflate.gunzip(packed, max_bytes=len(TEXT) - 1)


def test_a_bomb_takes_little_memory() -> None:
    packed = gzip.compress(bytes(200_000_000), 1)
    tracemalloc.start()
    try:
        with pytest.raises(TooBig):
            inflate.gunzip(packed, max_ratio=10_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000  # the limit of 25 MB and a step


def test_many_empty_members_are_refused_instead_of_burning_time() -> None:
    with pytest.raises(Broken):
        inflate.gunzip(gzip.compress(b"") * 5000)


def test_gzip_in_gzip_is_refused() -> None:
    with pytest.raises(Broken, match="more than once"):
        inflate.gunzip(gzip.compress(gzip.compress(TEXT)))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(1, 50), st.sampled_from(["gzip", "deflate"]))
def test_no_bytes_crash_it(data: bytes, size: int, encoding: str) -> None:
    with suppress(Broken, TooBig):
        in_pieces(data, size, encoding)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_flipped_bytes_never_come_out_as_another_document(place: int, value: int) -> None:
    """Some mean nothing: the time of the header, and what fills up the first byte of a part that is stored as it is."""
    document = random.Random(7).randbytes(5000)
    packed = bytearray(gzip.compress(document))
    packed[place % len(packed)] = value
    with suppress(Broken, TooBig):
        assert inflate.gunzip(bytes(packed)) == document
