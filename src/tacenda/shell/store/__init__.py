"""Sealed rows of content.db and session.db: rows in, frozen values out, never opened here.

Every function takes the open transaction first. What a row says about itself (its compartment, version, epoch) is a claim: the context
for opening it comes from what was asked, and the seal decides.
"""
