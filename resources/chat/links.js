// Links of the model lead anywhere: where to is shown before one is opened, and asked about when it is clicked.

import { fill, make } from "./page/elements.js";

/** The address with its host in sight; where the host can't be found, as a whole. */
function addressParts(address, host) {
    const at = host ? address.indexOf(host) : -1;
    if (at < 0)
        return [address];
    return [address.slice(0, at), make("strong", {}, host), address.slice(at + host.length)];
}

/** For a glance, without a word with C++. */
function hostOf(address) {
    try {
        const url = new URL(address);
        return url.protocol === "mailto:" ? url.pathname : url.host;
    } catch {
        return "";
    }
}

/** A sentence whose places are taken by elements. */
function sentence(words, ...parts) {
    return words.split(/(%\d)/).map((word) => /^%\d$/.test(word) ? parts[word[1] - 1] : word);
}

export class Links {
    constructor(backend, strings) {
        this.backend = backend;
        this.strings = strings;
        this.status = make("div", { id: "link-target", role: "status", dir: "ltr" });
        document.getElementById("foot").append(this.status);
        const linkOf = (event) => event.target.closest?.("a[href]");
        const show = (event) => this.glance(linkOf(event) ?? document.activeElement.closest("a[href]"));
        document.addEventListener("mouseover", show);
        document.addEventListener("focusin", show);
        document.addEventListener("focusout", () => this.glance());
        document.documentElement.addEventListener("mouseleave", () => this.glance());
        const ask = (event) => {
            const link = linkOf(event);
            if (!link)
                return;
            event.preventDefault();
            this.ask(link);
        };
        document.addEventListener("click", ask);
        document.addEventListener("auxclick", ask);
        // Not where the text scrolls by itself, as it does while the model writes.
        for (const elsewhere of ["pointerdown", "wheel"])
            document.addEventListener(elsewhere, (event) => { if (!this.card?.contains(event.target)) this.close(); }, { capture: true, passive: true });
        window.addEventListener("resize", () => this.close());
    }

    glance(link) {
        const address = link?.getAttribute("href") ?? "";
        if (address === this.shown)
            return;
        this.shown = address;
        this.status.replaceChildren(...(address ? addressParts(address, hostOf(address)) : []));
    }

    ask(link) {
        this.close();
        this.link = link;
        this.backend.linkFacts(link.getAttribute("href"), link.textContent, (facts) => {
            if (this.link === link && link.isConnected && facts.address)
                this.show(link, facts);
        });
    }

    show(link, { address, host, readableHost, named }) {
        const { strings } = this;
        const isMail = address.startsWith("mailto:");
        const name = (text) => make("bdi", { class: "host" }, text);
        const copy = make("button", { class: "button", type: "button", "data-do": "copy", onclick: () => {
            this.backend.copy(isMail ? host : address);
            copy.textContent = strings.copied;
        } }, strings["link-copy"]);
        const open = make("button", { class: "button primary", type: "button", "data-do": "open", onclick: () => {
            this.close(true);
            this.backend.openLink(address);
        } }, strings["link-open"]);
        const warnings = [
            named ? make("p", { class: "warning" }, ...sentence(strings["link-named"], name(named), name(host))) : undefined,
            readableHost ? make("p", { class: "warning" }, ...sentence(strings["link-letters"], name(host), name(readableHost))) : undefined,
        ].filter(Boolean);
        this.card = make("section", { id: "link-ask", role: "dialog", "aria-labelledby": "link-question", "aria-describedby": "link-address",
            class: warnings.length ? "doubtful" : "", onkeydown: (event) => this.key(event) },
        make("h2", { id: "link-question" }, ...sentence(strings[isMail ? "link-ask-mail" : "link-ask"], name(host))),
        make("div", { id: "link-address", dir: "ltr", tabindex: "0" }, ...addressParts(address, host)), ...warnings,
        make("div", { class: "choices" }, open, copy,
            make("button", { class: "button", type: "button", "data-do": "cancel", onclick: () => this.close(true) }, strings.cancel)));
        document.body.append(this.card);
        this.place(link);
        // What may lead elsewhere than it reads is not opened by one key more.
        (warnings.length ? this.card.querySelector("[data-do=cancel]") : open).focus();
    }

    /** Below the link, or above it where there is no room. */
    place(link) {
        const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
        const { offsetWidth: width, offsetHeight: height } = this.card;
        const { clientWidth, clientHeight } = document.documentElement;
        const below = at.bottom + 6;
        const top = below + height < clientHeight - 8 ? below : at.top - 6 - height;
        this.card.style.top = `${Math.max(8, Math.min(top, clientHeight - height - 8))}px`;
        this.card.style.left = `${Math.max(8, Math.min(at.left, clientWidth - width - 8))}px`;
    }

    key(event) {
        if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            this.close(true);
        } else if (event.key === "Enter" && event.repeat) {
            event.preventDefault(); // the key that asked is still down
        } else if (event.key === "Tab") {
            const stops = [...this.card.querySelectorAll("[tabindex], button")];
            const next = stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
            event.preventDefault();
            stops.at(next % stops.length).focus();
        }
    }

    close(back = false) {
        const link = this.link;
        this.link = undefined;
        this.card?.remove();
        this.card = undefined;
        if (back)
            (link?.isConnected ? link : document.getElementById("prompt")).focus({ preventScroll: true });
    }
}
