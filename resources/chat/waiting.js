// What the user has sent while a turn works: it goes out when the turn has ended, and can be sent at once or taken back until then.

import { icon, make } from "./page/elements.js";

export class Waiting {
    constructor(backend, strings, composer) {
        this.backend = backend;
        this.strings = strings;
        this.composer = composer;
        this.working = false;
        this.messages = [];
        this.element = make("ul", { id: "waiting", hidden: true, "aria-label": strings.waiting, "aria-live": "polite" });
        document.getElementById("foot").prepend(this.element);
    }

    take(messages) {
        this.messages = messages;
        this.draw();
    }

    setWorking(working) {
        this.working = working;
        this.draw();
    }

    draw() {
        const { strings, backend } = this;
        this.element.hidden = !this.messages.length;
        this.element.replaceChildren(...this.messages.map(({ number, text, steered }) => {
            const back = () => {
                backend.takeBack(number);
                const written = this.composer.prompt.value;
                this.composer.setText(written ? `${text}\n${written}` : text);
            };
            return make("li", { class: steered ? "steered" : "", "data-number": number },
                make("span", { class: "what", title: text }, text),
                make("span", { class: "state" }, strings[steered ? "waiting-steered" : this.working ? "waiting-end" : "waiting-unsent"]),
                steered ? undefined : make("button", { class: "icon-button now", type: "button", title: strings["waiting-now"], "aria-label": strings["waiting-now"],
                    onclick: () => backend.steer(number) }, icon("send")),
                make("button", { class: "icon-button back", type: "button", title: strings["waiting-back"], "aria-label": strings["waiting-back"], onclick: back }, icon("cross")));
        }));
    }
}
