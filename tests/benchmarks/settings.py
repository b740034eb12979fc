"""The site's settings with one more address: a view that returns a constant."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
