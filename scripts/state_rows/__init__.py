"""Rules and cases of the states that stand in one table, made subject by subject; `law_rows.py` writes them."""
