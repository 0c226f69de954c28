// A change as it is asked about: its lines in the colours of their language, and what is too long for that behind a button.

import { fill, make } from "./page/elements.js";
import { fragmentOf } from "./trusted.js";

const atOnce = 1000; // lines

function plainLine(text) {
    const kind = text.startsWith("@@") ? "hunk" : { "+": "add", "-": "del", "\\": "note" }[text[0]] ?? "";
    return make("span", { class: kind }, text || " ");
}

/** `html`: the first lines, `rest`: those behind them as they stand in the diff. */
export function diffBlock({ html, rest }, strings) {
    const diff = make("code", { class: "diff", dir: "ltr" });
    diff.append(fragmentOf(html));
    const block = make("pre", { class: "block" }, diff);
    const lines = rest ? rest.replace(/\n$/, "").split("\n") : [];
    if (!lines.length)
        return block;
    const more = make("button", { class: "button more", type: "button", onclick: () => {
        const first = diff.childElementCount;
        diff.append(...lines.splice(0, atOnce).map(plainLine));
        tell();
        diff.children[first].scrollIntoView({ block: "nearest" });
    } });
    const tell = () => {
        if (lines.length)
            more.textContent = fill(strings["diff-more"], lines.length.toLocaleString(document.documentElement.lang));
        else
            more.remove();
    };
    tell();
    block.append(more);
    return block;
}
