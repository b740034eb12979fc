"""From the text of an article to the claims in it. Pure modules first; only claims.py touches rows."""
