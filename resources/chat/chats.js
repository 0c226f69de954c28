// The workspace's chats: a button in the head with the name of the one that is shown, and a list that it opens.

import { fill, icon, make } from "./page/elements.js";

/** Text with the words that were found marked; they stand between U+0002 and U+0003. */
function marked(text) {
    const parts = text.split(/\u0002([^\u0003]*)\u0003/);
    return parts.map((part, at) => (at % 2 ? make("mark", {}, part) : part));
}

/** Like a mail program: the time for today, else the day. */
function whenOf(milliseconds, language) {
    const at = new Date(milliseconds);
    const now = new Date();
    if (at.toDateString() === now.toDateString())
        return at.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    return at.toLocaleDateString(language, { day: "numeric", month: "short", ...(at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }) });
}

export class ChatList {
    constructor(backend, strings, language) {
        this.backend = backend;
        this.strings = strings;
        this.language = language;
        this.chats = [];
        this.button = document.getElementById("chats-button");
        this.title = document.getElementById("title");
        this.badge = document.getElementById("chats-badge");
        const fold = icon("down");
        this.button.append(fold);
        this.button.title = strings.chats;
        this.button.addEventListener("click", () => this.toggle());

        this.search = make("input", { type: "search", placeholder: strings["chats-search"], "aria-label": strings["chats-search"], spellcheck: "false",
            oninput: () => this.searchLater() });
        const fresh = make("button", { class: "button", type: "button", id: "chats-new", onclick: () => { this.close(); backend.newChat(); } },
            icon("plus"), strings["new-chat"]);
        this.list = make("ul", { id: "chats-list", "aria-label": strings.chats });
        this.panel = document.getElementById("chats");
        this.panel.setAttribute("aria-label", strings.chats);
        this.panel.append(make("div", { class: "top" }, make("label", { class: "search" }, icon("search"), this.search), fresh), this.list);
        this.panel.addEventListener("keydown", (event) => this.key(event));
        document.addEventListener("pointerdown", (event) => {
            if (!this.panel.hidden && !this.panel.contains(event.target) && !this.button.contains(event.target))
                this.close();
        });
        document.addEventListener("keydown", (event) => {
            if (event.key.toLowerCase() === "k" && event.ctrlKey && !event.shiftKey && !event.altKey) {
                event.preventDefault();
                this.toggle();
            }
        });
        backend.chatsChanged.connect((chats) => this.take(chats));
        backend.chatsFound.connect((words, found) => this.takeFound(words, found));
        this.take([]);
    }

    get isOpen() { return !this.panel.hidden; }

    take(chats) {
        this.chats = chats;
        const shown = chats.find((chat) => chat.shown);
        this.title.textContent = shown?.title || this.strings["new-chat"];
        const others = chats.filter((chat) => !chat.shown);
        const call = others.some((chat) => chat.state === "asks") ? "asks" : others.some((chat) => chat.unread) ? "unread"
            : others.some((chat) => chat.state === "working") ? "working" : "";
        this.badge.dataset.state = call;
        this.badge.textContent = call ? this.strings[`chats-${call}`] : "";
        if (this.isOpen && !this.words())
            this.draw();
    }

    words() { return this.search.value.trim(); }

    toggle() { if (this.isOpen) this.close(true); else this.open(); }

    open() {
        this.panel.hidden = false;
        this.button.setAttribute("aria-expanded", "true");
        this.search.value = "";
        this.draw();
        this.search.focus();
    }

    close(back) {
        this.panel.hidden = true;
        this.button.setAttribute("aria-expanded", "false");
        if (back)
            this.button.focus();
    }

    /** The rows as they are now; the focus stays with its chat. */
    draw() {
        if (this.list.querySelector(".editing, .deleting"))
            return; // once that is done
        const focused = this.list.contains(document.activeElement) ? document.activeElement.closest("li")?.dataset.chat : undefined;
        this.list.replaceChildren(...this.chats.map((chat) => this.row(chat)));
        if (!this.chats.length)
            this.list.append(make("li", { class: "none" }, this.strings["chats-none"]));
        if (focused)
            this.rowOf(focused)?.querySelector(".open").focus();
    }

    rowOf(id) { return [...this.list.children].find((row) => row.dataset.chat === id); }

    row(chat) {
        const state = chat.state === "done" && chat.unread ? "unread" : chat.state;
        const word = this.strings[`chats-${state}`] ?? "";
        const open = make("button", { class: "open", type: "button", title: chat.title, "aria-current": chat.shown ? "true" : undefined,
            onclick: () => { this.close(); this.backend.openChat(chat.id, 0); } },
            make("span", { class: "dot", "data-state": state }),
            make("span", { class: "name", dir: "auto" }, chat.title),
            make("span", { class: "when" }, word || whenOf(chat.at, this.language)));
        const action = (drawing, name, act) => make("button", { class: "icon-button", type: "button", title: this.strings[name], "aria-label": this.strings[name],
            "data-action": name, onclick: act }, icon(drawing));
        const row = make("li", { "data-chat": chat.id, class: `${chat.shown ? "shown" : ""} ${chat.unread ? "unread" : ""}` }, open,
            make("span", { class: "actions" },
                action("rename", "chat-rename", () => this.rename(row, chat)),
                action(chat.pinned ? "unpin" : "pin", chat.pinned ? "chat-unpin" : "chat-pin", () => this.backend.pinChat(chat.id, !chat.pinned)),
                action("export", "chat-export", () => this.chooseFormat(row, chat)),
                action("delete", "chat-delete", () => this.confirm(row, chat))));
        if (chat.pinned)
            open.querySelector(".name").before(make("span", { class: "pinned", role: "img", "aria-label": this.strings["chat-pinned"] }, icon("pin")));
        return row;
    }

