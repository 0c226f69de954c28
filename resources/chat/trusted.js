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

/** Makes `container` show `fragment`, touching only the blocks that differ: a selection in finished text stays. */
export function replaceChangedBlocks(container, fragment) {
    const fresh = [...fragment.childNodes];
    let same = 0;
    while (same < fresh.length && same < container.childNodes.length && container.childNodes[same].isEqualNode(fresh[same]))
        ++same;
    while (container.childNodes.length > same)
        container.lastChild.remove();
    container.append(...fresh.slice(same));
}
