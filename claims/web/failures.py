"""The three ways in which a fetch ends without a page. Sentences never quote the other server's pages."""

from claims.errors import Refused, TryAgain


class FetchRefused(Refused):
    """We do not go there: the scheme, port, name, address or redirect is not allowed."""


class FetchFailed(Refused):
    """We went there, and there is no page to be had: dead, forbidden, too large, broken, of a wrong kind."""


class FetchGone(FetchFailed):
    """There is nothing at this address: 404, 410, or no site of this name."""


class FetchTryAgain(TryAgain):
    """It may work later: a timeout, a dropped connection, 5xx, 429. `after_s` is the wait the site asks for."""
