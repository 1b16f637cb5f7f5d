"""The law kernel: facts in, decision out, with its reasons."""
