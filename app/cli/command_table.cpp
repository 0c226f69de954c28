#include "app/cli/command_table.h"

#include <QCoreApplication>

#include <algorithm>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

Option yes()
{
    return {u"yes"_s, {}, Text::tr("Don't ask.")};
}

QList<Command> makeCommands()
{
    return {
        {u"hosts"_s, {}, 0, 0, Text::tr("List this computer and the hosts that the SSH configuration names.")},
        {u"up"_s,
         u"NAME --host HOST"_s,
         1,
         1,
         Text::tr("Bring a workspace up, hold its tunnel and print its address."),
         Text::tr("HOST is \"local\", a host of the SSH configuration, user@host:port or ssh://user@host:port; it is "
                  "needed the first "
                  "time only. Every step that is done already is skipped. Ctrl-C closes the tunnel and leaves the "
                  "workspace running. "
                  "If another program holds it already, a new address is printed."),
         {{u"host"_s, u"HOST"_s, Text::tr("Where the workspace lives.")},
          {u"folder"_s, u"PATH"_s,
           Text::tr("Its folder there; made if missing. Without it: kalpana/NAME in the home folder.")},
          {u"detach"_s, {}, Text::tr("Leave once it runs, without a tunnel.")},
          {u"remote-data"_s, u"DIR"_s,
           Text::tr("Kalpana's own folder on the host, instead of ~/.local/share/kalpana.")}}},
        {u"list"_s, {}, 0, 0, Text::tr("List the workspaces.")},
        {u"status"_s, u"[NAME]"_s, 0, 1,
         Text::tr("Show whether a workspace, or each of them, is held, and ask its host what runs there.")},
        {u"open"_s, u"NAME"_s, 1, 1, Text::tr("Print an address that lets a browser in once, within 30 seconds."),
         Text::tr("The workspace must be held: by `kalpanactl up` or the Kalpana window.")},
        {u"exec"_s, u"NAME -- CMD [ARG…]"_s, 2, -1,
         Text::tr("Run a command in the workspace's folder; ends with its exit code."),
         Text::tr(
             "One argument after -- is read by the host's shell, several are passed as they are. The command reads "
             "this program's standard input, as with ssh: in a loop that reads a list, add </dev/null.")},
        {u"terminal"_s,
         u"NAME [SESSION] [-- CMD…]"_s,
         1,
         -1,
         Text::tr("Attach to a program in a terminal of the workspace, as tmux does, or start one."),
         Text::tr("SESSION is a number or a title that `kalpanactl terminals` shows. Without it: the newest one that "
                  "runs, rather one that nobody is attached to; if none runs, a new one with the login shell. Ctrl-b d "
                  "detaches and leaves it running; Ctrl-b Ctrl-b types Ctrl-b. It ends with the program's exit code. "
                  "Behind -- one argument is read by the host's shell, several are passed as they are."),
         {{u"new"_s, {}, Text::tr("Start a new one; implied by --, --title, --tmux and --detach.")},
          {u"title"_s, u"TITLE"_s, Text::tr("What the new one is called.")},
          {u"tmux"_s, {}, Text::tr("Let it live in a tmux of the host, in which it outlives the bridge.")},
          {u"detach"_s, {}, Text::tr("Start it only, and print its number.")},
          {u"again"_s, {}, Text::tr("Run the program of SESSION, which has ended, again.")},
          {u"end"_s, {}, Text::tr("End SESSION with its processes, and forget it.")}}},
        {u"terminals"_s, u"NAME"_s, 1, 1, Text::tr("List the terminals of a workspace.")},
        {u"logs"_s, u"NAME"_s, 1, 1, Text::tr("Print the last lines of code-server's and the bridge's logs.")},
        {u"forward"_s, u"NAME [BIND:]PORT:HOST:PORT"_s, 2, 2,
         Text::tr("Forward a port of this computer to one that the workspace's host reaches, until Ctrl-C."),
         Text::tr("BIND is 127.0.0.1 unless given. PORT 0 chooses a free one and prints it.")},
        {u"ask"_s,
         u"NAME [PROMPT]"_s,
         1,
         2,
         Text::tr("Let the agent work on the workspace, and print its answer."),
         Text::tr("Writing files and running commands ask first. The model, its address and its key are those of the "
                  "settings."),
         {{u"yes"_s,
           {},
           Text::tr("Ask nobody, with --rules: what no rule speaks of is allowed, what is dangerous or what a rule "
                    "asks about is refused.")},
          {u"plan"_s,
           {},
           Text::tr("Let it look around and answer with a plan; nothing is changed and nothing is run.")},
          {u"continue"_s,
           {},
           Text::tr(
               "Stay in the newest chat: with PROMPT as its next message, else its turn goes on where it was cut.")},
          {u"rules"_s, u"FILE"_s,
           Text::tr("What is allowed, asked and denied, as JSON, in place of permissions.json of the data folder.")}}},
        {u"undo"_s, u"NAME"_s, 1, 1, Text::tr("Take back what the agent's last turn changed in a workspace."),
         Text::tr("Called again, it takes back the turn before. What was changed since stays as it is, and is named.")},
        {u"chats"_s,
         u"NAME [search WORDS… | export ID]"_s,
         1,
         -1,
         Text::tr("List a workspace's chats, search in what was said, or write one to a file."),
         Text::tr("search finds what has all of the words, or words that begin so, in messages, answers, the titles of "
                  "what the agent did, and the chats' own. export prints the chat: as markdown the messages and "
                  "answers, as json all that happened, versions that were left aside too."),
         {{u"format"_s, u"FORMAT"_s, Text::tr("markdown, which it is unless said, or json.")},
          {u"output"_s, u"FILE"_s, Text::tr("Write it there, as a whole or not at all, instead of printing it.")}}},
        {u"models"_s,
         {},
         0,
         0,
         Text::tr("List the models of the provider that the settings name, with context sizes and prices."),
         Text::tr("The list is kept from then on. Prices are for a million tokens."),
         {{u"refresh"_s, {}, Text::tr("Ask the provider again.")}}},
        {u"permissions"_s,
         u"explain -- TOOL ARGUMENT"_s,
         1,
         3,
         Text::tr("Say what the agent may do, and why."),
         Text::tr(
             "TOOL is run, whose ARGUMENT is a command line in one argument, or read, list, search, write, edit or "
             "delete with a path, or fetch with an address. Nothing is run. The rules are your own, unless --rules "
             "names others. Prints allow, ask or deny, the reason, and each command that was "
             "found in the line with where it comes from."),
         {{u"rules"_s, u"FILE"_s, Text::tr("The rules, as JSON. Without it: what holds without a rule.")},
          {u"policy"_s, u"FILE"_s, Text::tr("A team's rules, which can only tighten.")},
          {u"folder"_s, u"DIR"_s, Text::tr("The workspace's folder, so that absolute paths below it are inside.")}}},
        {u"stop"_s, u"NAME"_s, 1, 1, Text::tr("Stop code-server and the bridge on the host; files stay.")},
        {u"start"_s, u"NAME"_s, 1, 1, Text::tr("Start a stopped workspace on its host, as up --detach.")},
        {u"delete"_s,
         u"NAME"_s,
         1,
         1,
         Text::tr("Stop a workspace, remove what Kalpana keeps for it, and forget it; never its folder."),
         {},
         {yes(), {u"local-only"_s, {}, Text::tr("Only forget it here: for a host that is gone.")}}},
        {u"ssh-config"_s, u"HOST"_s, 1, 1, Text::tr("Print how a host is reached, in the format of `ssh -G`.")},
        {u"secret"_s, u"set|list|delete [KEY]"_s, 1, 2,
         Text::tr("Keep, name or remove a secret in the keychain; set reads it from standard input."),
         Text::tr("Keys are such as host/NAME/password and provider/openrouter/api-key. One newline at the end of "
                  "the input is left out.")},
        {u"help"_s, u"[COMMAND]"_s, 0, 1, Text::tr("Explain a command, or exit-codes.")},
    };
}

} // namespace

const QList<Command>& commands()
{
    static const auto table = makeCommands();
    return table;
}

const Command* findCommand(const QString& name)
{
    const auto found = std::ranges::find(commands(), name, &Command::name);
    return found == commands().end() ? nullptr : &*found;
}

const QList<Option>& globalOptions()
{
    static const QList<Option> options{
        {u"F"_s, u"SSH_CONFIG"_s, Text::tr("Use this SSH configuration instead of ~/.ssh/config.")},
        {u"data-dir"_s, u"DIR"_s, Text::tr("Where Kalpana keeps its database and settings (KALPANA_DATA_DIR).")},
        {u"code-server-source"_s, u"SOURCE"_s,
         Text::tr("\"release\", the address of a mirror, or an archive (KALPANA_CODE_SERVER_SOURCE).")},
        {u"json"_s, {}, Text::tr("Print one JSON object a line.")},
        {u"help"_s, {}, Text::tr("Explain the command.")},
        {u"version"_s, {}, Text::tr("Print the version.")},
    };
    return options;
}

} // namespace kalpana::cli
