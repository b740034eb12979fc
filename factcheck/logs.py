"""How lines of the log look: JSON for machines or readable; both with the id of the request, both scrubbed."""

import logging
import traceback
from typing import Any

import structlog

Event = dict[str, Any]
#: What may be given as the level of what is logged, in any case.
LEVELS = ("debug", "info", "warning", "warn", "error", "critical", "fatal")
#: Every control character and every separator of lines, written out.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


def _exception(_logger: Any, _name: str, event: Event) -> Event:
    """Where it broke, and the first line of what was said: databases go on with the values of the row."""
    record = event.get("_record")
    info = record.exc_info if isinstance(record, logging.LogRecord) else None
    if info and info[1] is not None:
        error = info[1]
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        event["at"] = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-12:]))
    event.pop("exc_info", None)
    return event


def _drop_extras(_logger: Any, _name: str, event: Event) -> Event:
    """Django hands the whole request along; of what is handed along only plain facts stay."""
    return {key: value for key, value in event.items() if value is None or isinstance(value, str | int | float | bool)}


def _one_line(_logger: Any, _name: str, event: Event) -> Event:
    """Nobody ends a line, or moves about on a terminal, by what they are called or what they wrote."""
    return {key: value.translate(_CONTROLS) if isinstance(value, str) else value for key, value in event.items()}


def configuration(*, level: str, is_json: bool, scrub: Any) -> Event:
    """For Django's LOGGING. `scrub`: a processor of structlog that sees each line last."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if is_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    before = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(["person", "outcome", "reason", "attempts", "ms"]),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception,
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": before,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _drop_extras,
            scrub,
            _one_line,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": "INFO"},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            # It brings a handler of its own, whose lines look otherwise
            "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # It warns of every answer to HEAD, whose body it leaves out as it should
            "gunicorn.http.wsgi": {"level": "ERROR"},
        },
    }
