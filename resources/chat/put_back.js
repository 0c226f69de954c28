// Offers, where an earlier message is written anew, to put the files back as they were then. Unticked; what it would do is told first.

import { fill, make } from "./page/elements.js";

export class PutBack {
    constructor(backend, sequence, strings) {
        Object.assign(this, { backend, strings });
        this.box = make("input", { type: "checkbox" });
        this.list = make("div", { class: "files", hidden: true });
        this.element = make("div", { class: "put-back", hidden: true }, make("label", {}, this.box, make("span", {}, strings["put-back"])), this.list);
        this.box.addEventListener("change", () => { this.list.hidden = !this.box.checked; });
        this.take = (of, preview) => {
            if (of === sequence)
                this.offer(preview);
        };
        backend.puttingBackPreviewed.connect(this.take);
        backend.previewPuttingBack(sequence);
    }

    get wanted() {
        return this.box.checked;
    }

    offer({ back, backMore, kept, keptMore }) {
        const rows = (names, more, name) => [...names.map((path) => make("li", { class: name, title: path }, path)),
            more ? make("li", { class: "more" }, fill(this.strings["changes-more"], more)) : undefined];
        const part = (title, names, more, name) => names.length ? [make("div", {}, title), make("ul", {}, ...rows(names, more, name))] : [];
        this.list.replaceChildren(...part(this.strings["put-back-files"], back, backMore, "back"), ...part(this.strings["put-back-kept"], kept, keptMore, "kept"));
        this.element.hidden = false;
    }

    /** The message is no longer edited. */
    end() {
        this.backend.puttingBackPreviewed.disconnect(this.take);
    }
}
