"""Checks that other newsrooms published: read from feeds, pages and lines, and kept as FactCheck rows."""
