"""The JSON door under /v1, with OpenAPI."""
