// Joins the page to its C++ side. The backend object is all that it can reach: no network, no other page.

import { Composer } from "./composer.js";
import { icon } from "./page/elements.js";
import { Transcript } from "./transcript.js";
import { Welcome } from "./welcome.js";

function start(backend, setup) {
    const { strings } = setup;
    document.documentElement.lang = setup.language;
    document.getElementById("title").textContent = strings.title;
    const codeColours = new CSSStyleSheet();
    codeColours.replaceSync(setup.codeStyle);
    document.adoptedStyleSheets = [codeColours];

    const transcript = new Transcript(backend, strings);
    const composer = new Composer(backend, strings);
    const welcome = new Welcome(backend, strings, composer);
    const fresh = document.getElementById("new-chat");
    fresh.append(icon("plus"));
    fresh.title = strings["new-chat"];
    fresh.setAttribute("aria-label", strings["new-chat"]);
    fresh.addEventListener("click", () => backend.newChat());

    let working = false;
    const refreshWelcome = () => { welcome.element.hidden = !transcript.isEmpty || working; };
    transcript.ondrawn = refreshWelcome;
    backend.updates.connect((updates) => transcript.take(updates));
    backend.workingChanged.connect((now) => {
        working = now;
        composer.setWorking(now);
        transcript.setWorking(now);
        refreshWelcome();
    });
    transcript.onusage = (usage) => composer.setUsage(usage);
    backend.codeStyleChanged.connect((style) => codeColours.replaceSync(style));
    backend.modelChanged.connect((model) => {
        composer.setModel(model);
        welcome.show(model);
    });
    backend.themeChanged.connect((theme) => { document.documentElement.dataset.theme = theme; });
    backend.pageStarted();
}

new QWebChannel(window.qt.webChannelTransport, (channel) => {
    const backend = channel.objects.backend;
    backend.setup((setup) => {
        document.documentElement.dataset.theme = setup.theme;
        start(backend, setup);
        document.documentElement.dataset.ready = "true";
    });
});
