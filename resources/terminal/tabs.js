// The strip of terminals. Titles come from programs: they go in as text.

import { icon, make } from "./page/elements.js";

export class Tabs {
    #element;
    #strings;
    #tabs = new Map();
    onselect = () => {};
    onaway = () => {};

    constructor(element, strings) {
        this.#element = element;
        this.#strings = strings;
        element.setAttribute("aria-label", strings.title);
    }

    /** rows: [{ id, title, ended }] in the order in which they are shown. */
    show(rows, selected) {
        const wanted = new Set(rows.map((row) => row.id));
        for (const [id, tab] of this.#tabs) {
            if (!wanted.has(id)) {
                tab.element.remove();
                this.#tabs.delete(id);
            }
        }
        for (const row of rows) {
            const tab = this.#tabs.get(row.id) ?? this.#make(row.id);
            tab.title.textContent = row.title;
            tab.name.title = row.ended ? this.#strings.ended.replace("%1", row.title) : row.title;
            tab.element.classList.toggle("ended", row.ended);
            tab.element.setAttribute("aria-selected", String(row.id === selected));
            tab.name.setAttribute("tabindex", row.id === selected ? "0" : "-1");
            this.#element.append(tab.element);
        }
    }

    #make(id) {
        const title = make("span");
        const name = make("button", { class: "name", type: "button", onclick: () => this.onselect(id) }, icon("run"), title);
        const away = make("button", { class: "icon-button away", type: "button", title: this.#strings.end, "aria-label": this.#strings.end,
            onclick: () => this.onaway(id) }, icon("cross"));
        const element = make("div", { class: "tab", role: "tab", "data-id": id, "aria-controls": `screen-${id}` }, name, away);
        element.addEventListener("auxclick", (event) => { if (event.button === 1) this.onaway(id); });
        element.addEventListener("keydown", (event) => this.#key(event, element));
        const tab = { element, name, title };
        this.#tabs.set(id, tab);
        return tab;
    }

    #key(event, element) {
        const next = event.key === "ArrowRight" ? element.nextElementSibling : event.key === "ArrowLeft" ? element.previousElementSibling : null;
        if (!next)
            return;
        event.preventDefault();
        this.onselect(Number(next.dataset.id));
        next.querySelector(".name").focus();
    }
}
