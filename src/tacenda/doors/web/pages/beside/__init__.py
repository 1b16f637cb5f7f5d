"""Pages of people who stand beside a client: whom the client trusts, or who speaks for them."""
