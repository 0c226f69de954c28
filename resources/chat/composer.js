// Where the user writes: Enter sends, Shift+Enter makes a line, Stop while the agent works. What is sent meanwhile waits for the end of the turn;
// with Ctrl+Enter the turn hears it at once.

import { Mentions } from "./mentions.js";
import { ComposerFiles } from "./files.js";
import { ComposerImages } from "./images.js";
import { fill, icon, make } from "./page/elements.js";
import { EditorContext } from "./context.js";
import { ModelPicker } from "./picker.js";

export class Composer {
    /** `drafts`: what a page before this one had in its composer, by chat. */
    constructor(backend, strings, { drafts, planning }) {
        this.backend = backend;
        this.strings = strings;
        this.working = false;
        this.chat = "";
        this.drafts = new Map(Object.entries(drafts)); // of the chats that are not shown
        this.kept = drafts[""] ?? "";
        this.prompt = make("textarea", { id: "prompt", rows: "2", dir: "auto", placeholder: strings.placeholder, "aria-label": strings.placeholder });
        this.model = make("button", { id: "model", type: "button", title: strings.models, onclick: () => this.ready ? this.picker.toggle() : backend.openSettings() });
        this.picker = new ModelPicker(backend, strings, this.model, () => this.planning);
        this.usage = make("div", { id: "usage" });
        this.queue = make("button", { id: "queue", class: "button", type: "button", hidden: true, title: strings["queue-title"], onclick: () => this.sendText() }, strings.queue);
        const mode = (name) => make("button", { type: "button", role: "radio", tabindex: "-1", "data-mode": name, title: strings[`${name}-title`], onclick: () => this.setPlanning(name === "plan") }, strings[name]);
        this.mode = make("div", { id: "mode", role: "radiogroup", "aria-label": strings.mode }, mode("act"), mode("plan"));
        this.mode.addEventListener("keydown", (event) => {
            if (!event.key.startsWith("Arrow"))
                return;
            event.preventDefault(); // there are two: each arrow leads to the other
            this.setPlanning(!this.planning);
            this.mode.querySelector("[aria-checked=true]").focus();
        });
        this.send = make("button", { id: "send", type: "button", onclick: () => this.press() });
        document.getElementById("foot").append(make("div", { id: "composer" }, this.prompt,
            make("div", { class: "bar" }, this.mode, this.model, make("span", { class: "gap" }), this.queue, this.send)), this.usage, this.picker.element);
        this.mentions = new Mentions(backend, strings, this.prompt, () => this.grow());
        this.images = new ComposerImages(backend, strings, this);
        this.context = new EditorContext(backend, strings, this.prompt);
        this.files = new ComposerFiles(backend, strings, this);
        this.prompt.addEventListener("input", () => this.grow());
        this.prompt.addEventListener("keydown", (event) => this.key(event));
        this.showPlanning(planning);
        this.prompt.value = this.kept;
        this.grow();
    }

    /** Whether the next messages are to plan, or to act. */
    setPlanning(planning) {
        this.showPlanning(planning);
        this.backend.setPlanning(planning);
    }

    showPlanning(planning) {
        this.planning = planning;
        for (const button of this.mode.children) {
            const isChosen = (button.dataset.mode === "plan") === planning;
            button.setAttribute("aria-checked", String(isChosen));
            button.tabIndex = isChosen ? 0 : -1;
        }
        document.getElementById("composer").classList.toggle("planning", planning);
        this.showModel();
    }

    showModel() {
        this.model.textContent = this.ready ? this.names[this.planning ? "plan" : "act"] : this.strings["no-model"];
    }

    setWorking(working) {
        this.working = working;
        this.refresh();
    }

    setModel({ name, planning, ready, contextTokens, images }) {
        this.images.setTaken(images, name);
        this.ready = ready;
        this.contextTokens = contextTokens;
        this.names = { act: name, plan: planning || name };
        this.showModel();
    }

