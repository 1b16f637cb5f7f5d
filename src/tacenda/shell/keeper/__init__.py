"""The keeper: shares, peppers, the directory and the ledger, in a file of their own. Could live alone."""
