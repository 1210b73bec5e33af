"""What RGAA asks of a page and axe does not look at: each page of the demo that is shown."""

import pytest
from examples.demo.screenshots import SHOTS, Shot, address_of
from playwright.sync_api import Browser, Page
from tests.journeys.conftest import Demo
from tests.web.browser import NESTED, TOO_WIDE, chromium

pytestmark = pytest.mark.xdist_group("demo")

STRUCTURE = """() => {
    const told = [];
    const each = (selector, is_wrong, what) => {
        for (const one of document.querySelectorAll(selector))
            if (is_wrong(one)) told.push(what + ': ' + one.outerHTML.slice(0, 120));
    };
    const named = one => (one.getAttribute('aria-label') || one.textContent).trim() !== '';
    each('table', one => !(one.caption && one.caption.textContent.trim()), 'no caption');
    each('th', one => !one.scope, 'header without a scope');
    each('svg', one => one.getAttribute('aria-hidden') !== 'true'
        && !(one.getAttribute('role') === 'img' && (one.getAttribute('aria-labelledby')
             || one.getAttribute('aria-label'))), 'image that is neither named nor hidden');
    each('img', one => !one.hasAttribute('alt'), 'image without an alternative');
    each('fieldset', one => !one.querySelector(':scope > legend'), 'group without a legend');
    each('input:not([type=hidden]), select, textarea',
        one => !one.labels.length && !one.getAttribute('aria-labelledby')
            && !one.getAttribute('aria-label'), 'field without a label');
    each('a[href], button', one => !named(one), 'link or button without a name');
    each('[style]', () => true, 'inline style');
    each('[tabindex]', one => one.tabIndex > 0, 'order of focus');
    each('ul > *, ol > *', one => !['LI', 'SCRIPT', 'TEMPLATE'].includes(one.tagName), 'list');
    const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) told.push('twice: ' + id);
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
        .map(one => Number(one.tagName[1]));
    if (levels.filter(one => one === 1).length !== 1) told.push('headings: ' + levels);
    levels.forEach((one, at) => {
        if (at && one > levels[at - 1] + 1) told.push('headings: ' + levels);
    });
    if (!document.documentElement.lang) told.push('no language');
    if (!document.title.trim()) told.push('no title');
    if (document.querySelectorAll('main').length !== 1) told.push('no main');
    const first = document.querySelector('a[href], button, input');
    const target = first && first.hash && document.querySelector(first.hash);
    if (!target) told.push('no link to the content first');
    return told;
}"""
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
"""What WCAG 1.4.12 (RGAA 10.12) lets a reader do."""
LARGE = "() => { document.documentElement.style.fontSize = '200%' }"
CUT = """() => [...document.querySelectorAll('main *')]
    .filter(one => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX)
        && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
        && !one.closest('.gb-hidden'))
    .map(one => one.outerHTML.slice(0, 120))"""
UNSEEN = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one), near = getComputedStyle(one, '::after');
    const seen = [style, near].some(s => parseFloat(s.outlineWidth) >= 2
        && s.outlineStyle !== 'none');
    const around = one.closest('.gb-card, li, label');
    const held = around && parseFloat(getComputedStyle(around).outlineWidth) >= 2
        && getComputedStyle(around).outlineStyle !== 'none';
    return seen || held ? '' : one.outerHTML.slice(0, 120);
}"""
MOST_STOPS = 40
WIDE = 600


def faults(page: Page, *, is_phone: bool) -> list[str]:
    """Return what is wrong with *page*, one line each.

    Twice as large is asked of a window of 1280 pixels, which is a telephone's then.
    """
    told: list[str] = page.evaluate(STRUCTURE)
    told += [f"one in another: {one}" for one in page.evaluate(NESTED)]
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        unseen = page.evaluate(UNSEEN)
        if unseen is None:
            break
        if unseen:
            told.append(f"focus is not seen: {unseen}")
    changes = [(SPACED, "spacing"), *([] if is_phone else [(LARGE, "200 %")])]
    for change, what in changes:
        page.evaluate(change)
        told += [f"{what} cuts: {one}" for one in page.evaluate(CUT)]
        if page.evaluate(TOO_WIDE) > 0:
            told.append(f"{what} makes it too wide")
    return told


def opened(browser: Browser, demo: Demo, shot: Shot) -> Page:
    """Return the page of *shot*."""
    page = browser.new_page(viewport={"width": shot.size[0], "height": shot.size[1]})
    page.request.post(f"{demo.portal}/connexion", form={"person": shot.person})
    answer = page.goto(address_of(page, demo.portal, shot))
    assert answer is not None
    assert answer.ok, shot.name
    return page


def test_each_page_that_is_shown_keeps_to_what_axe_does_not_see(demo: Demo) -> None:
    """Structure, focus, larger text and more space between: at the size of its picture."""
    with chromium() as browser:
        told = [
            f"{shot.name}: {fault}"
            for shot in SHOTS
            for fault in faults(opened(browser, demo, shot), is_phone=shot.size[0] < WIDE)
        ]

    assert told == []
