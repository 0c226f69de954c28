// What the pane shows before the first message: what the agent can do, or what it still needs.

import { icon, make } from "./page/elements.js";

export class Welcome {
    constructor(backend, strings, composer) {
        this.element = document.getElementById("welcome");
        this.backend = backend;
        this.strings = strings;
        this.composer = composer;
    }

    show({ ready }) {
        const { strings, backend } = this;
        const mark = make("div", { class: "mark" }, icon("spark"));
        const text = [make("h2", {}, strings["welcome-title"]), make("p", {}, strings["welcome-text"])];
        const setup = make("div", { class: "setup" }, make("strong", {}, strings["setup-title"]), make("p", {}, strings["setup-text"]),
            make("button", { class: "button primary", type: "button", id: "setup", onclick: () => backend.openSettings() }, strings["setup-button"]));
        const idea = (drawing, words) => make("button", { type: "button", onclick: () => this.composer.setText(words) }, icon(drawing), make("span", {}, words));
        const ideas = make("div", { class: "ideas" }, idea("search", strings["idea-explain"]), idea("run", strings["idea-test"]),
            idea("write", strings["idea-change"]));
        this.element.replaceChildren(mark, ...text, ready ? ideas : setup);
    }
}
