// The chat as it has gone so far. Takes the updates that C++ makes of the chat's events and draws them, at most once a frame.

import { ApprovalCard, ToolCard } from "./cards.js";
import { ChangesCard } from "./changes.js";
import { setDirections } from "./direction.js";
import { fill, icon, make } from "./page/elements.js";
import { Places } from "./places.js";
import { QuestionCard } from "./question.js";
import { UserMessage } from "./user_message.js";
import { fragmentOf, replaceChangedBlocks } from "./trusted.js";

/** Text that has not grown for so long is waited for: then something moves that says so. */
const pauseInText = 700; // ms
const manyTexts = 8;

export class Transcript {
    constructor(backend, strings) {
        this.backend = backend;
        this.strings = strings;
        this.places = new Places(backend, strings);
        this.element = document.getElementById("transcript");
        this.element.setAttribute("aria-label", strings.transcript);
        this.asked = document.getElementById("asked");
        this.scroller = document.getElementById("scroller");
        this.latest = document.getElementById("latest");
        this.latest.textContent = strings.latest;
        this.latest.addEventListener("click", () => this.toEnd());
        this.follows = true; // the end is in sight, and stays so when what stands below grows
        this.scroller.addEventListener("scroll", () => {
            this.follows = this.atEnd();
            this.latest.hidden = this.follows;
        });
        new ResizeObserver(() => { if (this.follows) this.toEnd(); }).observe(this.scroller);
        this.element.addEventListener("click", (event) => this.click(event));
        this.earlier = make("button", { id: "earlier", class: "button", type: "button", onclick: () => this.backend.showEarlier() }, strings.earlier);
        // Far enough ahead that scrolling seldom comes to it.
        new IntersectionObserver((seen) => { if (seen.at(-1).isIntersecting) this.backend.showEarlier(); },
            { root: this.scroller, rootMargin: "1200px 0px 0px 0px" }).observe(this.earlier);
        this.pending = [];
        this.isShown = false; // until it is known which chat that is
        this.clear();
    }

    clear() {
        this.element = document.getElementById("transcript");
        this.element.replaceChildren();
        this.earlier.remove();
        this.answers = new Map();
        this.tools = new Map();
        this.approvals = new Map();
        this.questions = new Map();
        this.changes = [];
        this.closed = []; // texts that have come to their end
        this.refused = new Set();
        this.onplan?.([]);
        if (this.working) // Another chat is shown, but what works goes on until it says otherwise.
            this.element.append(this.working);
    }

    get isEmpty() { return this.element.childElementCount === 0; }

    /** Many updates may come between two frames; they are drawn together. */
    take(updates) {
        this.pending.push(...updates);
        if (this.frame)
            return;
        this.frame = requestAnimationFrame(() => this.draw());
        // A hidden page gets no frames; what came is drawn all the same.
        if (document.hidden)
            setTimeout(() => this.draw(), 100);
    }

    draw() {
        cancelAnimationFrame(this.frame);
        this.frame = undefined;
        this.stay = this.atEnd();
        for (const update of this.pending.splice(0)) {
            this.endCountdown();
            this[`on_${update.type}`]?.(update);
        }
        if (this.stay)
            this.toEnd();
        if (this.closed.length >= manyTexts)
            this.rest();
        this.announce();
        this.ondrawn?.();
    }

    /** A question is heard at once, whatever is being read: the agent waits for its answer. */
    announce() {
        const open = [...this.approvals.values(), ...this.questions.values()].at(-1)?.element;
        if (open === this.announced)
            return;
        this.announced = open;
        this.asked.textContent = open ? fill(this.strings.asked, open.dataset.said ?? open.getAttribute("aria-label")) : "";
    }

    /** What has come to its end costs no layout any more once it is scrolled away. Many at once: this itself costs one. */
    rest() {
        const heights = this.closed.map((answer) => answer.getBoundingClientRect().height); // with its fraction: there may be hundreds
        this.closed.splice(0).forEach((answer, at) => {
            answer.style.containIntrinsicHeight = `auto ${heights[at]}px`;
            answer.classList.add("lazy");
        });
    }

