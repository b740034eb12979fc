"""Measurements, run by `make bench`. They print figures and ratios to a reference in the same run; nothing is asserted
about speed, because machines differ and are shared."""
