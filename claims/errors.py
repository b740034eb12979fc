"""The three ways in which work stops. Every sentence is written for the person who reads it."""


class Refused(Exception):
    """The rules say no. `sentence` says why and what to do about it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Stale(Refused):
    """Somebody changed the thing in the meantime: answered 409 with what they changed."""


class TryAgain(Exception):
    """A passing trouble: the job is tried again later with backoff."""

    def __init__(self, sentence: str, *, after_s: float | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.after_s = after_s