    atEnd() { return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 60; }
    toEnd() {
        this.scroller.scrollTop = this.scroller.scrollHeight;
        this.latest.hidden = true;
    }

    add(element) {
        this.element.append(element);
        if (this.working)
            this.element.append(this.working);
    }

    on_clear({ earlier }) {
        this.clear();
        this.isShown = true;
        if (earlier)
            this.element.before(this.earlier);
    }

    /** What was before all that is shown, drawn as a part of its own: nothing in it is under way. */
    on_earlier({ updates, earlier }) {
        const { element, answers, tools, approvals, questions, changes, refused, working } = this;
        const part = make("div", { class: "part" });
        Object.assign(this, { element: part, answers: new Map(), tools: new Map(), approvals: new Map(), questions: new Map(), changes: [], refused: new Set(), working: undefined });
        for (const update of updates)
            this[`on_${update.type}`]?.(update);
        this.settle();
        Object.assign(this, { element, answers, tools, approvals, questions, changes, refused, working });
        const below = this.scroller.scrollHeight - this.scroller.scrollTop;
        this.element.prepend(part);
        this.scroller.scrollTop = this.scroller.scrollHeight - below;
        // Its size is known now: what is scrolled away costs no layout any more.
        part.style.containIntrinsicHeight = `auto ${part.offsetHeight}px`;
        part.classList.add("lazy");
        this.earlier.remove();
        if (earlier) // anew, so that it is seen anew
            requestAnimationFrame(() => this.element.before(this.earlier));
    }

    on_look({ sequence }) {
        const element = sequence ? this.element.querySelector(`[data-sequence="${sequence}"]`) : undefined;
        if (!element) {
            this.toEnd();
            return;
        }
        this.stay = false;
        element.scrollIntoView({ block: "center" });
        element.classList.add("looked-at");
        setTimeout(() => element.classList.remove("looked-at"), 2500);
    }

    on_user(message) {
        this.add(new UserMessage(message, this.backend, this.strings, this.places).element);
        this.planned = message.plan;
        this.element.querySelector(":scope > .carry")?.remove();
        if (this.element.id) {
            this.onmode?.(message.plan);
            this.toEnd();
        }
    }

    on_attached({ texts }) {
        this.add(make("div", { class: "attached", role: "group", "aria-label": this.strings.attached }, ...texts.map(({ name, text, ok }) =>
            make("details", { class: ok ? "" : "missing" }, make("summary", {}, icon(ok ? "read" : "alert"), make("span", {}, name), ok ? this.places.mentionButton(name) : undefined),
                make("pre", { class: "block wrap", dir: "ltr" }, text)))));
    }

    on_instructions({ files }) {
        if (files.length)
            this.add(this.places.link(make("div", { class: "note instructions" }, fill(this.strings.instructions, files.join(", ")))));
    }

    on_plan({ steps }) {
        if (this.element.id)
            this.onplan?.(steps);
    }

    on_question(question) {
        const card = new QuestionCard(question, this.strings, (callId, words) => this.backend.reply(callId, words));
        this.questions.set(question.callId, card);
        const tool = this.tools.get(question.callId);
        if (tool)
            tool.element.hidden = true;
        this.add(card.element);
        this.refreshWorking();
        if (document.hasFocus() && !document.getElementById("prompt").value)
            card.element.focus({ preventScroll: true });
    }

    on_answered({ callId, text }) {
        const card = this.questions.get(callId);
        if (!card)
            return;
        this.questions.delete(callId);
        const hadFocus = card.element.contains(document.activeElement);
        card.settle(text);
        this.refreshWorking();
        if (hadFocus)
            document.getElementById("prompt").focus();
    }

