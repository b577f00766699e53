"""Screens over the main one: the open dialog, the lesson's text, help."""
