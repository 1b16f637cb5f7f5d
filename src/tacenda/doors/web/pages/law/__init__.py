"""Pages about the law: what may I disclose, someone may be hurt, a paper arrived, what was kept, what clients are told."""
