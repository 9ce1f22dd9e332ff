"""What a person at the screen does and sees, in the words of the tests."""

import re

SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.getAttribute('data-test-script-state') !== 'running'
        && app.getAttribute('data-test-connection-state') === 'CONNECTED'
        && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
}"""


class Visitor:
    """One browser page with its own cookies and cache."""

    def __init__(self, page, app):
        self.page = page
        self.app = app

    def open(self, path=""):
        self.page.goto(path if path.startswith("http") else f"{self.app}/{path}")
        self.settle()

    def settle(self, *, timeout=30_000):
        """Wait until Streamlit has finished this run and shows nothing stale."""
        self.page.wait_for_selector('[data-testid="stApp"]', timeout=timeout)
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(SETTLED, timeout=timeout)

    @property
    def url(self):
        return self.page.url

    def text(self):
        """What is readable on the screen, without what is folded away."""
        return self.page.locator('[data-testid="stApp"]').inner_text()

    def main_text(self):
        return self.page.locator('[data-testid="stMain"]').inner_text()

    def english_left(self, *, allowed):
        """Words of Latin letters on the screen that the allow-list does not hold."""
        words = re.findall(r"[A-Za-z][A-Za-z.'’-]*", self.text())
        return sorted({word for word in words if word.strip(".'’-").lower() not in allowed})
