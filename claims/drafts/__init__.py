"""A draft before it is published, checked on the spot for people and for programs. Nothing of it is stored here."""
