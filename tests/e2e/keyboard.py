"""A person who uses the keyboard alone: what has the focus must be seen, and everything must be reached."""

from playwright.sync_api import Locator, Page

MOST_STOPS = 80
"""How many stops of the Tab key a page may have before something is taken to be out of reach."""

IS_SEEN = """
() => {
  const one = document.activeElement
  const drawn = [one, one.nextElementSibling].filter(Boolean).flatMap(
    (each) => [getComputedStyle(each), getComputedStyle(each, '::before')])
  return drawn.some((style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none')
}
"""
"""Whether what has the focus shows it, by an outline or a shadow: its own, or that of the box drawn for it."""


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, which must be seen at every stop on the way."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(IS_SEEN), f"{page.url}: the focus cannot be seen on {where}"
        if target.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: {target} was not reached by keyboard")


def choose(page: Page, question: str, answer: str) -> None:
    """Reach a question's radio buttons, and go down to the answer with the arrow keys."""
    buttons = page.get_by_role("group", name=question, exact=True).get_by_role("radio")
    reach(page, buttons.first)
    page.keyboard.press("Space")
    wanted = page.get_by_role("group", name=question, exact=True).get_by_role(
        "radio", name=answer, exact=True
    )
    for _step in range(buttons.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{page.url}: {answer!r} was not reached with the arrow keys")


def write(page: Page, box: Locator, text: str) -> None:
    """Reach a box and type into it."""
    reach(page, box)
    page.keyboard.type(text)
