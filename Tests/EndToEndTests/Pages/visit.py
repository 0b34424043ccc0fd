"""Does what a reader does with a page, and says what is wrong: visit.py report|comparison|examples PAGE TITLE"""
import pathlib
import sys

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import Browser

CONTRAST = (pathlib.Path(__file__).parent / "contrast.js").read_text()
kind, page, title = sys.argv[1:]
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)


def press(browser, *keys):
    for key in keys:
        ActionChains(browser.driver).send_keys(key).perform()


def focus(browser):
    return browser.run(
        "const at = document.activeElement, style = getComputedStyle(at);"
        "return {label: at.getAttribute('aria-label') ?? at.textContent, inMap: Boolean(at.closest('.stage')),"
        " outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2}")


def crumbs(browser):
    return browser.run("return [...document.querySelector('.crumbs').querySelectorAll('li')].map((at) => at.textContent)")


def tab_to_map(browser):
    for count in range(80):
        press(browser, Keys.TAB)
        now = focus(browser)
        check(now["outline"], f"the focus can't be seen on '{now['label'][:60]}'")
        if now["inMap"]:
            return now
    failures.append("Tab does not reach the treemap")
    return focus(browser)


def quiet(browser):
    check(browser.complaints() == [], "the console is not empty")
    check(browser.run("return performance.getEntriesByType('resource').length") == 0, "resources were loaded")
    requests = browser.requests()
    check(requests == [], f"requests were sent: {requests[:3]}")
    check(browser.run("return document.title") == title, f"the title is {browser.run('return document.title')!r}")
    check(browser.run("return document.scripts.length") == 2, "there are other scripts")
    check(browser.run("return document.querySelectorAll('img, iframe, [onerror], [onclick]').length") == 0, "names became tags")


def keyboard(browser):
    press(browser, Keys.TAB)
    check("Skip" in focus(browser)["label"], "the first stop is not the skip link")
    first = tab_to_map(browser)
    press(browser, Keys.HOME)
    largest = focus(browser)
    check("directory" in largest["label"], f"the largest tile is {largest['label']}")
    press(browser, Keys.ARROW_RIGHT)
    other = focus(browser)["label"]
    if other == largest["label"]:
        press(browser, Keys.ARROW_DOWN)
        other = focus(browser)["label"]
    check(other != largest["label"] and focus(browser)["inMap"], "arrow keys do not move the focus")
    press(browser, Keys.HOME, Keys.ENTER)
    name = largest["label"].split(",")[0]
    check(crumbs(browser) == ["/", name], f"Enter on {name} leads to {crumbs(browser)}")
    check(focus(browser)["inMap"], "the focus is lost behind Enter")
    press(browser, Keys.ESCAPE)
    check(crumbs(browser) == ["/"], f"Escape leads to {crumbs(browser)}")
    check(focus(browser)["label"] == largest["label"], "the focus is not where it was before Enter")
    press(browser, Keys.ENTER, Keys.BACKSPACE)
    check(crumbs(browser) == ["/"], f"Backspace leads to {crumbs(browser)}")
    press(browser, Keys.ENTER)
    browser.run("document.querySelector('.crumbs button').focus()")
    press(browser, Keys.ENTER)
    check(crumbs(browser) == ["/"], "a breadcrumb does not lead back")
    press(browser, Keys.TAB)
    check(not focus(browser)["inMap"], "Tab does not leave the treemap")


def layers(browser):
    some = "return document.querySelector('.stage [data-layer]').dataset.layer"
    button = "document.querySelector(`button[data-layer='${arguments[0]}']`).focus()"
    count = "return [document.querySelectorAll('.stage .dimmed').length, document.querySelectorAll('.stage [data-layer]:not(.dimmed)').length]"
    stray = "return [...document.querySelectorAll('.stage [data-layer]:not(.dimmed)')].filter((at) => at.dataset.layer !== arguments[0]).length"
    layer = browser.run(some)
    browser.run(button, layer)
    press(browser, Keys.ENTER)
    dimmed, lit = browser.run(count)
    check(dimmed > 0 and lit > 0, f"of the files of layer {layer} {lit} stand out and {dimmed} do not")
    check(browser.run(stray, layer) == 0, "files of other layers stand out")
    check(browser.run("return document.activeElement.getAttribute('aria-pressed')") == "true", "the button is not pressed")
    press(browser, Keys.SPACE)
    check(browser.run(count)[0] == 0, "pressing again does not show all layers")


