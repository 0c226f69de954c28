// What can be named behind an @ in the composer: files, folders, symbols, terminals, the diff, problems. Arrows choose, Tab or Enter takes.

import { icon, make } from "./page/elements.js";

const iconOfKind = { file: "read", folder: "list", symbol: "tool", terminal: "run", diff: "write", problems: "alert" };
const before = /(^|[\s([{<,;])@("[^"\n]*|[^\s"'`()[\]{}<>,;]*)$/;

export class Mentions {
    constructor(backend, strings, prompt, onchange) {
        this.backend = backend;
        this.prompt = prompt;
        this.onchange = onchange;
        this.number = 0;
        this.chosen = 0;
        this.found = [];
        this.element = make("ul", { id: "mentions", role: "listbox", hidden: true, "aria-label": strings["mention-title"] });
        document.getElementById("foot").append(this.element);
        prompt.setAttribute("aria-controls", "mentions");
        prompt.addEventListener("input", () => this.look());
        prompt.addEventListener("click", () => this.look());
        prompt.addEventListener("blur", () => this.close());
        backend.completed.connect((number, completions) => {
            if (number === this.number)
                this.take(completions);
        });
    }

    /** What stands behind the last @ before the cursor; undefined where there is none. */
    typed() {
        if (this.prompt.selectionStart !== this.prompt.selectionEnd)
            return undefined;
        const match = before.exec(this.prompt.value.slice(0, this.prompt.selectionStart));
        return match ? match[2].replace(/^"/, "") : undefined;
    }

    look() {
        const typed = this.typed();
        this.number += 1; // what was asked before is of no interest any more
        if (typed === undefined)
            this.close();
        else
            this.backend.complete(this.number, typed);
    }

    take(completions) {
        this.found = completions;
        this.chosen = 0;
        this.draw();
    }

    draw() {
        this.element.hidden = !this.found.length;
        this.element.replaceChildren(...this.found.map(({ text, kind, detail }, at) => make("li",
            { role: "option", id: `mention-${at}`, class: kind, "aria-selected": String(at === this.chosen),
                onmousedown: (event) => { event.preventDefault(); this.pick(at); } },
            icon(iconOfKind[kind] ?? "tool"), make("span", { class: "name" }, text.replace(/^"|"$/g, "")), make("span", { class: "detail" }, detail))));
        this.element.children[this.chosen]?.scrollIntoView({ block: "nearest" });
        if (this.found.length)
            this.prompt.setAttribute("aria-activedescendant", `mention-${this.chosen}`);
        else
            this.prompt.removeAttribute("aria-activedescendant");
    }

    close() {
        this.number += 1;
        this.take([]);
    }

    /** True where the key was for the list. */
    key(event) {
        if (!this.found.length)
            return false;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
            this.draw();
        } else if ((event.key === "Tab" && !event.shiftKey) || (event.key === "Enter" && !event.shiftKey)) {
            this.pick(this.chosen);
        } else if (event.key === "Escape") {
            this.close();
        } else {
            return false;
        }
        event.preventDefault();
        return true;
    }

    pick(at) {
        const { text, more } = this.found[at];
        const cursor = this.prompt.selectionStart;
        const head = this.prompt.value.slice(0, cursor);
        const start = head.length - before.exec(head)[2].length;
        // An open quote stays open as long as more can be chosen behind it.
        const inserted = more ? text.replace(/"$/, "") : `${text} `;
        this.prompt.setRangeText(inserted, start, cursor, "end");
        this.onchange();
        if (more)
            this.look();
        else
            this.close();
    }
}
