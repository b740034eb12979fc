"""A newsroom of any size, written in bulk: for weighing its pages and timing them, never for testing rules."""
