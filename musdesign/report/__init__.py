"""Show and save results: terminal tables, the JSON document and its schema, files."""
