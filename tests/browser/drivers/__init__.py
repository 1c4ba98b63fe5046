"""Three browsers behind one small interface: Chromium by Playwright, Firefox by WebDriver BiDi, WebKit by WebDriver."""
