"""Sealed rows of content.db and session.db: rows in, frozen values out, never opened here."""
