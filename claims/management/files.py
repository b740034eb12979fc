"""Files named on a command line: their bytes, or one sentence on why there are none."""

import sys
from pathlib import Path

from claims.errors import Refused
from claims.importing.decoding import MAX_BODY_BYTES

STDIN = "-"


def read(name: str) -> bytes:
    """The bytes of a file, of standard input for "-". One byte too many shows extraction that it is too large.

    Raises Refused where there is no such file, or it is a folder, or may not be read.
    """
    if name == STDIN:
        return sys.stdin.buffer.read(MAX_BODY_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BODY_BYTES + 1)
    except (FileNotFoundError, ValueError):  # a name with a zero byte in it is no name either
        raise Refused(
            f"There is no file {printable(name)}; give the path of an article, or - to read standard input."
        ) from None
    except IsADirectoryError:
        raise Refused(f"{printable(name)} is a folder; give the paths of the files in it.") from None
    except OSError as error:
        raise Refused(
            f"{printable(name)} could not be read ({error.strerror}); check the path and its permissions."
        ) from None


def basename(name: str) -> str:
    """The last part of a file's path, by which its kind may be told; "" for standard input."""
    return "" if name == STDIN else Path(name).name


def printable(name: str) -> str:
    """A file's name as it can be printed: to the system names are bytes, and need not be UTF-8."""
    return name.encode("utf-8", "replace").decode()
