// Each block of text runs in the direction of its own first letter, code from left to right; what holds blocks (a list, a table, a quote) as its first one.
// An item of a list has its list's side for its mark, and its own direction for its words (access.css).

/** Letters of scripts that are written from right to left: Hebrew to N'Ko and on, and their presentation forms. */
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u;

/** "auto" of HTML does not look into what has a direction of its own, so that it can't be said of what holds such blocks. */
function directionOf(element) {
    const letter = /\p{L}/u.exec(element.textContent)?.[0];
    return letter && rightToLeft.test(letter) ? "rtl" : "ltr";
}

const direction = {
    P: "auto", H1: "auto", H2: "auto", H3: "auto", H4: "auto", H5: "auto", H6: "auto", TD: "auto", TH: "auto",
    PRE: "ltr", CODE: "ltr", UL: directionOf, OL: directionOf, TABLE: directionOf, BLOCKQUOTE: directionOf,
};

export function setDirections(fragment) {
    for (const element of fragment.querySelectorAll(Object.keys(direction).join())) {
        const known = direction[element.tagName];
        element.dir = typeof known === "string" ? known : known(element);
    }
    return fragment;
}
