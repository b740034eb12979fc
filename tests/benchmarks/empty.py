"""A task that does nothing, as the reference."""

from celery import shared_task


@shared_task(name="tests.benchmarks.empty.nothing", ignore_result=True)
def nothing() -> None:
    return None
