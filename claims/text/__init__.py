"""Plain-text tools: sentences, tokens, numbers, dates, fingerprints, anchors. No Django, no network."""
