"""Referral packs: one frozen version of a case, made into paper (P11, decisions 23 to 25).

What a pack says is `contents`; the rest makes it, and needs nothing else: no database, no web request.
"""
