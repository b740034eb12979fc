"""The pictures and tables of the page of insights. What they show is counted in claims.insights."""
