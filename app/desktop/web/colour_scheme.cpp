#include "app/desktop/web/colour_scheme.h"

#include <QWebEnginePage>
#include <QWebEngineScript>
#include <QWebEngineScriptCollection>

namespace kalpana::desktop::web {

using namespace Qt::StringLiterals;

namespace {

/// Other queries go to Chromium as they are.
constexpr auto answerer = R"js((() => {
    const asked = window.matchMedia.bind(window);
    const pattern = /^\s*\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)\s*$/i;
    const lists = new Set();
    let dark = %1;
    class SchemeList extends EventTarget {
        constructor(media, scheme) {
            super();
            this.media = media;
            this.scheme = scheme;
            this.onchange = null;
            this.addEventListener("change", (event) => this.onchange?.(event));
        }
        get matches() { return (this.scheme === "dark") === dark; }
        addListener(listener) { this.addEventListener("change", listener); }
        removeListener(listener) { this.removeEventListener("change", listener); }
    }
    window.matchMedia = (media) => {
        const found = pattern.exec(media);
        if (!found)
            return asked(media);
        const list = new SchemeList(media, found[1].toLowerCase());
        lists.add(list);
        return list;
    };
    Object.defineProperty(window, "kalpanaColourScheme", { value: (now) => {
        if (now === dark)
            return;
        dark = now;
        for (const list of lists)
            list.dispatchEvent(new MediaQueryListEvent("change", { media: list.media, matches: list.matches }));
    } });
})())js"_L1;

} // namespace

void setColourScheme(QWebEnginePage& page, bool dark)
{
    const auto name = u"colour scheme"_s;
    const auto word = dark ? u"true"_s : u"false"_s;
    const auto before = page.scripts().find(name);
    for (const auto& old : before)
        page.scripts().remove(old);
    QWebEngineScript script;
    script.setName(name);
    script.setInjectionPoint(QWebEngineScript::DocumentCreation);
    script.setWorldId(QWebEngineScript::MainWorld);
    script.setSourceCode(QString(answerer).arg(word));
    page.scripts().insert(script);
    page.runJavaScript(u"window.kalpanaColourScheme?.(%1)"_s.arg(word));
}

} // namespace kalpana::desktop::web
