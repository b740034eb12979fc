"""What an operator asks of the desk: backups, health, figures, findings. The desk knows nothing of it."""
