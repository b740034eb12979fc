"""Where models that were trained here are looked for. The app says it once; without it the shipped model is used."""

from pathlib import Path

_folder: Path | None = None


def look_in(folder: Path) -> None:
    """From now on models are taken from `folder`/detection and `folder`/encoder, where there are any."""
    global _folder  # noqa: PLW0603 - one setting for the process, as Django's own
    _folder = folder


def detection() -> Path | None:
    """The folder of the fast model's own weights; there may be none in it."""
    return _folder / "detection" if _folder else None


def encoder() -> Path | None:
    """The folder of the encoder's weights; there may be none in it."""
    return _folder / "encoder" if _folder else None
