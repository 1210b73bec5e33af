"""Holds a page that was shown to what it promises, in a real browser.

A page is loaded once as the portal sent it, with its headers: other widths and colours are put
before it without loading it again.  axe looks at all rules once, and at those of colours again
where the colours are others; nothing of the rest depends on them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Browser, Page, Route
from tests.web.browser import NESTED, TOO_WIDE, axe_source
from tests.web.walking import Shown

HOST: Final = "http://audit.test"
WIDTHS: Final = (1280, 768, 320)
_HEADERS: Final = ("Content-Security-Policy", "Content-Type", "Referrer-Policy")
_OF_COLOURS: Final = ["color-contrast", "link-in-text-block"]
_PICTURE: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'

STRUCTURE: Final = """() => {
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
    each('script:not([src]):not([nonce])', () => true, 'inline script');
    each('[onclick], [onchange], [onsubmit]', () => true, 'inline handler');
    each('[tabindex]', one => one.tabIndex > 0, 'order of focus');
    each('a, button, input:not([type=hidden]), select, textarea, summary',
        one => one.tabIndex < 0, 'not reached by keys');
    each('ul > *, ol > *', one => !['LI', 'SCRIPT', 'TEMPLATE'].includes(one.tagName), 'list');
    const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) told.push('twice: ' + id);
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
        .map(one => Number(one.tagName[1]));
    levels.forEach((one, at) => {
        if (at && one > levels[at - 1] + 1) told.push('headings: ' + levels);
    });
    return told;
}"""
WHOLE: Final = """() => {
    const told = [];
    if (document.querySelectorAll('h1').length !== 1) told.push('not one h1');
    if (!document.documentElement.lang) told.push('no language');
    if (!document.title.trim()) told.push('no title');
    if (document.querySelectorAll('main').length !== 1) told.push('no main');
    const first = document.querySelector('a[href], button, input');
    const target = first && first.hash && document.querySelector(first.hash);
    if (!target && document.querySelector('.gb-bar')) told.push('no link to the content first');
    if (getComputedStyle(document.body).marginTop !== '0px') told.push('no stylesheet');
    return told;
}"""
"""What a page of its own has, and a part of one has not."""
UNSEEN: Final = """() => [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => {
        one.focus();
        if (document.activeElement !== one) return false;
        const ring = s => parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== 'none';
        const around = one.closest('.gb-card, li, label');
        return !ring(getComputedStyle(one)) && !ring(getComputedStyle(one, '::after'))
            && !(around && ring(getComputedStyle(around)));
    }).map(one => 'focus is not seen: ' + one.outerHTML.slice(0, 120))"""
"""After one press of a key: a browser shows the focus then wherever it goes."""
SMALL: Final = """() => [...document.querySelectorAll(
        'button, summary, select, input:not([type=hidden]), a.gb-button')]
    .filter(one => {
        const box = (one.closest('label') || one).getBoundingClientRect();
        return box.height > 1 && box.height < 43.5;
    }).map(one => 'less than 44 pixels: ' + one.outerHTML.slice(0, 120))"""
CUT: Final = """() => [...document.querySelectorAll('main :not(input)')]
    .filter(one => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX)
        && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
        && !one.closest('.gb-hidden'))
    .map(one => one.outerHTML.slice(0, 120))"""
SPACED: Final = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
"""What WCAG 1.4.12 (RGAA 10.12) lets a reader do."""
LARGE: Final = "() => { document.documentElement.style.fontSize = '200%' }"
_AXE: Final = "async only => (await axe.run(document, only ? {runOnly: only} : {})).violations"


def seen_faults(page: Page, axe: str, *, is_whole: bool = True) -> list[str]:
    """Return what is wrong with the *page* that is open, one line each; it is not as it was after.

    *is_whole* where it is not part of a page of somebody else.
    """
    told = list[str]()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if (wide := page.evaluate(TOO_WIDE)) > 0:
            told.append(f"{wide} px too wide at {width}")
    page.evaluate(axe)
    told += _axe(page)
    page.emulate_media(color_scheme="dark", forced_colors="none")
    told += [f"dark: {one}" for one in _axe(page, colours=True)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    told += [f"forced colours: {one}" for one in _axe(page, colours=True)]
    page.emulate_media(color_scheme="light", forced_colors="none")
    told += page.evaluate(STRUCTURE)
    told += page.evaluate(WHOLE) if is_whole else []
    told += [f"one in another: {one}" for one in page.evaluate(NESTED)]
    told += page.evaluate(SMALL)
    page.keyboard.press("Tab")
    told += page.evaluate(UNSEEN)
    for change, width, what in ((SPACED, 320, "spacing"), (LARGE, 1280, "200 %")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(change)
        told += [f"{what} cuts: {one}" for one in page.evaluate(CUT)]
        if page.evaluate(TOO_WIDE) > 0:
            told.append(f"{what} makes it too wide")
    return told


def _axe(page: Page, *, colours: bool = False) -> list[str]:
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in page.evaluate(_AXE, _OF_COLOURS if colours else None)
        for node in one["nodes"]
    ]


@dataclass
class Auditor:
    """Shows what a portal sent in a window of its own, in which nothing else can be reached."""

    page: Page
    axe: str = field(default_factory=axe_source)
    now: Shown | None = None
    told: list[str] = field(default_factory=list[str])

    def show(self, shown: Shown) -> None:
        """Load the page as it was sent."""
        self.now = shown
        self.told.clear()
        self.page.goto(HOST + shown.url)

    def faults(self, shown: Shown) -> list[str]:
        """Return what is wrong with *shown*: with the page, what it says, and whom it asks."""
        self.show(shown)
        said = [*self.told]  # what axe does to the page is not of the page
        is_whole = 'class="gb gb-page"' in shown.answer.text
        return [
            f"{shown.name}: {one}"
            for one in (*said, *seen_faults(self.page, self.axe, is_whole=is_whole))
        ]

    def answer(self, route: Route) -> None:
        """Answer a request of the browser: with the page, with a file of ours, or with nothing."""
        url = route.request.url
        assert self.now is not None
        if not url.startswith(HOST):
            self.told.append(f"asks another host: {url}")
            route.abort()
        elif route.request.is_navigation_request():
            told = self.now.answer.headers
            headers = {name: told[name] for name in _HEADERS if name in told}
            route.fulfill(status=200, headers=headers, body=_around(self.now.answer.text))
        elif "/mediacentre/static/" in url:
            with self.now.app.test_client().get(url.removeprefix(HOST)) as file:
                route.fulfill(status=file.status_code, headers=dict(file.headers), body=file.data)
        else:
            route.fulfill(content_type="image/svg+xml", body=_PICTURE)


def _around(text: str) -> str:
    """Return *text* as a page; where it is a part of one, in a page of somebody else's."""
    if "<html" in text:
        return text
    linked = text.partition('data-stylesheet="')[2].partition('"')[0]
    return (
        '<!doctype html><html lang="fr"><title>Portail</title><body class="gb">'
        f'<link rel="stylesheet" href="{linked}"><main><h1>Portail</h1>{text}</main>'
    )


@contextmanager
def auditor(browser: Browser) -> Iterator[Auditor]:
    """Open the window."""
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(60_000)
    try:
        made = Auditor(context.new_page())
        context.route("**/*", made.answer)
        made.page.on("console", lambda one: made.told.append(f"{one.type}: {one.text}"))
        yield made
    finally:
        context.close()