def tables(browser):
    visible = "const table = document.querySelector('[data-name=\"biggest files\"]'); return [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => [row.cells[0].textContent, Number(row.cells[1].dataset.key)])"
    all_rows = browser.run("return document.querySelector('[data-name=\"biggest files\"]').tBodies[0].rows.length")
    check(len(browser.run(visible)) == 12 and all_rows > 12, f"{len(browser.run(visible))} of {all_rows} rows are shown at first")
    browser.run("document.querySelector('[aria-label=\"Filter biggest files\"]').focus()")
    press(browser, "file-1")
    found = browser.run(visible)
    check(0 < len(found) < all_rows and all("file-1" in row[0] for row in found), f"the filter finds {found}")
    press(browser, Keys.ESCAPE)
    browser.run("document.querySelectorAll('[data-name=\"biggest files\"] .sort')[1].focus()")
    press(browser, Keys.ENTER)
    sizes = [row[1] for row in browser.run(visible)]
    check(sizes == sorted(sizes, reverse=True), "the first press does not sort downwards")
    press(browser, Keys.ENTER)
    upwards = [row[1] for row in browser.run(visible)]
    check(upwards == sorted(upwards) and upwards != sizes, "the second press does not sort upwards")
    browser.run("[...document.querySelectorAll('.all')].find((at) => !at.hidden && at.previousElementSibling.dataset.name === 'biggest files').click()")
    check(len(browser.run(visible)) == all_rows, "not all rows are shown")


def scales(browser):
    sides = "return [...document.querySelectorAll('.stage')].map((at) => at.clientWidth)"
    own = browser.run(sides)
    check(len(own) == 2 and abs(own[0] - own[1]) <= 1, f"the treemaps are {own} wide")
    browser.run("[...document.querySelectorAll('.switch button')].find((at) => at.textContent === 'Same scale').click()")
    same = browser.run(sides)
    check(same[0] == own[0] and same[1] < own[1] / 3, f"in one scale the treemaps are {same} wide")


def overview(browser):
    """The wide table of all images, the keyboard's way to it, and the bars."""
    for _ in range(80):
        press(browser, Keys.TAB)
        check(focus(browser)["outline"], f"the focus can't be seen on '{focus(browser)['label'][:60]}'")
        if focus(browser)["label"] == "Size":
            break
    else:
        failures.append("Tab does not reach the table of all images")
    keys = "return [...document.querySelector('.moves').tBodies[0].rows].filter((row) => row.checkVisibility()).map((row) => Number(row.cells[1].dataset.key))"
    before = browser.run(keys)
    press(browser, Keys.ENTER)
    check(browser.run(keys) == sorted(before, reverse=True), "the first press does not sort downwards")
    press(browser, Keys.ENTER)
    check(browser.run(keys) == sorted(before), "the second press does not sort upwards")
    check(len(before) == browser.run("return document.querySelectorAll('.bars li').length") / 4, "images have no four bars each")
    bars = browser.run("return [...document.querySelectorAll('.bars')].map((at) => Math.max(...[...at.querySelectorAll('rect')].map((bar) => bar.width.baseVal.value)))")
    check(all(longest == 100 for longest in bars), f"the longest bars are {bars}")
    browser.open(width=400)
    places = "const cell = document.querySelector('.moves').rows[1].cells[arguments[0]]; return Math.round(cell.getBoundingClientRect().left)"
    first, last = browser.run(places, 0), browser.run(places, 12)
    check(last > 400, "the table is not wider than a narrow screen")
    browser.run("document.querySelector('.moves').closest('.scroll').scrollLeft = 10000")
    check(browser.run(places, 0) == first and 0 < browser.run(places, 12) < 400, "the columns do not move below the first")


def appearance(browser):
    grounds = {}
    for scheme in ("light", "dark"):
        browser.open(scheme=scheme)
        grounds[scheme] = browser.run("return getComputedStyle(document.body).backgroundColor")
        seen = browser.run(CONTRAST)
        check(seen["ratio"] >= 4.5 and seen["count"] > 50, f"{scheme}: contrast {seen['ratio']:.2f} of '{seen['text']}'")
        other = "dark" if scheme == "light" else "light"
        browser.run(f"document.querySelector('[data-choice={other}]').click()")
        seen = browser.run(CONTRAST)
        check(seen["ratio"] >= 4.5, f"{other} chosen: contrast {seen['ratio']:.2f} of '{seen['text']}'")
        browser.run("document.querySelector('[data-choice=auto]').click()")
    check(grounds["light"] != grounds["dark"], "light and dark are the same")
    for width in (400, 320, 760):
        browser.open(width=width)
        wide = browser.run("return document.documentElement.scrollWidth")
        check(wide <= width, f"at {width} pixels the page is {wide} wide")


def without_scripts(browser):
    browser.open()
    expected = browser.run("return [...document.querySelectorAll('.figures strong, .changes, h2')].map((at) => at.textContent).filter(Boolean)")
    browser.open(scripts=False)
    text = browser.run("return document.body.innerText")
    for one in expected:
        check(one.split("\n")[0] in text, f"'{one}' is not there without scripts")
    check(browser.run("return [...document.querySelectorAll('figure')].every((at) => !at.checkVisibility())"), "an empty treemap is shown")
    check(browser.run("return [...document.querySelectorAll('tr')].every((at) => at.checkVisibility())"), "rows are hidden")


with Browser(page) as browser:
    browser.open()
    steps = {"report": [keyboard, layers, tables], "comparison": [scales], "examples": [overview]}[kind]
    for step in [quiet, *steps, quiet]:
        step(browser)
    appearance(browser)
    without_scripts(browser)
for failure in dict.fromkeys(failures):
    print(failure)
sys.exit(1 if failures else 0)
