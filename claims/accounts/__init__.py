"""Who gets in: invitations, roles and their record, sessions, second steps, and how allauth is told all that."""
