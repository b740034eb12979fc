"""Where a model of stance that was trained here is looked for. The app says it once; else one ships."""

from __future__ import annotations

from pathlib import Path

from claims.evidence.stance import model
from claims.evidence.stance.model import Model

_folder: Path | None = None


def look_in(folder: Path) -> None:
    """From now on the model in `folder`/stance is used, where there is one."""
    global _folder  # noqa: PLW0603 - one setting for the process, as Django's own
    _folder = folder / "stance"


def in_use() -> Model | None:
    """The desk's own model, else the one that ships, else none: the rules then decide alone. Raises Refused."""
    for folder in (_folder, model.SHIPPED):
        if folder is not None and model.is_in(folder):
            return model.load(folder)
    return None
