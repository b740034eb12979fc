"""From a claim to its evidence: finders propose passages, people attach sources and decide what counts."""
