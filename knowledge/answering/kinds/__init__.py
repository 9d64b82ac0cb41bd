"""Kinds of questions that are answered otherwise than by the sentence that tells.

What is new, who wrote or published something, what somebody wrote, lists, and what asks nothing.
"""