    /** In place of the row until it is done. */
    replaceRow(row, kind, ...children) {
        let over = false; // leaving the page takes the focus away, which may be why it is left
        const done = () => {
            if (over)
                return;
            over = true;
            inside.remove();
            row.hidden = false;
            this.draw();
            (this.rowOf(row.dataset.chat) ?? this.list.firstChild)?.querySelector(".open")?.focus();
        };
        const inside = make("li", { class: kind, "data-chat": row.dataset.chat, onkeydown: (event) => {
            if (event.key === "Escape") {
                event.stopPropagation();
                done();
            }
        } }, ...children);
        row.hidden = true;
        row.after(inside);
        return { inside, done };
    }

    rename(row, chat) {
        const input = make("input", { type: "text", value: chat.title, "aria-label": this.strings["chat-rename"] });
        const { done } = this.replaceRow(row, "editing", input);
        input.addEventListener("keydown", (event) => {
            if (event.key === "Enter" && !event.isComposing) {
                event.preventDefault(); // it would open the row that gets the focus
                this.backend.renameChat(chat.id, input.value.trim());
                done();
            }
        });
        input.addEventListener("blur", () => { if (input.isConnected) done(); });
        input.select();
        input.focus();
    }

    chooseFormat(row, chat) {
        const choice = (format) => make("button", { class: "button", type: "button", onclick: () => { this.backend.exportChat(chat.id, format); done(); } },
            this.strings[`export-${format}`]);
        const first = choice("markdown");
        const { done } = this.replaceRow(row, "deleting", make("p", {}, fill(this.strings["export-ask"], chat.title)),
            make("div", { class: "choices" }, first, choice("json"), make("button", { class: "button", type: "button", onclick: () => done() }, this.strings.cancel)));
        first.focus();
    }

    confirm(row, chat) {
        const keep = make("button", { class: "button", type: "button", onclick: () => done() }, this.strings["chat-keep"]);
        const { done } = this.replaceRow(row, "deleting", make("p", {}, fill(this.strings["delete-ask"], chat.title)),
            make("div", { class: "choices" }, make("button", { class: "button danger", type: "button", "data-action": "really-delete",
                onclick: () => { this.chats = this.chats.filter((one) => one.id !== chat.id); this.backend.deleteChat(chat.id); done(); } }, this.strings["chat-delete"]), keep));
        keep.focus();
    }

    searchLater() {
        clearTimeout(this.later);
        if (!this.words()) {
            this.draw();
            return;
        }
        this.later = setTimeout(() => this.backend.searchChats(this.words()), 120);
    }

    takeFound(words, found) {
        if (!this.isOpen || words !== this.words())
            return;
        this.list.replaceChildren(...found.map((one) => make("li", { class: "found", "data-chat": one.chat },
            make("button", { class: "open", type: "button", onclick: () => { this.close(); this.backend.openChat(one.chat, one.sequence); } },
                make("span", { class: "head" }, make("span", { class: "name", dir: "auto" }, one.title), make("span", { class: "when" }, whenOf(one.at, this.language))),
                one.sequence ? make("span", { class: "text" }, ...marked(one.text)) : undefined))));
        if (!found.length)
            this.list.append(make("li", { class: "none" }, fill(this.strings["chats-not-found"], words)));
    }

    /** Arrows move over the rows, F2 renames, Delete deletes, Escape closes. */
    key(event) {
        const rows = [...this.list.querySelectorAll("li:not([hidden]) .open")];
        const row = document.activeElement.closest("#chats-list li");
        const at = rows.indexOf(row?.querySelector(".open"));
        const chat = this.chats.find((one) => one.id === row?.dataset.chat);
        const editing = row?.matches(".editing, .deleting");
        if (event.key === "Escape") {
            this.close(true);
        } else if (event.key === "ArrowDown" && !editing) {
            rows[Math.min(at + 1, rows.length - 1)]?.focus();
        } else if (event.key === "ArrowUp" && !editing) {
            (at > 0 ? rows[at - 1] : this.search).focus();
        } else if (event.key === "Enter" && event.target === this.search) {
            rows[0]?.click();
        } else if (event.key === "F2" && chat && !editing && !row.matches(".found")) {
            this.rename(row, chat);
        } else if (event.key === "Delete" && chat && !editing && !row.matches(".found")) {
            this.confirm(row, chat);
        } else {
            return;
        }
        event.preventDefault();
    }
}
