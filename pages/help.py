"""The words of this dashboard in both languages."""

from pages.parts import shell

page = shell.open_page("Help", needs_release=False)
