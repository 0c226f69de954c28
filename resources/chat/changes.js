// The card of what a turn changed: its files with their lines, and the way to look at them and to take them back.

import { icon, make, fill } from "./page/elements.js";

const letters = { modified: "M", added: "A", deleted: "D", renamed: "R", "type-changed": "T" };

function counts({ added, removed, binary }, strings) {
    return make("span", { class: "counts" },
        binary ? make("span", { class: "binary" }, strings.binary) : undefined,
        !binary && added ? make("span", { class: "plus" }, `+${added}`) : undefined,
        !binary && removed ? make("span", { class: "minus" }, `−${removed}`) : undefined);
}

/** Where there is little room it is the folder that is cut, not the name. */
function pathOf({ path, original }) {
    const end = path.lastIndexOf("/") + 1;
    const folder = (original ? `${original} → ` : "") + path.slice(0, end);
    return make("span", { class: "path" }, make("span", { class: "folder" }, folder), make("span", { class: "name" }, path.slice(end)));
}

export class ChangesCard {
    constructor(changed, strings, backend, places) {
        this.strings = strings;
        // Going to `to` since `since` is what the button does next: undoes the turn, or that again.
        this.to = changed.before;
        this.since = changed.after;
        this.undone = false;
        const review = (path) => backend.review(changed.before, changed.after, path);
        this.note = make("div", { class: "outcome", role: "status", hidden: true });
        this.button = make("button", {
            class: "button", type: "button", "data-do": "undo", onclick: () => {
                this.button.disabled = true;
                backend.goBack(this.to, this.since);
            },
        });
        const list = make("ul", {}, ...changed.files.map((file) => make("li", {},
            make("button", { type: "button", title: file.path, onclick: () => review(file.path) },
                make("span", { class: `kind ${file.change}`, title: strings[`change-${file.change}`] }, letters[file.change]),
                pathOf(file), counts(file, strings)),
            file.change === "deleted" ? undefined : places.openButton(file.path))));
        if (changed.more)
            list.append(make("li", { class: "more" }, fill(strings["changes-more"], changed.more)));
        this.element = make("section", { class: "changes", "aria-label": changed.title },
            make("header", {}, icon("write"), make("span", { class: "what" }, changed.title), counts(changed, strings),
                make("span", { class: "do" },
                    make("button", { class: "button primary", type: "button", "data-do": "review", onclick: () => review("") }, strings.review),
                    this.button)),
            list, this.note);
        this.refresh();
    }

    refresh() {
        this.button.disabled = false;
        this.button.textContent = this.strings[this.undone ? "redo" : "undo"];
        this.element.classList.toggle("undone", this.undone);
    }

    /** True where it was this turn that was taken back, or done again. */
    restored(event) {
        if (event.to !== this.to || event.since !== this.since)
            return false;
        this.to = event.before;
        this.since = event.after;
        this.undone = !this.undone;
        this.note.hidden = false;
        this.note.textContent = event.text;
        this.refresh();
        return true;
    }
}
