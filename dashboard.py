"""The front door: where the bank stands, and the state of the data behind it."""

from pages.parts import shell

page = shell.open_page("Overview")
