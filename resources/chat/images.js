// Images in messages: dropped or pasted into the composer, named in the text ("@image-1a2b3c4d"), shown small beside it.

import { fill, icon, make } from "./page/elements.js";

const pattern = /(?<![\w@./-])@(image-[0-9a-f]{8,32})(?![\w/-])/g;
const mostBytes = 20_000_000;
const mostPixels = 3000;
const known = new Map(); // name → address of the small one; "" where it is gone
const waiting = new Map(); // name → images that want it

export const imagesIn = (text) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]))];

function show(name, url) {
    known.set(name, url);
    for (const image of waiting.get(name) ?? []) {
        if (url)
            image.src = url;
        else
            image.replaceWith(make("span", { class: "gone" }, name));
    }
    waiting.delete(name);
}

function imageOf(name, backend) {
    const image = make("img", { alt: `@${name}`, title: `@${name}` });
    if (known.get(name)) {
        image.src = known.get(name);
        return image;
    }
    if (!waiting.has(name)) {
        waiting.set(name, []);
        backend.loadImage(name);
    }
    waiting.get(name).push(image);
    return image;
}

/** What Qt reads everywhere; of others (WebP) the browser makes a PNG. */
async function readable(file) {
    if (["image/png", "image/jpeg", "image/gif"].includes(file.type))
        return file;
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, mostPixels / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas.convertToBlob({ type: "image/png" });
}

/** What a message shows of the images that it names; undefined where it names none. */
export function imageRow(text, backend) {
    const names = imagesIn(text);
    return names.length ? make("div", { class: "images" }, ...names.map((name) => imageOf(name, backend))) : undefined;
}

/** The strip above the prompt, and the ways into it. */
export class ComposerImages {
    constructor(backend, strings, composer) {
        Object.assign(this, { backend, strings, composer });
        this.strip = make("div", { class: "images", hidden: true });
        this.note = make("div", { class: "image-note", role: "status", hidden: true });
        composer.prompt.before(this.strip, this.note);
        const box = composer.prompt.parentElement;
        composer.prompt.addEventListener("input", () => this.refresh());
        composer.prompt.addEventListener("paste", (event) => this.takeFrom(event, event.clipboardData));
        for (const name of ["dragenter", "dragover"])
            document.addEventListener(name, (event) => {
                if (!event.dataTransfer?.types.includes("Files"))
                    return;
                event.preventDefault();
                box.classList.add("drop");
            });
        document.addEventListener("dragleave", (event) => {
            if (!event.relatedTarget)
                box.classList.remove("drop");
        });
        document.addEventListener("drop", (event) => {
            box.classList.remove("drop");
            this.takeFrom(event, event.dataTransfer);
        });
        backend.imageLoaded.connect(({ name, url }) => show(name, url));
        backend.imageAttached.connect(({ name, url, problem }) => this.attached(name, url, problem));
    }

    /** Files that are no images are left to who knows them. */
    takeFrom(event, data) {
        const files = [...data?.files ?? []].filter((file) => file.type.startsWith("image/") && file.type !== "image/svg+xml");
        if (!files.length)
            return;
        event.preventDefault();
        this.say("");
        for (const file of files) {
            if (file.size > mostBytes) {
                this.say(this.strings["image-large"]);
                continue;
            }
            readable(file).then((blob) => this.send(blob)).catch(() => this.say(this.strings["image-unread"]));
        }
    }

    send(blob) {
        const reader = new FileReader();
        reader.onload = () => this.backend.attachImage(reader.result.slice(reader.result.indexOf(",") + 1));
        reader.onerror = () => this.say(this.strings["image-unread"]);
        reader.readAsDataURL(blob);
    }

    attached(name, url, problem) {
        if (problem) {
            this.say(problem);
            return;
        }
        show(name, url);
        const { prompt } = this.composer;
        const before = prompt.value.slice(0, prompt.selectionStart);
        const gap = !before || /\s$/.test(before) ? "" : " ";
        prompt.setRangeText(`${gap}@${name} `, prompt.selectionStart, prompt.selectionEnd, "end");
        prompt.dispatchEvent(new Event("input"));
        prompt.focus();
    }

    setTaken(taken, model) {
        this.refused = taken === false ? fill(this.strings["image-refused"], model) : "";
        this.refresh();
    }

    refresh() {
        const names = imagesIn(this.composer.prompt.value);
        this.strip.hidden = !names.length;
        if (names.join() !== this.names) {
            this.names = names.join();
            this.strip.replaceChildren(...names.map((name) => make("span", { class: "image" }, imageOf(name, this.backend),
                make("button", { type: "button", title: this.strings["image-remove"], "aria-label": this.strings["image-remove"], onclick: () => this.remove(name) }, icon("cross")))));
        }
        if (this.problem === undefined || this.refused || !names.length)
            this.say(names.length ? this.refused : "", true);
    }

    remove(name) {
        const { prompt } = this.composer;
        prompt.value = prompt.value.replaceAll(new RegExp(`@${name}(?![\\w/-]) ?`, "g"), "");
        prompt.dispatchEvent(new Event("input"));
        prompt.focus();
    }

    say(sentence, standing = false) {
        this.problem = standing ? undefined : sentence || undefined;
        this.note.textContent = sentence ?? "";
        this.note.hidden = !sentence;
    }
}