    on_answer({ id, html, streaming, sequence }) {
        let answer = this.answers.get(id);
        if (!answer) {
            answer = make("div", { class: "answer", role: "article", "aria-label": this.strings["said-agent"], "data-sequence": sequence });
            this.answers.set(id, answer);
            this.add(answer);
        }
        const fragment = setDirections(fragmentOf(html));
        for (const figure of fragment.querySelectorAll("figure.code"))
            this.places.blockButtons(figure).append(make("button", { class: "copy", type: "button" }, this.strings.copy));
        if (!streaming)
            this.places.link(fragment);
        replaceChangedBlocks(answer, fragment);
        if (!streaming && answer.classList.contains("streaming"))
            this.closed.push(answer);
        answer.classList.toggle("streaming", streaming);
        this.flow(streaming ? answer : undefined);
        answer.setAttribute("aria-busy", String(streaming));
    }

    on_thinking({ id, text }) {
        let block = this.answers.get(id);
        if (!block) {
            block = make("details", { class: "thinking" }, make("summary", {}, this.strings.thinking), make("div"));
            this.answers.set(id, block);
            this.add(block);
        }
        block.lastChild.textContent = text;
        this.flow(block);
    }

    /**
     * While text grows, its growing is what moves: what turns and blinks would have each frame drawn anew. Said to each of the two, for a class of
     * what is around them would cost the style of all that it holds.
     */
    flow(growing) {
        if (!this.element.id) // an earlier part
            return;
        clearTimeout(this.pause);
        const rest = (now) => {
            growing?.classList.toggle("rests", now);
            this.working?.classList.toggle("hushed", !now && growing !== undefined);
        };
        rest(!growing);
        if (growing)
            this.pause = setTimeout(() => rest(true), pauseInText);
    }

    /** The model is asked again later: counted down where "Working…" stands. */
    on_waiting({ reason, milliseconds }) {
        const until = performance.now() + milliseconds;
        const show = () => {
            const seconds = Math.ceil((until - performance.now()) / 1000);
            if (seconds <= 0)
                return this.endCountdown();
            if (this.working)
                this.working.textContent = `${reason} ${this.strings["asking-again"].replace("%1", seconds)}`;
            this.countdown = setTimeout(show, 250);
        };
        show();
    }

    endCountdown() {
        clearTimeout(this.countdown);
        if (this.working)
            this.working.textContent = this.strings.working;
    }

    on_tool(call) {
        const card = new ToolCard(call, this.strings);
        card.element.dataset.sequence = call.sequence;
        card.call = call;
        card.state.after(...this.places.buttonsOf(call));
        this.tools.set(call.id, card);
        this.add(card.element);
        card.element.hidden = call.name === "update_plan"; // the plan itself is in sight
    }

    /** The question stands in the place of its tool's card until it is answered. */
    on_permission(request) {
        const card = new ApprovalCard(request, this.strings, (callId, decision) => this.backend.decide(callId, decision));
        this.approvals.set(request.callId, card);
        const tool = this.tools.get(request.callId);
        card.element.querySelector("header").append(...this.places.buttonsOf(tool?.call));
        if (tool) {
            tool.element.hidden = true;
            tool.element.after(card.element);
        } else {
            this.add(card.element);
        }
        this.refreshWorking();
        if (document.hasFocus() && !document.getElementById("prompt").value)
            card.element.focus({ preventScroll: true });
    }

    on_decided({ callId, decision }) {
        const card = this.approvals.get(callId);
        if (!card)
            return;
        this.approvals.delete(callId);
        const hadFocus = card.element.contains(document.activeElement);
        card.element.remove();
        if (decision === "no")
            this.refused.add(callId);
        this.tools.get(callId)?.keepPreview(card.preview, decision === "no" ? "" : this.strings[`decided-${decision}`]);
        this.refreshWorking();
        if (hadFocus)
            document.getElementById("prompt").focus();
    }

    on_output({ id, text }) { this.tools.get(id)?.appendOutput(text); }

    on_result({ id, ok, text }) {
        const card = this.tools.get(id);
        card?.finish(ok, text, this.refused.has(id));
        if (card)
            this.places.linkOutput(card.element, card.output);
    }

