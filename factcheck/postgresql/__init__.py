"""Django's backend of PostgreSQL, for which pages do not wait without end."""
