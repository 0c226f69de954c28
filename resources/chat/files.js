// Text files in messages: dropped or pasted into the composer, named in the text ("@file-1a2b3c4d5e6f"), shown by their own names above it.
// One that lies in the workspace becomes a mention of it.

import { fill, icon, make } from "./page/elements.js";

const pattern = /(?<![\w@./-])@(file-[0-9a-f]{12})(?![\w/-])/g;
const mostBytes = 1_000_000;
const labels = new Map(); // name → what it was called; "" where it is gone

const filesIn = (text) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]))];
const isPicture = (file) => file.type.startsWith("image/") && file.type !== "image/svg+xml";

export class ComposerFiles {
    constructor(backend, strings, composer) {
        Object.assign(this, { backend, strings, composer });
        this.strip = make("div", { class: "files", hidden: true });
        this.note = make("div", { class: "image-note", role: "status", hidden: true });
        composer.prompt.before(this.strip, this.note);
        composer.prompt.addEventListener("input", () => this.refresh());
        composer.prompt.addEventListener("paste", (event) => this.takeFrom(event, event.clipboardData));
        document.addEventListener("drop", (event) => this.takeFrom(event, event.dataTransfer));
        backend.fileAttached.connect((file) => this.attached(file));
        backend.fileLoaded.connect(({ name, label }) => {
            labels.set(name, label);
            this.names = undefined;
            this.refresh();
        });
    }

    takeFrom(event, data) {
        const files = [...data?.files ?? []].filter((file) => !isPicture(file));
        if (!files.length)
            return;
        event.preventDefault(); // else the page would go to the file
        this.say("");
        for (const file of files) {
            if (file.size > mostBytes) {
                this.say(fill(this.strings["file-large"], file.name));
                continue;
            }
            const reader = new FileReader();
            reader.onload = () => this.backend.attachFile(file.name, reader.result.slice(reader.result.indexOf(",") + 1));
            reader.onerror = () => this.say(fill(this.strings["file-unread"], file.name));
            reader.readAsDataURL(file);
        }
    }

    attached({ name, label, mention, problem }) {
        if (problem) {
            this.say(problem);
            return;
        }
        if (name)
            labels.set(name, label);
        const { prompt } = this.composer;
        const before = prompt.value.slice(0, prompt.selectionStart);
        const gap = !before || /\s$/.test(before) ? "" : " ";
        prompt.setRangeText(`${gap}@${mention ?? name} `, prompt.selectionStart, prompt.selectionEnd, "end");
        prompt.dispatchEvent(new Event("input"));
        prompt.focus();
    }

    refresh() {
        const names = filesIn(this.composer.prompt.value);
        this.strip.hidden = !names.length;
        if (names.join() === this.names)
            return;
        this.names = names.join();
        for (const name of names)
            if (!labels.has(name)) {
                labels.set(name, name);
                this.backend.loadFile(name);
            }
        this.strip.replaceChildren(...names.map((name) => make("span", { class: `file${labels.get(name) ? "" : " gone"}`, title: labels.get(name) || name }, icon("read"),
            make("span", { class: "name" }, labels.get(name) || name),
            make("button", { type: "button", title: this.strings["file-remove"], "aria-label": this.strings["file-remove"], onclick: () => this.remove(name) }, icon("cross")))));
    }

    remove(name) {
        const { prompt } = this.composer;
        prompt.value = prompt.value.replaceAll(new RegExp(`@${name}(?![\\w/-]) ?`, "g"), "");
        prompt.dispatchEvent(new Event("input"));
        prompt.focus();
    }

    say(sentence) {
        this.note.textContent = sentence;
        this.note.hidden = !sentence;
    }
}
