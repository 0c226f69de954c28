// Which model answers: a list of the provider's, above the composer. Letters search, arrows walk, Enter chooses.

import { fill, icon, make } from "./page/elements.js";

const mostShown = 200;

export class ModelPicker {
    /** `isPlanning`: the next message is to plan. */
    constructor(backend, strings, opener, isPlanning) {
        this.isPlanning = isPlanning;
        this.backend = backend;
        this.strings = strings;
        this.opener = opener;
        this.models = [];
        this.purpose = "act";
        this.active = 0;
        this.search = make("input", {
            id: "model-search", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "model-list", autocomplete: "off", spellcheck: "false",
            placeholder: strings["model-search"], "aria-label": strings["model-search"],
        });
        this.purposes = ["act", "plan"].map((purpose) => make("button", {
            type: "button", class: "purpose", "data-purpose": purpose, title: strings[`model-${purpose}-hint`], onclick: () => this.usePurpose(purpose),
        }, strings[`model-${purpose}`]));
        this.list = make("div", { id: "model-list", role: "listbox", "aria-label": strings.models });
        this.state = make("span", { class: "state", role: "status" });
        this.refresh = make("button", { type: "button", class: "link", onclick: () => this.load(true) }, strings["models-refresh"]);
        this.element = make("div", { id: "models", role: "dialog", "aria-label": strings.models, hidden: true },
            make("div", { class: "top" }, icon("search"), this.search, make("div", { class: "purposes", role: "group" }, ...this.purposes)),
            this.list,
            make("div", { class: "bottom" }, this.state, this.refresh,
                make("button", { type: "button", class: "link", onclick: () => { this.close(); backend.openSettings(); } }, strings.settings)));
        opener.setAttribute("aria-haspopup", "dialog");
        opener.setAttribute("aria-expanded", "false");
        this.search.addEventListener("input", () => { this.active = 0; this.draw(); });
        this.element.addEventListener("keydown", (event) => this.key(event));
        this.list.addEventListener("click", (event) => this.click(event));
        document.addEventListener("pointerdown", (event) => {
            if (!this.element.hidden && !this.element.contains(event.target) && !opener.contains(event.target))
                this.close(false);
        });
        backend.modelListChanged.connect((list) => this.take(list));
    }

    toggle() { this.element.hidden ? this.open() : this.close(); }

    open() {
        this.element.hidden = false;
        this.opener.setAttribute("aria-expanded", "true");
        this.search.value = "";
        this.active = -1;
        this.usePurpose(this.isPlanning() ? "plan" : "act");
        this.search.focus();
        this.load(false);
    }

    close(giveFocus = true) {
        this.element.hidden = true;
        this.opener.setAttribute("aria-expanded", "false");
        if (giveFocus)
            document.getElementById("prompt").focus();
    }

    load(again) {
        this.state.textContent = this.strings["models-loading"];
        this.refresh.disabled = true;
        this.backend.loadModels(again);
    }

    take({ models, chosen, planning, about, problem }) {
        if (models)
            this.models = models;
        if (!this.search.value)
            this.active = -1;
        this.chosen = { act: chosen, plan: planning };
        this.about = about;
        this.problem = problem;
        this.refresh.disabled = false;
        this.state.textContent = problem || about;
        this.state.classList.toggle("problem", Boolean(problem));
        this.draw();
    }

    usePurpose(purpose) {
        this.purpose = purpose;
        for (const button of this.purposes)
            button.setAttribute("aria-pressed", String(button.dataset.purpose === purpose));
        this.active = -1;
        this.draw();
    }

