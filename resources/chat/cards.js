// Cards for what the agent does: one for each tool call, one for each question to the user.

import { diffBlock } from "./diff.js";
import { icon, make } from "./page/elements.js";
import { fragmentOf } from "./trusted.js";

const iconOfTool = {
    read_file: "read", write_file: "write", edit_file: "write", list_files: "list", list_folder: "list", search: "search",
    search_files: "search", run_command: "run",
};

/** A tool call: icon, title, how it stands; what came of it is folded away until it is asked for. */
export class ToolCard {
    constructor(call, strings) {
        this.strings = strings;
        this.state = make("span", { class: "state", role: "status" });
        this.given = make("span", { class: "answer-given" });
        this.output = make("pre", { class: "block wrap", dir: "ltr" });
        this.body = make("div", { class: "body" }, this.output);
        const fold = icon("fold");
        fold.classList.add("fold");
        this.element = make("details", { class: "card", "data-tool": call.name, "data-call": call.id },
            make("summary", {}, icon(iconOfTool[call.name] ?? "tool"), make("span", { class: "what", dir: "auto" }, call.title), this.given, this.state, fold),
            this.body);
        this.setState("running");
    }

    setState(state) {
        this.state.className = `state ${state}`;
        this.state.replaceChildren(...{ done: [icon("check")], failed: [icon("cross")] }[state] ?? [], this.strings[`tool-${state}`] || make("span", { class: "unseen" }, this.strings[`tool-said-${state}`] ?? ""));
    }

    /** What was allowed or refused stays to be read in the card; a small change stays in sight. */
    keepPreview(preview, given) {
        this.given.textContent = given;
        this.body.prepend(preview);
        this.element.hidden = false;
        this.element.open = (preview.querySelector(".diff")?.childElementCount ?? Infinity) <= 16;
    }

    appendOutput(text) {
        this.hasOutput = true;
        this.output.append(text);
        this.body.scrollTop = this.body.scrollHeight;
    }

    finish(ok, result, refused) {
        this.setState(refused ? "refused" : ok ? "done" : "failed");
        if (!this.hasOutput || !ok)
            this.output.textContent = result;
        if (!this.output.textContent.trim())
            this.output.textContent = this.strings["tool-nothing"];
    }
}

/** A command is coloured as one; it is no part of the page's own words, which may run from right to left. */
function commandBlock({ html }) {
    const block = make("pre", { class: "block wrap command", dir: "ltr" });
    block.append(fragmentOf(html));
    return block;
}

/** A question: the change or the command as a whole, and its answers. Keys a and d while the card has the focus; c, A and e unfold what lasts, and then choose. */
export class ApprovalCard {
    constructor(request, strings, decide) {
        this.strings = strings;
        this.decide = (decision) => decide(request.callId, decision);
        const preview = make("div", { class: "preview", tabindex: "0", role: "region", "aria-label": strings["approval-preview"] },
            request.kind === "diff" ? diffBlock(request, strings) : commandBlock(request));
        this.preview = preview;
        this.element = make("section", {
            class: "approval", tabindex: "0", role: "group", "aria-label": request.title, "data-call": request.callId,
            onkeydown: (event) => this.key(event),
        }, make("header", {}, icon("question"), make("span", {}, request.title)), preview);
        if (request.reason)
            this.element.append(make("div", { class: "reason" }, request.reason));
        this.element.append(...this.choices(request));
    }

    choices(request) {
        const choice = (text, key, decision, look) => make("button",
            { class: `button ${look}`, type: "button", "data-decision": decision, onclick: () => this.decide(decision) }, text, make("kbd", {}, key));
        const once = choice(this.strings["allow-once"], "a", "once", "primary");
        const deny = choice(this.strings.deny, "d", "no", "danger");
        if (!request.always)
            return [make("div", { class: "choices" }, once, deny)];
        const lasting = make("div", { class: "lasting", hidden: true }, make("div", { class: "always" }, request.always),
            make("div", { class: "choices" }, choice(this.strings["allow-chat"], "c", "chat", ""), choice(this.strings["allow-always"], "A", "always", ""),
                choice(this.strings["allow-everywhere"], "e", "everywhere", "")));
        const more = make("button", { class: "button more", type: "button", "aria-expanded": "false", onclick: () => {
            lasting.hidden = !lasting.hidden;
            more.setAttribute("aria-expanded", String(!lasting.hidden));
        } }, this.strings["allow-longer"]);
        return [make("div", { class: "choices" }, once, more, deny), lasting];
    }

    key(event) {
        if (event.ctrlKey || event.altKey || event.metaKey)
            return;
        const decision = { a: "once", c: "chat", A: "always", e: "everywhere", d: "no" }[event.key];
        const button = decision && this.element.querySelector(`[data-decision="${decision}"]`);
        if (!button)
            return;
        event.preventDefault();
        if (button.closest("[hidden]")) { // What it would allow is to be read first.
            this.element.querySelector(".more").click();
            return;
        }
        this.decide(decision);
    }
}
