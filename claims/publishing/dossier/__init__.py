"""The dossier: everything behind a verdict as one folder or zip that a stranger can check."""
