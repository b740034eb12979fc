"""Errors that nobody foresaw, told to Sentry where SENTRY_DSN is set: where it broke, and nothing that people wrote."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.transport import Transport
from sentry_sdk.utils import Dsn

from factcheck.environment import BadEnvironment
from factcheck.scrubbing import scrubbed

#: Of a request only these are told; its address stands without query.
_TOLD_OF_REQUEST = ("method", "url")


def start(dsn: str, *, environment: str, transport: type[Transport] | None = None) -> None:
    """Without a DSN nothing is sent, and nothing is set up."""
    if not dsn:
        return
    try:
        Dsn(dsn)
    except ValueError:
        raise BadEnvironment(
            "SENTRY_DSN is no address of Sentry: copy the one that it shows for the project."
        ) from None
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        transport=transport,
        default_integrations=True,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(), CeleryIntegration()],
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=None,
        server_name="",
        before_send=before_send,
    )


def before_send(event: Any, _hint: dict[str, Any]) -> Any:
    """What leaves the house: exceptions with their places, the id of the request, the release. All texts scrubbed."""
    request = event.get("request") or {}
    told = {name: request[name] for name in _TOLD_OF_REQUEST if name in request}
    if "url" in told:
        told["url"] = told["url"].partition("?")[0]
    event["request"] = told
    for name in ("user", "breadcrumbs", "extra", "modules", "logentry"):
        event.pop(name, None)
    event["contexts"] = {name: each for name, each in event.get("contexts", {}).items() if name in {"runtime", "trace"}}
    for exception in (event.get("exception") or {}).get("values", []):
        exception["value"] = str(exception.get("value", "")).partition("\n")[0]
        for frame in (exception.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    return _scrubbed(event)


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, dict):
        return {key: _scrubbed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(each) for each in value]
    return value
