// Joins the terminals' page to its C++ side. The backend object is all that it can reach: no network, no other page.

import { icon, make } from "./page/elements.js";

import { Notice } from "./notice.js";
import { Screen } from "./screen.js";
import { Tabs } from "./tabs.js";

class Terminals {
    #backend;
    #strings;
    #tabs;
    #notice;
    #rows = [];
    #screens = new Map();
    #selected = 0;
    #connected = true;
    #known = false; // the list has come
    #wanted = false; // a first terminal, once it has
    #creating = false;
    #proposal = ""; // a command line for the next terminal

    constructor(backend, strings) {
        this.#backend = backend;
        this.#strings = strings;
        this.#notice = new Notice(document.getElementById("notice"));
        this.#tabs = new Tabs(document.getElementById("tabs"), strings);
        this.#tabs.onselect = (id) => this.select(id);
        this.#tabs.onaway = (id) => this.#away(id);
        this.#button("new", "plus", strings.new, () => this.create());
        this.#button("hide", "cross", strings.hide, () => backend.hide());
        document.getElementById("empty").append(make("p", {}, strings.empty),
            make("button", { class: "button primary", type: "button", onclick: () => this.create() }, strings.new));
    }

    #button(id, drawing, name, onclick) {
        const button = document.getElementById(id);
        button.append(icon(drawing));
        button.title = name;
        button.setAttribute("aria-label", name);
        button.addEventListener("click", onclick);
    }

    show(rows) {
        this.#rows = rows;
        this.#known = true;
        for (const [id, screen] of this.#screens) {
            if (!rows.some((row) => row.id === id)) {
                screen.remove();
                this.#screens.delete(id);
            }
        }
        if (!rows.some((row) => row.id === this.#selected))
            this.select(rows.at(-1)?.id ?? 0);
        else
            this.#draw();
        if (this.#wanted)
            this.opened();
        this.#makePlace();
    }

    /** A command line goes into a terminal of its own: what runs in another would take it for its own input. */
    propose(command) {
        this.#proposal = command;
        this.#makePlace();
    }

    #makePlace() {
        if (this.#proposal && this.#known && !this.#creating)
            this.create();
    }

    created(id) {
        this.#creating = false;
        this.select(id);
        const command = this.#proposal;
        this.#proposal = "";
        if (command)
            this.#screens.get(id)?.propose(command, () => this.problem(this.#strings["lines-refused"]));
    }

    /** The panel has come into view: who opens it wants to type. */
    opened() {
        this.#wanted = !this.#known;
        if (this.#known && this.#rows.length === 0 && !this.#creating)
            this.create();
        else
            this.#screens.get(this.#selected)?.focus();
    }

    create() {
        const { cols, rows } = this.size ?? { cols: 80, rows: 24 };
        this.#creating = true;
        this.#backend.create(cols, rows);
    }

    select(id) {
        this.#selected = id;
        if (id !== 0 && !this.#screens.has(id)) {
            const screen = new Screen(this.#backend, id, document.getElementById("screens"));
            screen.setTyping(this.#connected);
            this.#screens.set(id, screen);
        }
        this.#draw();
        this.#screens.get(id)?.focus();
    }

    redraw(id, columns, rows) { this.#screens.get(id)?.redraw(columns, rows); }
    resized(id, columns, rows) { this.#screens.get(id)?.resized(columns, rows); }
    write(id, base64) { this.#screens.get(id)?.write(base64); }
    end(id, sentence) { this.#screens.get(id)?.end(sentence); }

    setConnected(connected, sentence) {
        this.#connected = connected;
        this.#notice.stand(connected ? "" : sentence);
        for (const screen of this.#screens.values())
            screen.setTyping(connected);
    }

    problem(sentence) {
        this.#creating = false;
        this.#notice.problem(sentence, this.#strings.close);
    }

    refreshColours() {
        for (const screen of this.#screens.values())
            screen.refreshColours();
    }

    focus() { this.#screens.get(this.#selected)?.focus(); }

    /** Of the screen that is shown. */
    get size() { return this.#screens.get(this.#selected)?.size; }

    /** For tests. */
    get text() { return this.#screens.get(this.#selected)?.text ?? ""; }

    #away(id) {
        const row = this.#rows.find((one) => one.id === id);
        if (!row)
            return;
        if (row.ended)
            this.#backend.end(id);
        else
            this.#notice.ask(this.#strings["end-question"].replace("%1", row.title), this.#strings["end-yes"], this.#strings["end-no"],
                () => this.#backend.end(id));
    }

    #draw() {
        this.#tabs.show(this.#rows, this.#selected);
        for (const [id, screen] of this.#screens)
            screen.show(id === this.#selected);
        document.getElementById("empty").hidden = !this.#known || this.#rows.length > 0;
    }
}

new QWebChannel(window.qt.webChannelTransport, (channel) => {
    const backend = channel.objects.backend;
    const root = document.documentElement;
    backend.setup((setup) => {
        root.dataset.theme = setup.theme;
        root.lang = setup.language;
        document.title = setup.strings.title;
        const terminals = new Terminals(backend, setup.strings);
        window.terminals = terminals; // for tests
        backend.terminalsChanged.connect((rows) => terminals.show(rows));
        backend.created.connect((id) => terminals.created(id));
        backend.redrawn.connect((id, columns, rows) => terminals.redraw(id, columns, rows));
        backend.resized.connect((id, columns, rows) => terminals.resized(id, columns, rows));
        backend.written.connect((id, base64) => terminals.write(id, base64));
        backend.ended.connect((id, sentence) => terminals.end(id, sentence));
        backend.connectionChanged.connect((connected, sentence) => terminals.setConnected(connected, sentence));
        backend.problem.connect((sentence) => terminals.problem(sentence));
        backend.opened.connect(() => terminals.opened());
        backend.proposed.connect(() => backend.takeProposed((command) => { if (command) terminals.propose(command); }));
        backend.themeChanged.connect((theme) => {
            root.dataset.theme = theme;
            terminals.refreshColours();
        });
        backend.pageStarted();
        root.dataset.ready = "true";
    });
});
