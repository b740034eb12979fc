"""States, transitions, guards, reviews. The only way to move a claim is claims.workflow.moves.move."""
