"""Runs the whole system on one machine: `python -m factcheck.run`. Django is not needed here, only its commands."""
