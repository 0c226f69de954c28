// Makers of elements. Text always goes in as text.

const drawings = {
    open: "M13.5 5h5.5v5.5M19 5l-8 8M10.5 5.5H6c-.6 0-1 .4-1 1V18c0 .6.4 1 1 1h11.5c.6 0 1-.4 1-1v-4.5",
    plus: "M12 5v14M5 12h14",
    send: "M12 19V5.5M6 11l6-6 6 6",
    stop: "M7 5.5h10A1.5 1.5 0 0 1 18.5 7v10a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 17V7A1.5 1.5 0 0 1 7 5.5z",
    fold: "m9.5 6.5 5.5 5.5-5.5 5.5",
    down: "m6.5 9.5 5.5 5.5 5.5-5.5",
    left: "m14.5 6.5-5.5 5.5 5.5 5.5",
    rename: "M4.5 19.5l.9-4L16 4.9a1.8 1.8 0 0 1 2.6 0l.5.5a1.8 1.8 0 0 1 0 2.6L8.5 18.6z",
    pin: "M9 4.5h6M10 4.5v5.2L7.2 13v1.5h9.6V13L14 9.7V4.5M12 14.5v5.5",
    unpin: "M9 4.5h6M10 4.5v5.2L7.2 13v1.5h9.6V13L14 9.7V4.5M12 14.5v5.5M4.5 4.5l15 15",
    export: "M12 4.5v10M8 10.8l4 4 4-4M5 18.8h14",
    delete: "M5 7.2h14M9.5 7V5.2c0-.5.4-.9.9-.9h3.2c.5 0 .9.4.9.9V7M6.8 7.2l.8 11.4c0 .6.5 1.1 1.2 1.1h6.4c.7 0 1.2-.5 1.2-1.1l.8-11.4",
    spark: "M12 4.2c.7 4.4 3.4 7.1 7.8 7.8-4.4.7-7.1 3.4-7.8 7.8-.7-4.4-3.4-7.1-7.8-7.8 4.4-.7 7.1-3.4 7.8-7.8z",
    read: "M6.2 3.8h8l4 4V19c0 .7-.5 1.2-1.2 1.2H6.2c-.7 0-1.2-.5-1.2-1.2V5c0-.7.5-1.2 1.2-1.2zM14 3.8V8h4.2M8.5 12h7M8.5 15.8h5",
    write: "M4.5 19.5l.9-4L16 4.9a1.8 1.8 0 0 1 2.6 0l.5.5a1.8 1.8 0 0 1 0 2.6L8.5 18.6zM14.3 6.6l3.1 3.1",
    list: "M3.5 7.2c0-1 .7-1.7 1.7-1.7h3.7c.5 0 .9.2 1.2.5l1.5 1.6h7.2c1 0 1.7.7 1.7 1.7v7.5c0 1-.7 1.7-1.7 1.7H5.2c-1 0-1.7-.7-1.7-1.7z",
    search: "M17.1 10.8a6.3 6.3 0 1 1-12.6 0 6.3 6.3 0 0 1 12.6 0zM15.5 15.5l4.5 4.5",
    run: "M5 7.5l4.5 4.5L5 16.5M12 17h7",
    tool: "M12 4.5v15M4.5 12h15",
    shield: "M12 3.8l7 2.6v5.2c0 4.2-2.9 7.2-7 8.6-4.1-1.4-7-4.4-7-8.6V6.4zM9 12l2.2 2.2L15.2 10",
    check: "M5 12.6l4.6 4.6L19 7.6",
    cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
    alert: "M12 4.4 3.6 18.7c-.2.4 0 .8.5.8h15.8c.5 0 .7-.4.5-.8zM12 10v4.2M12 16.8h.01",
    star: "M12 4.2l2.4 5 5.4.7-4 3.8 1 5.4-4.8-2.7-4.8 2.7 1-5.4-4-3.8 5.4-.7z",
    question: "M9.2 9.3a2.9 2.9 0 1 1 4.3 2.5c-.9.5-1.5 1.1-1.5 2.1M12 17h.01M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0z",
};

const svgNamespace = "http://www.w3.org/2000/svg";

export function icon(name) {
    const svg = document.createElementNS(svgNamespace, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svgNamespace, "path");
    path.setAttribute("d", drawings[name] ?? drawings.tool);
    svg.append(path);
    return svg;
}

/** make("button", { class: "x", onclick: f }, child, "text", …) */
export function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name.startsWith("on"))
            element.addEventListener(name.slice(2), value);
        else if (value === true)
            element.setAttribute(name, "");
        else if (value !== false && value !== undefined && value !== null)
            element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== null));
    return element;
}

/** "Read %1" with its places filled. */
export function fill(sentence, ...values) {
    return sentence.replace(/%(\d)/g, (whole, number) => values[number - 1] ?? whole);
}
