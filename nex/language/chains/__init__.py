"""Chains of calls in English, both ways: what a reply holds, where it goes, what is asked for."""
