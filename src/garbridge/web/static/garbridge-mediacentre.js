/* <garbridge-mediacentre>: the resources of who is signed in, inside any page of the portal.

   Attributes
     src    address of the fragment; without it, that of the portal this script came from
     lang   "fr" or "en"
     limit  how many resources are shown at most, with a link to all of them
   Content: what is shown until the list is there, and wherever it cannot be.
   Parts: "mediacentre", "card".  Colours and sizes: the --gb-* variables of the page around it.
   What is looked for in it is found in it: no page is left.
   Events, which bubble out of the shadow tree
     garbridge:ready  detail.status is that of the answer
     garbridge:open   somebody opens a resource; detail.url
     garbridge:error  the list could not be had

   Nothing is evaluated, no style is written inline: a page whose policy allows this script, and
   connections to the portal, needs to allow nothing more but the portal's images. */

const TAG = "garbridge-mediacentre";
const sheets = new Map();

function sheetAt(url) {
  if (!sheets.has(url)) {
    const made = fetch(url, { credentials: "omit" }).then(async (answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${url}`);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(await answer.text());
      return sheet;
    });
    made.catch(() => sheets.delete(url));
    sheets.set(url, made);
  }
  return sheets.get(url);
}

function resolved(content, base) {
  for (const name of ["href", "src", "action"]) {
    for (const one of content.querySelectorAll(`[${name}]`)) {
      const value = one.getAttribute(name);
      if (!value.startsWith("#")) one.setAttribute(name, new URL(value, base).href);
    }
  }
  return content;
}

class GarbridgeMediacentre extends HTMLElement {
  static observedAttributes = ["src", "lang", "limit"];

  #asked = 0;
  #isThere = false;
  #sought = new URLSearchParams();
  #root = this.attachShadow({ mode: "open" });

  constructor() {
    super();
    this.#root.append(document.createElement("slot"));
    this.#root.addEventListener("click", (event) => this.#clicked(event));
    this.#root.addEventListener("submit", (event) => this.#submitted(event));
  }

  connectedCallback() {
    this.#isThere = true;
    this.#load();
  }

  disconnectedCallback() {
    this.#isThere = false;
  }

  attributeChangedCallback(_name, before, after) {
    if (this.#isThere && before !== after) this.#load();
  }

  /** Asks anew, as after a sign-in. */
  reload() {
    return this.#load();
  }

  #address() {
    const named = this.getAttribute("src");
    const url = named ? new URL(named, document.baseURI) : new URL("../fragment", import.meta.url);
    for (const [name, value] of this.#sought) url.searchParams.append(name, value);
    for (const name of ["lang", "limit"]) {
      const value = this.getAttribute(name);
      if (value) url.searchParams.set(name, value);
    }
    return url;
  }

  async #load() {
    const mine = ++this.#asked;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.#address(), {
        credentials: "include",
        headers: { Accept: "text/html" },
      });
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = read.querySelector(".gb-content[data-stylesheet]");
      if (!content) throw new Error(`${answer.status}: not a fragment`);
      const sheet = await sheetAt(new URL(content.dataset.stylesheet, answer.url).href);
      if (mine !== this.#asked) return;
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.replaceChildren(resolved(document.adoptNode(content), answer.url));
      this.#tell("garbridge:ready", { status: answer.status });
    } catch (error) {
      if (mine !== this.#asked) return;
      this.#root.replaceChildren(document.createElement("slot"));
      this.#tell("garbridge:error", { reason: String(error) });
    } finally {
      if (mine === this.#asked) this.removeAttribute("aria-busy");
    }
  }

  #clicked(event) {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest(".gb-card-title a[href]");
    if (link) this.#tell("garbridge:open", { url: link.href });
    const found = event.target.closest("a[data-find]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (found && !elsewhere) this.#find(event, new URL(found.href).searchParams);
  }

  #submitted(event) {
    if (event.target.matches("form[data-find]")) this.#find(event, new FormData(event.target));
  }

  /** Shows what is looked for here, where the page that it leads to would show it. */
  async #find(event, query) {
    event.preventDefault();
    this.#sought = new URLSearchParams(query);
    await this.#load();
    this.#root.getElementById("gb-status")?.focus();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

if (!customElements.get(TAG)) customElements.define(TAG, GarbridgeMediacentre);
