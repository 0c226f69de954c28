// One of the user's messages: it can be written anew, which leaves what came after it aside as another version.

import { imageRow } from "./images.js";
import { fill, icon, make } from "./page/elements.js";
import { PutBack } from "./put_back.js";

export class UserMessage {
    constructor({ text, plan, sequence, versions }, backend, strings, places) {
        Object.assign(this, { text, plan, sequence, versions, backend, strings, places });
        this.element = make("div", { class: "said", role: "article", "aria-label": strings["said-you"], "data-sequence": sequence });
        this.show();
    }

    show() {
        const { strings } = this;
        this.element.classList.remove("editing");
        const edit = this.sequence ? make("button", { class: "icon-button edit", type: "button", title: strings.edit, "aria-label": strings.edit,
            onclick: () => this.edit() }, icon("rename")) : undefined;
        this.element.replaceChildren(...[this.plan ? make("span", { class: "planned" }, strings.plan) : undefined, edit, this.places.link(make("div", { class: "user", dir: "auto" }, this.text, imageRow(this.text, this.backend))), this.versions?.length > 1 ? this.chooser() : undefined].filter(Boolean));
    }

    chooser() {
        const { strings, versions, backend } = this;
        const at = versions.indexOf(this.sequence);
        const step = (by, drawing, name) => make("button", { class: "icon-button", type: "button", title: strings[name], "aria-label": strings[name],
            disabled: versions[at + by] === undefined, onclick: () => backend.chooseVersion(versions[at + by]) }, icon(drawing));
        return make("span", { class: "versions", role: "group", "aria-label": fill(strings.version, at + 1, versions.length) },
            step(-1, "left", "version-before"), `${at + 1}/${versions.length}`, step(1, "fold", "version-after"));
    }

    edit() {
        const { strings } = this;
        const input = make("textarea", { rows: "1", dir: "auto", "aria-label": strings.edit });
        const putBack = new PutBack(this.backend, this.sequence, strings);
        const grow = () => {
            input.style.height = "auto";
            input.style.height = `${input.scrollHeight + 2}px`;
        };
        const send = () => {
            const text = input.value.trim();
            if (text)
                this.backend.editMessage(this.sequence, text, putBack.wanted);
        };
        const back = () => {
            putBack.end();
            this.show();
            this.element.querySelector(".edit").focus();
        };
        input.value = this.text;
        input.addEventListener("input", grow);
        input.addEventListener("keydown", (event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                send();
            } else if (event.key === "Escape") {
                event.stopPropagation();
                back();
            }
        });
        this.element.classList.add("editing");
        this.element.replaceChildren(input, putBack.element, make("div", { class: "choices" }, make("span", {}, strings["edit-note"]),
            make("button", { class: "button", type: "button", onclick: back }, strings.cancel),
            make("button", { class: "button primary", type: "button", onclick: send }, strings.send)));
        grow();
        input.focus();
    }
}