    setUsage({ input, output, cached, cost, turnCost, context }) {
        const { strings } = this;
        const short = (number) => number.toLocaleString(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
        const tokens = fill(strings[cached > 0 ? "usage-cached" : "usage"], short(input), short(output), short(cached));
        const parts = cost ? [make("span", {}, fill(strings["usage-cost"], turnCost, cost))] : [];
        parts.push(make("span", {}, tokens));
        if (this.contextTokens > 0) {
            const percent = Math.min(100, Math.round(100 * context / this.contextTokens));
            parts.push(make("span", { class: percent >= 75 ? "full" : "" }, fill(strings["usage-context"], percent, short(this.contextTokens))));
        }
        this.usage.replaceChildren(...(input + output > 0 ? parts : []));
    }

    setText(text) {
        this.prompt.value = text;
        this.grow();
        this.prompt.focus();
    }

    key(event) {
        if (this.mentions.key(event))
            return;
        if (event.key === "." && event.ctrlKey) {
            event.preventDefault();
            this.setPlanning(!this.planning);
        } else if (event.key === "Escape" && this.working) {
            this.backend.stop();
        } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            this.sendText(event.ctrlKey || event.metaKey);
        }
    }

    press() {
        if (this.working)
            this.backend.stop();
        else
            this.sendText();
    }

    /** `now`: the turn that works hears it before it goes on. */
    sendText(now = false) {
        const written = this.prompt.value.trim();
        if (!written)
            return;
        const text = this.context.addTo(written);
        this.setText("");
        this.sentIn = this.chat;
        if (now)
            this.backend.sendNow(text);
        else
            this.backend.send(text);
    }

    /** Another chat is shown: what was begun in the other one stays there. */
    setChat(id) {
        if (id === this.chat)
            return;
        // A new chat that gets its name keeps what is written meanwhile.
        const named = !this.chat && this.sentIn === "";
        this.sentIn = undefined;
        this.context.setChat(id, named);
        if (!named) {
            this.drafts.set(this.chat, this.prompt.value);
            if (this.kept !== this.prompt.value)
                this.backend.keepDraft(this.chat, this.prompt.value);
            this.prompt.value = this.drafts.get(id) ?? "";
        } else {
            this.backend.keepDraft("", "");
        }
        this.chat = id;
        this.kept = named ? "" : this.prompt.value;
        this.grow();
    }

    /** What was sent and could not be kept stands before what was typed since. */
    takeBack(chat, words) {
        if (chat === this.chat) {
            this.setText(this.prompt.value ? `${words}\n${this.prompt.value}` : words);
        } else {
            const waits = this.drafts.get(chat);
            this.drafts.set(chat, waits ? `${words}\n${waits}` : words);
            this.backend.keepDraft(chat, this.drafts.get(chat));
        }
    }

    /** Outside of this page, which may die: at once, or where it is much, when typing pauses. */
    keep() {
        clearTimeout(this.keeping);
        const keep = () => {
            if (this.kept !== this.prompt.value)
                this.backend.keepDraft(this.chat, this.kept = this.prompt.value);
        };
        if (this.prompt.value.length < 20_000)
            keep();
        else
            this.keeping = setTimeout(keep, 500);
    }

    grow() {
        this.keep();
        this.prompt.style.height = "auto";
        this.prompt.style.height = `${this.prompt.scrollHeight}px`;
        this.images.refresh();
        this.files.refresh();
        this.refresh();
    }

    refresh() {
        this.send.classList.toggle("stop", this.working);
        this.queue.hidden = !this.working || !this.prompt.value.trim();
        this.send.disabled = !this.working && !this.prompt.value.trim();
        this.send.replaceChildren(icon(this.working ? "stop" : "send"), ...(this.working ? [this.strings.stop] : []));
        this.send.setAttribute("aria-label", this.working ? this.strings.stop : this.strings.send);
    }
}
