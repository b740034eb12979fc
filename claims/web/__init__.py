"""The one door to the network: addresses, URLs, fetching. Plain values in and out; no Django, no database."""
