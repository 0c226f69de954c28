// The tick above the prompt: what the editor shows goes along with the message, as a mention that is seen in it.

import { fill, make } from "./page/elements.js";

export class EditorContext {
    constructor(backend, strings, prompt) {
        this.strings = strings;
        this.chat = "";
        this.ticked = new Map(); // by chat; for as long as the page is there
        this.box = make("input", { type: "checkbox", onchange: () => this.ticked.set(this.chat, this.box.checked) });
        this.what = make("span", { class: "what" });
        this.unsaved = make("span", { class: "unsaved" }, strings["include-unsaved"]);
        this.element = make("label", { class: "context", hidden: true }, this.box, this.what, this.unsaved);
        prompt.before(this.element);
        backend.editorChanged.connect((shown) => this.take(shown));
    }

    take(shown) {
        // What can't be written as a mention can't be sent as one.
        this.shown = shown.path && !/["\n\p{Cc}]/u.test(shown.path) ? shown : undefined;
        this.element.hidden = !this.shown;
        if (!this.shown)
            return;
        const name = shown.path.slice(shown.path.lastIndexOf("/") + 1) + this.lines();
        this.what.textContent = fill(this.strings.include, name);
        this.element.title = fill(this.strings["include-title"], shown.path + this.lines());
        this.unsaved.hidden = !shown.dirty;
    }

    /** ":3-5" of what is selected; the line behind it, where a selection ends at its beginning, is none of them. */
    lines() {
        const { line, column, endLine, endColumn } = this.shown;
        if (line === endLine && column === endColumn)
            return "";
        const last = endColumn === 1 && endLine > line ? endLine - 1 : endLine;
        return last > line ? `:${line}-${last}` : `:${line}`;
    }

    /** Another chat is shown, or a new one got its name and keeps its tick. */
    setChat(id, named) {
        if (named)
            this.ticked.set(id, this.box.checked);
        this.chat = id;
        this.box.checked = this.ticked.get(id) ?? false;
        if (named)
            this.ticked.delete("");
    }

    /** The message with what was ticked. */
    addTo(text) {
        if (!this.shown || !this.box.checked)
            return text;
        const name = this.shown.path + this.lines();
        const mention = /^[^\s"'`@()[\]{}<>,;]+$/u.test(name) ? `@${name}` : `@"${name}"`;
        return text.split(/\s/).includes(mention) ? text : `${text}\n${mention}`;
    }
}
