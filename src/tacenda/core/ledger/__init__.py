"""What is signed and what is written down: statements, entries, tree, checkpoints, proofs, and their verification."""
