// Files and places in them that the chat names: each can be opened in the editor. What is taken for a path here is only offered; whether there
// is such a file, and whether it is the workspace's, the host says when it is to be opened.

import { fill, icon, make } from "./page/elements.js";

const longestText = 20_000;
const mostPlaces = 200;
/** A piece of text that may be a path, and the line behind it: ":3", ":3:7", ":3-5", "#L3", "(3)". */
const pieces = /(?<![\p{L}\p{N}_.~:/@\-])@?([\p{L}\p{N}_.~+/@\-]{3,400})(?::(\d{1,7})(?:[:,](\d{1,5}))?(?:-\d{1,7})?|#L(\d{1,7})(?:-L?\d{1,7})?|\((\d{1,7})(?:,\d{1,5})?\))?/gu;
const kinds = new Set(("c h cc hh cpp hpp cxx hxx m mm js mjs cjs jsx ts tsx mts vue svelte py pyi rb go rs java kt kts scala swift cs fs php pl pm lua r jl ex exs erl hs ml mli "
    + "clj dart zig nim d sh bash zsh fish ps1 bat sql html htm css scss sass less xml svg json jsonc json5 yaml yml toml ini cfg conf env lock md rst txt adoc tex csv tsv log "
    + "proto graphql cmake mk gradle ipynb diff patch service qml ui qrc qss in").split(" "));
const wholeNames = new Set(["Makefile", "Dockerfile", "LICENSE", "README", "CHANGELOG", "CMakeLists.txt", "Gemfile", "Rakefile", "Justfile", "Procfile", ".gitignore", ".editorconfig", ".clang-format"]);
const domains = new Set(["com", "org", "net", "io", "dev", "de", "eu", "app", "localhost", "local", "example", "invalid", "test"]);

/** Whether a piece of text is a path. `alone`: it stands as code, or begins a line of output, so a name without a folder counts. */
function isPath(text, hasLine, alone) {
    if (/\/\/|^[-+.]+$|^-|\/$/.test(text))
        return false;
    const parts = text.split("/");
    const name = parts.at(-1);
    if (wholeNames.has(name))
        return alone || hasLine || parts.length > 1;
    const end = /[^.]\.([\p{L}\p{N}_+]{1,10})$/u.exec(name)?.[1].toLowerCase();
    const first = parts[0].split(".").at(-1).toLowerCase();
    if (parts[0].includes(".") && !/^\.{1,2}$/.test(parts[0]) && domains.has(first) || !end || !/\p{L}/u.test(end))
        return hasLine && parts.length > 1 && !domains.has(first);
    return kinds.has(end) ? alone || hasLine || parts.length > 1 : parts.length > 1 && end.length > 1;
}

/** [{start, end, path, line, column}] of a text. `alone`: "code", where all of it is one; "lines", where one begins a line. */
export function placesIn(text, alone) {
    const found = [];
    for (const match of text.slice(0, longestText).matchAll(pieces)) {
        const line = Number(match[2] ?? match[4] ?? match[5] ?? 0);
        const dots = line ? 0 : /\.*$/.exec(match[1])[0].length; // the sentence's
        const path = match[1].slice(0, match[1].length - dots);
        const at = match.index + (match[0].startsWith("@") && !match[1].startsWith("@") ? 1 : 0);
        const end = match.index + match[0].length - dots;
        const isAlone = alone === "code" ? match.index === 0 && match[0].length === text.length : alone === "lines" && (at === 0 || text[at - 1] === "\n");
        if (!isPath(path, line > 0, isAlone))
            continue;
        found.push({ start: at, end, path, line, column: Number(match[3] ?? 0) });
        if (found.length === mostPlaces)
            break;
    }
    return found;
}

/** What a Markdown link names: "src/a.py", "a.py:3", "../b.md#L3-L9". */
function placeOf(address) {
    const match = /^([^#?]*?)(?::(\d{1,7})(?::(\d{1,5}))?(?:-\d{1,7})?)?(?:\?[^#]*)?(?:#(?:L(\d{1,7}))?.*)?$/u.exec(address);
    let path = match?.[1] ?? address;
    try {
        path = decodeURIComponent(path);
    } catch { /* a percent sign of its own */ }
    return { path, line: Number(match?.[2] ?? match?.[4] ?? 0), column: Number(match?.[3] ?? 0) };
}

export class Places {
    constructor(backend, strings) {
        this.backend = backend;
        this.strings = strings;
        document.addEventListener("click", (event) => this.turnTo(event));
        document.addEventListener("keydown", (event) => { if (event.key === "Enter") this.turnTo(event); });
    }

    turnTo(event) {
        const { path, line, column } = event.target.closest?.(".place")?.dataset ?? {};
        if (path === undefined || event.button || String(getSelection()) && event.type === "click" && !event.target.closest("button"))
            return;
        event.preventDefault();
        event.stopPropagation();
        this.backend.openFile(path, Number(line), Number(column));
    }

    /** An element becomes one that opens a place. */
    mark(element, { path, line, column }) {
        element.classList.add("place");
        element.setAttribute("role", "link");
        element.setAttribute("tabindex", "0");
        element.setAttribute("title", this.strings["open-place"]);
        Object.assign(element.dataset, { path, line: line || 0, column: column || 0 });
        return element;
    }

    /** Paths in an element's text become links; where they are already, in code blocks and in what can be clicked, they stay. */
    link(root, alone) {
        for (const element of root.querySelectorAll?.("span.file[title]") ?? [])
            this.mark(element, placeOf(element.getAttribute("title")));
        const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT,
            (node) => node.parentElement?.closest("a, button, .place, textarea, figure.code") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
        const texts = [];
        while (walk.nextNode())
            texts.push(walk.currentNode);
        let left = mostPlaces;
        for (const node of texts) {
            const found = placesIn(node.data, node.parentElement?.tagName === "CODE" ? "code" : alone).slice(0, left);
            left -= found.length;
            for (const place of found.reverse()) {
                node.splitText(place.end);
                const words = node.splitText(place.start);
                const element = this.mark(document.createElement("span"), place);
                words.replaceWith(element);
                element.append(words);
            }
        }
        return root;
    }

    /** Output is linked when it is first seen: most never is. */
    linkOutput(details, output) {
        const link = () => {
            output.normalize();
            this.link(output, "lines");
        };
        if (details.open)
            link();
        else
            details.addEventListener("toggle", link, { once: true });
    }

    openButton(path, line = 0) {
        const name = fill(this.strings["open-file"], path);
        const button = make("button", { class: "icon-button open-place place", type: "button", title: name, "aria-label": name }, icon("open"));
        Object.assign(button.dataset, { path, line, column: 0 });
        return button;
    }

    terminalButton(command) {
        const name = this.strings["to-terminal-title"];
        return make("button", { class: "icon-button to-terminal", type: "button", title: name, "aria-label": name, onclick: (event) => {
            event.preventDefault();
            event.stopPropagation();
            this.backend.typeInTerminal(command);
        } }, icon("run"));
    }

    /** Of a mention that came with a message: "@src/a.py:3-5"; undefined where it names no file. */
    mentionButton(name) {
        const match = /^@"?((?!terminal:|problems:|diff$)[^"#]+?)(?::(\d{1,7})(?:-\d{1,7})?)?(?:#[^"]*)?"?$/u.exec(name);
        return match ? this.openButton(match[1], Number(match[2] ?? 0)) : undefined;
    }

    /** What a tool's call is about, to turn to: its file, or its command. */
    buttonsOf({ path, line, command } = {}) {
        return [path && path !== "." ? this.openButton(path, line) : undefined, command ? this.terminalButton(command) : undefined].filter(Boolean);
    }

    /** Above a code block: what can be done with it. Those without a name of their language get the row too. */
    blockButtons(figure) {
        const { strings } = this;
        let caption = figure.querySelector(":scope > figcaption");
        if (!caption) {
            caption = make("figcaption", {}, make("span"));
            figure.prepend(caption);
        }
        const isShell = /^(sh|bash|zsh|shell|console|shellscript|fish)$/i.test(caption.textContent.trim());
        const buttons = make("span", { class: "block-buttons" });
        if (isShell)
            buttons.append(make("button", { class: "block-button to-terminal", type: "button", title: strings["to-terminal-title"] }, strings["to-terminal"]));
        buttons.append(make("button", { class: "block-button insert", type: "button", title: strings["insert-title"] }, strings.insert));
        caption.append(buttons);
        return buttons;
    }

    clickedInBlock(button) {
        const code = button.closest("figure").querySelector("code").textContent;
        if (button.classList.contains("insert"))
            this.backend.insertText(code);
        else
            this.backend.typeInTerminal(code);
    }
}
