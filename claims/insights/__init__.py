"""What the newsroom counts about its work and its machine, never about one reviewer. Draws nothing."""