    on_changed(changed) {
        const card = new ChangesCard(changed, this.strings, this.backend, this.places);
        this.changes.push(card);
        this.add(card.element);
    }

    /** In the card that it is about, where there is one. */
    on_restored(event) {
        const known = this.changes.some((card) => card.restored(event));
        if (!known)
            this.on_note(event);
    }

    on_note({ text }) { this.add(this.places.link(make("div", { class: "note", role: "status" }, text))); }

    /** It could not be gone back: the cards stand as they stood. */
    on_stayed(event) {
        for (const card of this.changes)
            card.refresh();
        this.on_error(event);
    }

    /** From here on the model reads a summary; what stands above is the user's alone. */
    on_compacted({ text }) {
        this.add(make("div", { class: "compacted", role: "note" },
            make("details", {}, make("summary", {}, this.strings.compacted), make("div", {}, text))));
    }

    on_settle({ cut }) {
        this.settle();
        if (cut)
            this.add(make("div", { class: "note cut", role: "status" }, this.strings.cut,
                make("button", { class: "button", type: "button", onclick: () => this.backend.goOn() }, this.strings["go-on"])));
    }

    on_usage(usage) { this.onusage?.(usage); }

    on_end({ text, answered, again, setup }) {
        this.settle();
        if (answered && this.planned && this.element.id)
            this.add(make("div", { class: "note carry" }, make("button", { class: "button primary", type: "button", onclick: () => this.oncarry?.() }, this.strings["act-on-plan"])));
        if (!text)
            return;
        const button = (label, act) => make("button", { class: "button", type: "button", onclick: act }, label);
        const actions = [again ? button(this.strings["go-on"], () => this.backend.goOn()) : undefined,
            setup ? button(this.strings.settings, () => this.backend.openSettings()) : undefined].filter(Boolean);
        this.add(make("div", { class: actions.length ? "note cut" : "note", role: "status" }, make("span", {}, text), ...actions));
    }

    on_error({ text, detail, again, setup }) {
        this.settle();
        const actions = make("div", { class: "actions" });
        if (again)
            actions.append(make("button", { class: "button again", type: "button", onclick: () => this.backend.goOn() }, this.strings.again));
        if (setup)
            actions.append(make("button", { class: "button", type: "button", onclick: () => this.backend.openSettings() }, this.strings.settings));
        const inside = make("div", {}, make("p", {}, text), actions);
        if (detail)
            inside.append(make("details", {}, make("summary", {}, this.strings.detail), make("pre", {}, detail)));
        this.add(make("div", { class: "error", role: "alert" }, icon("alert"), inside));
    }

    /** Nothing is under way any more, whatever was. */
    settle() {
        for (const answer of this.answers.values())
            answer.classList.remove("streaming");
        for (const callId of [...this.approvals.keys()])
            this.on_decided({ callId, decision: "cancelled" });
        for (const callId of [...this.questions.keys()])
            this.on_answered({ callId });
        for (const card of this.tools.values()) {
            if (/running/.test(card.state.className))
                card.setState("stopped");
        }
    }

    setWorking(working) {
        if (!working)
            this.endCountdown();
        this.working?.remove();
        this.element.classList.toggle("busy", working);
        if (working)
            this.element.querySelector(":scope > .note.cut")?.remove();
        this.working = working ? make("div", { class: "working" }, this.strings.working) : undefined;
        if (this.working)
            this.add(this.working);
        this.refreshWorking();
    }

    /** While a question stands, it is the user who is waited for. */
    refreshWorking() {
        if (this.working)
            this.working.hidden = this.approvals.size + this.questions.size > 0;
    }

    click(event) {
        const copy = event.target.closest("button.copy");
        const other = event.target.closest("button.block-button");
        if (other)
            this.places.clickedInBlock(other);
        else if (copy) {
            this.backend.copy(copy.closest("figure").querySelector("code").textContent);
            copy.textContent = this.strings.copied;
            setTimeout(() => { copy.textContent = this.strings.copy; }, 1200);
        }
    }
}

