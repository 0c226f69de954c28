// Kalpana's end in the editor: opens files, inserts text, and tells what is open, over a socket of the workspace's bridge.
// One JSON object a line, each way; remote/bridge/server/editor is the other end. Of a document only its name and the
// selection's place are told, never its text.
"use strict";

const net = require("net");
const vscode = require("vscode");

const longestLine = 2 << 20;
/** What the page of this window has not taken so soon goes to another window: it must not be done here later. */
const longestPause = 2500;
const settle = 80;

let socket;
let told = "";
let timer;
let retry = 250;
let ended = false;

function send(message) {
    if (socket && !socket.connecting && !socket.destroyed)
        socket.write(`${JSON.stringify(message)}\n`);
}

function shown() {
    const editor = vscode.window.activeTextEditor;
    if (!editor || editor.document.uri.scheme !== "file")
        return null;
    const { start, end } = editor.selection;
    return {
        path: editor.document.uri.fsPath, language: editor.document.languageId, dirty: editor.document.isDirty,
        line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1,
    };
}

function tell() {
    timer = undefined;
    const state = { type: "state", focused: vscode.window.state.focused, editor: shown() };
    const text = JSON.stringify(state);
    if (text === told)
        return;
    told = text;
    send(state);
}

function tellSoon() {
    timer ??= setTimeout(tell, settle);
}

async function open({ path, folder, line, column }) {
    const uri = vscode.Uri.file(path);
    if (folder) {
        await vscode.commands.executeCommand("revealInExplorer", uri);
        return;
    }
    const options = { preview: true };
    if (line > 0) {
        const at = new vscode.Position(line - 1, Math.max(column, 1) - 1);
        options.selection = new vscode.Range(at, at);
    }
    await vscode.commands.executeCommand("vscode.open", uri, options);
}

/** At the cursor, in place of what is selected. */
async function insert({ text }) {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !["file", "untitled"].includes(editor.document.uri.scheme))
        throw new Error("no_document");
    if (!await editor.edit((builder) => builder.replace(editor.selection, text)))
        throw new Error("read_only");
    editor.selection = new vscode.Selection(editor.selection.end, editor.selection.end);
    editor.revealRange(editor.selection);
}

async function carryOut(message) {
    const act = { open, insert }[message.type];
    if (!act)
        return;
    const came = Date.now();
    // Comes back only from a page that is there; this process may outlive its page by hours.
    await vscode.commands.executeCommand("setContext", "kalpana.linked", true);
    if (Date.now() - came > longestPause)
        return;
    send({ type: "taken", id: message.id });
    try {
        await act(message);
        send({ type: "answer", id: message.id });
    } catch (error) {
        send({ type: "answer", id: message.id, error: String(error?.message ?? error).slice(0, 300) });
    }
}

function connect(path) {
    let rest = "";
    const mine = net.connect(path);
    socket = mine;
    mine.setEncoding("utf8");
    mine.on("connect", () => {
        retry = 250;
        told = "";
        tell();
    });
    mine.on("data", (piece) => {
        const lines = (rest + piece).split("\n");
        rest = lines.pop();
        if (rest.length > longestLine)
            mine.destroy();
        for (const line of lines) {
            try {
                carryOut(JSON.parse(line)).catch(() => {});
            } catch {
                mine.destroy();
            }
        }
    });
    mine.on("error", () => {});
    // The bridge may be replaced by a newer one below a running editor.
    mine.on("close", () => {
        if (ended)
            return;
        setTimeout(() => connect(path), retry);
        retry = Math.min(retry * 2, 10_000);
    });
}

exports.activate = (context) => {
    const path = process.env.KALPANA_EDITOR_LINK;
    if (!path)
        return;
    const { window, workspace } = vscode;
    context.subscriptions.push(window.onDidChangeActiveTextEditor(tellSoon), window.onDidChangeTextEditorSelection(tellSoon),
        window.onDidChangeWindowState(tellSoon), workspace.onDidChangeTextDocument(tellSoon), workspace.onDidSaveTextDocument(tellSoon));
    connect(path);
};

exports.deactivate = () => {
    ended = true;
    clearTimeout(timer);
    socket?.destroy();
};