    /** Favourites first; each word that was typed is in the name. */
    found() {
        const words = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
        const fits = this.models.filter(({ id, name }) => words.every((word) => id.toLowerCase().includes(word) || name.toLowerCase().includes(word)));
        const sorted = [...fits.filter((model) => model.favourite), ...fits.filter((model) => !model.favourite)];
        const typed = this.search.value.trim();
        if (this.purpose === "plan" && !words.length)
            sorted.unshift({ id: "", same: true });
        if (typed && !/\s/.test(typed) && !this.models.some(({ id }) => id === typed))
            sorted.push({ id: typed, typed: true });
        return sorted;
    }

    draw() {
        if (this.element.hidden)
            return;
        this.shown = this.found();
        const left = this.shown.length - mostShown;
        this.shown.length = Math.min(this.shown.length, mostShown);
        if (this.active < 0)
            this.active = Math.max(0, this.shown.findIndex(({ id }) => id === (this.chosen?.[this.purpose] ?? "")));
        this.active = Math.min(this.active, Math.max(0, this.shown.length - 1));
        const rows = this.shown.map((model, index) => this.row(model, index));
        if (left > 0)
            rows.push(make("div", { class: "more" }, fill(this.strings["models-more"], left)));
        if (!rows.length && this.search.value.trim())
            rows.push(make("div", { class: "more" }, this.strings["models-none"]));
        this.list.replaceChildren(...rows);
        this.mark();
    }

    row(model, index) {
        const { strings } = this;
        const chosen = model.id === (this.chosen?.[this.purpose] ?? "");
        const label = model.same ? strings["model-same"] : model.typed ? fill(strings["model-typed"], model.id) : model.id;
        const row = make("div", { class: "model", role: "option", id: `model-${index}`, "data-index": index, "aria-selected": String(chosen), title: model.name || undefined },
            chosen ? icon("check") : make("span", { class: "icon" }), make("span", { class: "id" }, label));
        if (model.same || model.typed)
            return row;
        row.append(
            make("span", { class: "facts" }, make("span", { class: model.context ? "" : "unknown" }, model.context || strings["context-unknown"]),
                make("span", { class: model.price ? "" : "unknown" }, model.price || strings["price-unknown"])),
            make("button", {
                type: "button", tabindex: "-1", class: "star", "aria-pressed": String(model.favourite),
                title: strings[model.favourite ? "model-unstar" : "model-star"], "aria-label": strings[model.favourite ? "model-unstar" : "model-star"],
            }, icon("star")));
        return row;
    }

    mark() {
        for (const row of this.list.children)
            row.classList.toggle("active", Number(row.dataset?.index) === this.active);
        const row = this.list.children[this.active];
        this.search.setAttribute("aria-activedescendant", row?.id ?? "");
        row?.scrollIntoView({ block: "nearest" });
    }

    key(event) {
        const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
        if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            this.close();
        } else if (step && this.shown.length) {
            event.preventDefault();
            this.active = Math.abs(step) === 1 ? (this.active + step + this.shown.length) % this.shown.length
                : Math.min(Math.max(this.active + step, 0), this.shown.length - 1);
            this.mark();
        } else if (event.key === "Enter" && event.target === this.search && !event.isComposing) {
            event.preventDefault();
            this.choose(this.active);
        } else if (event.altKey && event.key.toLowerCase() === "s") {
            event.preventDefault();
            this.star(this.active);
        }
    }

    click(event) {
        const index = Number(event.target.closest(".model")?.dataset.index ?? -1);
        if (index < 0)
            return;
        if (event.target.closest(".star"))
            this.star(index);
        else
            this.choose(index);
    }

    choose(index) {
        const model = this.shown[index];
        if (!model)
            return;
        this.backend.chooseModel(model.id, this.purpose);
        this.close();
    }

    star(index) {
        const model = this.shown[index];
        if (!model?.id || model.typed)
            return;
        this.active = index;
        this.backend.setFavourite(model.id, !model.favourite);
        model.favourite = !model.favourite; // it moves when the list is opened again, not from under the hand
        const row = this.list.children[index];
        row.replaceWith(this.row(model, index));
        this.mark();
        this.search.focus();
    }
}
