// Joins the page to its C++ side. The backend object is all that it can reach: no network, no other page.

import { ChatList } from "./chats.js";
import { Composer } from "./composer.js";
import { Links } from "./links.js";
import { icon } from "./page/elements.js";
import { Plan } from "./plan.js";
import { Transcript } from "./transcript.js";
import { Waiting } from "./waiting.js";
import { Welcome } from "./welcome.js";

function start(backend, setup) {
    const { strings } = setup;
    document.documentElement.lang = setup.language;
    const codeColours = new CSSStyleSheet();
    codeColours.replaceSync(setup.codeStyle);
    document.adoptedStyleSheets = [codeColours];

    const transcript = new Transcript(backend, strings);
    const composer = new Composer(backend, strings, setup);
    const welcome = new Welcome(backend, strings, composer);
    const waiting = new Waiting(backend, strings, composer);
    const chats = new ChatList(backend, strings, setup.language);
    new Links(backend, strings);
    const fresh = document.getElementById("new-chat");
    fresh.append(icon("plus"));
    fresh.title = strings["new-chat"];
    fresh.setAttribute("aria-label", strings["new-chat"]);
    fresh.addEventListener("click", () => {
        chats.close();
        backend.newChat();
        composer.prompt.focus();
    });

    const rules = document.getElementById("rules");
    rules.append(icon("shield"));
    rules.title = strings.rules;
    rules.setAttribute("aria-label", strings.rules);
    rules.addEventListener("click", () => backend.openRules());

    let working = false;
    const refreshWelcome = () => { welcome.element.hidden = !transcript.isShown || !transcript.isEmpty || working; };
    transcript.ondrawn = refreshWelcome;
    backend.updates.connect((updates) => transcript.take(updates));
    backend.workingChanged.connect((now) => {
        working = now;
        composer.setWorking(now);
        transcript.setWorking(now);
        waiting.setWorking(now);
        refreshWelcome();
    });
    const plan = new Plan(strings);
    transcript.onplan = (steps) => plan.take(steps);
    transcript.onmode = (planning) => composer.setPlanning(planning);
    transcript.oncarry = () => {
        composer.setPlanning(false);
        backend.send(strings["act-on-plan-words"]);
    };
    transcript.onusage = (usage) => composer.setUsage(usage);
    backend.chatShown.connect(({ id }) => composer.setChat(id));
    backend.returned.connect((chat, words) => composer.takeBack(chat, words));
    backend.waitingChanged.connect((messages) => waiting.take(messages));
    const notice = document.getElementById("notice");
    let noticed;
    backend.noticed.connect((sentence) => {
        notice.textContent = sentence;
        notice.hidden = false;
        clearTimeout(noticed);
        noticed = setTimeout(() => { notice.hidden = true; }, 6000);
    });
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
