// The sixteen colours of a terminal, dark enough on white and light enough on black to be read (WCAG AA for all but "black" and
// "white" on their own ground); the rest is the page's.

const light = {
    black: "#1d1c24", red: "#be2c3a", green: "#1a7a48", yellow: "#8f5b00", blue: "#2f55c8", magenta: "#8b3bb0", cyan: "#0f6f83", white: "#8b8a97",
    brightBlack: "#5f5e6b", brightRed: "#d2303f", brightGreen: "#16803f", brightYellow: "#946200", brightBlue: "#3d66e0", brightMagenta: "#a14bc8", brightCyan: "#117a90", brightWhite: "#5f5e6b",
};
const dark = {
    black: "#35353c", red: "#f4858f", green: "#63d293", yellow: "#e5b75c", blue: "#8aa8ff", magenta: "#d39bf0", cyan: "#66cfe0", white: "#d4d4dc",
    brightBlack: "#7a7986", brightRed: "#ff9da6", brightGreen: "#7be8a9", brightYellow: "#f5cd7a", brightBlue: "#a6beff", brightMagenta: "#e3b6fb", brightCyan: "#84e2f1", brightWhite: "#ffffff",
};

/** The colours in force, for xterm.js. */
export function colours() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    return {
        ...(document.documentElement.dataset.theme === "dark" ? dark : light),
        background: value("--surface"), foreground: value("--text"), cursor: value("--accent"), cursorAccent: value("--surface"),
        selectionBackground: value("--accent-fill"), selectionForeground: "#ffffff",
        scrollbarSliderBackground: value("--line"), scrollbarSliderHoverBackground: value("--faint"), scrollbarSliderActiveBackground: value("--faint"),
    };
}
