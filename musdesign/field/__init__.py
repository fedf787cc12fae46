"""Field data: household surveys and meter readings, and what they say about the design."""
