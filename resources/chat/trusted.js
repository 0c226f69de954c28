// The one place where HTML enters the page. It is made by Kalpana's own Markdown renderer, which escapes all that a model says;
// here it is looked at a second time, so that a mistake there shows as missing text and never as a running script.

const policy = window.trustedTypes.createPolicy("kalpana-markup", { createHTML: (html) => html });

const allowed = new Set(["A", "BLOCKQUOTE", "BR", "CODE", "DEL", "DIV", "EM", "FIGCAPTION", "FIGURE", "H1", "H2", "H3", "H4", "H5", "H6",
    "HR", "INPUT", "LI", "OL", "P", "PRE", "SPAN", "STRONG", "TABLE", "TBODY", "TD", "TH", "THEAD", "TR", "U", "UL"]);
const attributes = new Set(["align", "checked", "class", "disabled", "href", "start", "title", "type"]);

function harmless(element) {
    if (!allowed.has(element.tagName))
        return false;
    for (const { name } of [...element.attributes]) {
        if (!attributes.has(name))
            element.removeAttribute(name);
    }
    const href = element.getAttribute("href");
    if (href !== null && !/^(https?:\/\/|mailto:)/i.test(href))
        element.removeAttribute("href");
    return true;
}

/** The HTML as a fragment that is not in the page yet. */
export function fragmentOf(html) {
    const template = document.createElement("template");
    template.innerHTML = policy.createHTML(html);
    for (const element of template.content.querySelectorAll("*")) {
        if (!harmless(element))
            element.remove();
    }
    return template.content;
}

function sameAttributes(one, other) {
    return one.attributes.length === other.attributes.length && [...one.attributes].every(({ name, value }) => other.getAttribute(name) === value);
}

/** Makes `container` show `fragment`, touching only what differs: a selection in finished text stays, and what grows is added to. */
export function replaceChangedBlocks(container, fragment) {
    let old = container.firstChild;
    let fresh = fragment.firstChild;
    while (old && fresh && old.isEqualNode(fresh)) {
        old = old.nextSibling;
        fresh = fresh.nextSibling;
    }
    if (old && fresh && old.nodeName === fresh.nodeName) {
        const [before, after] = [old, fresh];
        old = old.nextSibling;
        fresh = fresh.nextSibling;
        if (before.nodeType === Node.TEXT_NODE && after.data.startsWith(before.data))
            before.appendData(after.data.slice(before.data.length));
        else if (before.nodeType === Node.ELEMENT_NODE && sameAttributes(before, after))
            replaceChangedBlocks(before, after);
        else
            before.replaceWith(after);
    }
    while (old) {
        const next = old.nextSibling;
        old.remove();
        old = next;
    }
    while (fresh) {
        const next = fresh.nextSibling;
        container.append(fresh);
        fresh = next;
    }
}
