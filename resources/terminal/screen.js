// One terminal on the page: xterm.js over the backend's bytes. Everything that a program writes stays text; links are only told.

import { FitAddon } from "./addon-fit.mjs";
import { Unicode11Addon } from "./addon-unicode11.mjs";
import { Terminal } from "./xterm.mjs";

import { colours } from "./colours.js";

function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; ++i)
        bytes[i] = text.charCodeAt(i);
    return bytes;
}

/** Keys that belong to the page; all others are the program's. */
function commandOf(event) {
    if (event.type !== "keydown" || event.altKey || event.metaKey)
        return undefined;
    if (event.ctrlKey && event.shiftKey && event.code === "KeyC" || event.ctrlKey && !event.shiftKey && event.code === "Insert")
        return "copy";
    if (event.ctrlKey && event.shiftKey && event.code === "KeyV" || event.shiftKey && !event.ctrlKey && event.code === "Insert")
        return "paste";
    return undefined;
}

export class Screen {
    #backend;
    #id;
    #terminal;
    #fit = new FitAddon();
    #shown = false;
    #quiet = false; // a size that the host has said
    #drawing = false;
    #ended = false;
    #said = []; // sizes of ours that the host has not told back yet

    constructor(backend, id, container) {
        this.#backend = backend;
        this.#id = id;
        this.element = document.createElement("div");
        this.element.className = "screen";
        this.element.id = `screen-${id}`;
        this.element.setAttribute("role", "tabpanel");
        container.append(this.element);
        this.#terminal = new Terminal({
            allowProposedApi: true, // the Unicode addon
            fontFamily: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', 'Noto Sans Mono', monospace",
            fontSize: 13, cursorBlink: true, scrollback: 10000, theme: colours(),
            linkHandler: { activate: (_, address) => backend.openLink(address) },
        });
        this.#terminal.loadAddon(this.#fit);
        // As wide as the terminal's state on the host takes characters to be.
        this.#terminal.loadAddon(new Unicode11Addon());
        this.#terminal.unicode.activeVersion = "11";
        this.#terminal.open(this.element);
        this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event));
        this.#terminal.onData((text) => this.#type(text));
        this.#terminal.onBinary((text) => backend.typeBytes(id, btoa(text)));
        this.#terminal.onResize(({ cols, rows }) => {
            if (this.#quiet)
                return;
            this.#said.push(`${cols} ${rows}`);
            this.#foreign(false);
            backend.resize(id, cols, rows);
        });
        // Another client may have given the terminal its own size: who turns to this one wants to see all of it here.
        this.element.addEventListener("focusin", () => this.fit());
        this.show(true);
        new ResizeObserver(() => this.fit()).observe(this.element);
        backend.attach(id, this.#terminal.cols, this.#terminal.rows);
    }

    get size() { return { cols: this.#terminal.cols, rows: this.#terminal.rows }; }

    /** What follows is drawn on an empty terminal of this size. */
    redraw(columns, rows) {
        this.#said = [];
        this.#terminal.reset();
        this.#setSize(columns, rows);
        this.#drawing = true;
    }

    /** What follows is drawn in this size, whoever set it. The output before it is drawn first. */
    resized(columns, rows) {
        this.#terminal.write("", () => {
            const ours = this.#said.indexOf(`${columns} ${rows}`);
            this.#said.splice(0, ours + 1);
            if (ours >= 0 && this.#said.length > 0)
                return; // ours, and another of ours is on its way
            this.#setSize(columns, rows);
            this.#foreign(ours < 0);
        });
    }

    #setSize(columns, rows) {
        this.#quiet = true;
        this.#terminal.resize(columns, rows);
        this.#quiet = false;
    }

    /** One that is larger than its place can be scrolled there. */
    #foreign(foreign) { this.element.classList.toggle("foreign", foreign); }

    write(base64) {
        const bytes = bytesOf(base64);
        this.#terminal.write(bytes, () => {
            this.#backend.taken(this.#id, bytes.length);
            if (this.#drawing) {
                this.#drawing = false;
                this.fit();
            }
        });
    }

    /** Its program has ended; Enter runs it again. */
    end(sentence) {
        this.#ended = true;
        this.#terminal.write(`\x1b[?1049l\x1b[0m\r\n\x1b[2m${sentence}\x1b[0m\r\n`);
    }

    fit() {
        if (this.#shown && this.element.clientHeight > 20)
            this.#fit.fit();
    }

    show(shown) {
        this.#shown = shown;
        this.element.hidden = !shown;
        if (shown)
            this.fit();
    }

    focus() { this.#terminal.focus(); }

    /**
     * Puts a command line in front of the user, who may run it: once the shell asks for one. Several lines only where the shell takes
     * a paste as a whole; else it would run all but the last at once, and `refused` is called.
     */
    propose(command, refused) {
        // What would be a key or a control sequence, or turn the line's letters around, is no part of a command line.
        const text = command.replace(/\r\n?/g, "\n").replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, " ").replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim();
        let timer;
        const place = () => {
            clearTimeout(timer);
            watching.dispose();
            if (text.includes("\n") && !this.#terminal.modes.bracketedPasteMode)
                return refused();
            this.#terminal.paste(text);
            this.focus();
        };
        const look = () => {
            clearTimeout(timer);
            if (this.#terminal.modes.bracketedPasteMode)
                place();
            else if (this.text) // a shell that says nothing of pastes: when its prompt has come to rest
                timer = setTimeout(place, 600);
        };
        const watching = this.#terminal.onWriteParsed(look);
        look();
    }

    setTyping(allowed) { this.#terminal.options.disableStdin = !allowed; }

    refreshColours() { this.#terminal.options.theme = colours(); }

    /** What stands on the screen, row by row, without the blanks at their ends; for tests. */
    get text() {
        const buffer = this.#terminal.buffer.active;
        const rows = [];
        for (let row = 0; row < this.#terminal.rows; ++row)
            rows.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "");
        return rows.join("\n").trimEnd();
    }

    remove() {
        this.#terminal.dispose();
        this.element.remove();
    }

    #type(text) {
        if (!this.#ended) {
            this.#backend.type(this.#id, text);
        } else if (text === "\r") {
            this.#ended = false;
            this.#backend.startAgain(this.#id, this.#terminal.cols, this.#terminal.rows);
        }
    }

    #key(event) {
        const command = commandOf(event);
        if (!command)
            return true;
        event.preventDefault();
        if (command === "copy" && this.#terminal.hasSelection())
            this.#backend.copy(this.#terminal.getSelection());
        if (command === "paste")
            this.#backend.clipboardText((text) => this.#terminal.paste(text));
        return false;
    }
}
