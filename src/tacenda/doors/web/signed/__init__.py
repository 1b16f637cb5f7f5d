"""Signed forms as pages show them: the words for what stands on them, and what is asked for a new one."""
