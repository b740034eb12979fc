"""The demonstration newsroom: what stands in seeds/, imported and walked through the real transitions."""
