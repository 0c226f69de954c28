// What the agent wants to know: answers to choose from, and a place for another. Keys 1 to 6 choose while the card has the focus.

import { setDirections } from "./direction.js";
import { icon, make } from "./page/elements.js";
import { fragmentOf } from "./trusted.js";

export class QuestionCard {
    constructor({ callId, html, options }, strings, reply) {
        this.strings = strings;
        this.reply = (words) => { if (words) reply(callId, words); };
        this.options = options;
        const text = make("div", { class: "text answer" });
        text.append(setDirections(fragmentOf(html)));
        this.input = make("input", { type: "text", dir: "auto", placeholder: strings[options.length ? "answer-other" : "answer-placeholder"], "aria-label": strings["answer-placeholder"],
            onkeydown: (event) => { if (event.key === "Enter" && !event.isComposing) this.reply(this.input.value.trim()); } });
        this.choices = make("div", { class: "choices" },
            ...options.map((option, at) => make("button", { class: "button option", type: "button", onclick: () => this.reply(option) }, make("bdi", {}, option), make("kbd", {}, at + 1))),
            make("div", { class: "own" }, this.input,
                make("button", { class: "button primary", type: "button", onclick: () => this.reply(this.input.value.trim()) }, strings["answer-send"])));
        this.element = make("section", { class: "approval question", tabindex: "0", role: "group", "aria-label": strings.question, "data-call": callId, "data-said": text.textContent.trim(),
            onkeydown: (event) => this.key(event) }, make("header", {}, icon("question"), make("span", {}, strings.question)), text, this.choices);
    }

    key(event) {
        if (event.target === this.input || event.ctrlKey || event.altKey || event.metaKey)
            return;
        const option = this.options[Number(event.key) - 1];
        if (!option)
            return;
        event.preventDefault();
        this.reply(option);
    }

    /** The question stays to be read, with what was answered. */
    settle(words) {
        this.element.classList.add("settled");
        this.element.removeAttribute("tabindex");
        this.choices.replaceWith(make("div", { class: "given" }, words ?? this.strings["answer-none"]));
    }
}
