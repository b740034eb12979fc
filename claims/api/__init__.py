"""What programs see: /api/v1/. Parses, calls the workflow and its rooms, answers; no rule of its own but tokens'."""
