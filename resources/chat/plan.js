// The agent's plan, above the composer: how far it is in a line, its steps when it is opened.

import { fill, icon, make } from "./page/elements.js";

export class Plan {
    constructor(strings) {
        this.strings = strings;
        this.count = make("span", { class: "count" });
        this.active = make("span", { class: "active" });
        this.list = make("ol");
        const fold = icon("fold");
        fold.classList.add("fold");
        this.element = make("details", { id: "plan", hidden: true }, make("summary", {}, icon("list"), this.count, this.active, fold), this.list);
        document.getElementById("foot").prepend(this.element);
    }

    take(steps) {
        const { strings } = this;
        const done = steps.filter(({ state }) => state === "done").length;
        this.element.hidden = !steps.length;
        this.count.textContent = fill(strings["plan-done"], done, steps.length);
        this.active.textContent = steps.find(({ state }) => state === "active")?.text ?? "";
        this.list.replaceChildren(...steps.map(({ text, state }) => make("li", { class: state },
            make("span", { class: "mark", role: "img", "aria-label": strings[`step-${state}`] }, state === "done" ? icon("check") : ""), make("span", {}, text))));
    }

    clear() { this.take([]); }
}
