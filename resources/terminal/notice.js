// The line above the screens: what is wrong, or a question. One at a time; a question goes before what is wrong.

import { make } from "./page/elements.js";

export class Notice {
    #element;
    #standing = "";
    #asked = false;
    #questions = false; // what stands is a question
    #later; // a problem that came while one stood

    constructor(element) { this.#element = element; }

    /** Stays until it is taken back with an empty sentence. */
    stand(sentence) {
        this.#standing = sentence;
        if (!this.#asked)
            this.#draw(sentence, false);
    }

    /** Something went wrong once; goes when it is closed. Who is being asked something hears of it afterwards. */
    problem(sentence, close) {
        if (this.#questions) {
            this.#later = () => this.problem(sentence, close);
            return;
        }
        this.#asked = true;
        this.#draw(sentence, true, this.#button(close, "", () => this.#done()));
    }

    ask(sentence, yes, no, then) {
        this.#asked = true;
        this.#questions = true;
        const sure = this.#button(yes, "danger", () => { this.#done(); then(); });
        this.#draw(sentence, false, sure, this.#button(no, "", () => this.#done()));
        sure.focus();
    }

    #button(text, kind, onclick) { return make("button", { class: `button ${kind}`, type: "button", onclick }, text); }

    #done() {
        this.#asked = false;
        this.#questions = false;
        this.#draw(this.#standing, false);
        const later = this.#later;
        this.#later = undefined;
        later?.();
    }

    #draw(sentence, bad, ...buttons) {
        this.#element.hidden = sentence === "";
        this.#element.classList.toggle("bad", bad);
        this.#element.replaceChildren(make("span", { class: "text" }, sentence), ...buttons);
    }
}
