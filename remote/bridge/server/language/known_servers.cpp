#include "remote/bridge/server/language/known_servers.h"

#include "remote/bridge/server/command/spawn.h"

#include <algorithm>
#include <span>

namespace kalpana::bridge::server {

namespace {

struct Ending {
    std::string_view ending;
    std::string_view languageId;
};

struct KnownServer {
    std::string_view name; ///< of the languages
    std::span<const Ending> endings;
    std::span<const std::string_view> programs; ///< the first that is there
    std::string_view argument;                  ///< empty: none
    std::string_view install;
};

constexpr Ending cEndings[]{{".cpp", "cpp"},         {".h", "cpp"},  {".hpp", "cpp"},     {".cc", "cpp"},
                            {".cxx", "cpp"},         {".hh", "cpp"}, {".hxx", "cpp"},     {".ipp", "cpp"},
                            {".inl", "cpp"},         {".c", "c"},    {".cu", "cuda-cpp"}, {".m", "objective-c"},
                            {".mm", "objective-cpp"}};
constexpr Ending rustEndings[]{{".rs", "rust"}};
constexpr Ending goEndings[]{{".go", "go"}};
constexpr Ending pythonEndings[]{{".py", "python"}, {".pyi", "python"}};
constexpr Ending typeScriptEndings[]{{".ts", "typescript"},  {".tsx", "typescriptreact"}, {".mts", "typescript"},
                                     {".cts", "typescript"}, {".js", "javascript"},       {".jsx", "javascriptreact"},
                                     {".mjs", "javascript"}, {".cjs", "javascript"}};
constexpr std::string_view cPrograms[]{"clangd",    "clangd-21", "clangd-20", "clangd-19", "clangd-18",
                                       "clangd-17", "clangd-16", "clangd-15", "clangd-14"};
constexpr std::string_view rustPrograms[]{"rust-analyzer"};
constexpr std::string_view goPrograms[]{"gopls"};
constexpr std::string_view pythonPrograms[]{"pyright-langserver", "basedpyright-langserver"};
constexpr std::string_view typeScriptPrograms[]{"typescript-language-server"};

constexpr KnownServer servers[]{
    {"C and C++", cEndings, cPrograms, "", "the package clangd (apt install clangd, dnf install clang-tools-extra)"},
    {"Rust", rustEndings, rustPrograms, "", "it with rustup component add rust-analyzer"},
    {"Go", goEndings, goPrograms, "", "it with go install golang.org/x/tools/gopls@latest"},
    {"Python", pythonEndings, pythonPrograms, "--stdio", "it with npm install -g pyright or pipx install pyright"},
    {"TypeScript and JavaScript", typeScriptEndings, typeScriptPrograms, "--stdio",
     "it with npm install -g typescript-language-server typescript"},
};

Outcome<LanguageProgram> find(const KnownServer& server, std::string_view languageId, const Environment& environment)
{
    for (const auto name : server.programs)
        if (auto program = findProgram(std::string(name), environment)) {
            LanguageProgram found{{std::move(*program)}, std::string(languageId)};
            if (!server.argument.empty())
                found.argv.emplace_back(server.argument);
            return found;
        }
    return failed(Code::Failed, "The host has no program \"" + std::string(server.programs.front()) +
                                    "\", which understands " + std::string(server.name) + ". Install " +
                                    std::string(server.install) + " there, then try again.");
}

} // namespace

Environment languageEnvironment()
{
    auto environment = Environment::own();
    const auto home = environment.value("HOME");
    auto path = environment.value("PATH");
    if (path.empty())
        path = "/usr/local/bin:/usr/bin:/bin";
    for (const auto* below : {"/.local/bin", "/.cargo/bin", "/go/bin", "/.npm-global/bin"})
        if (!home.empty())
            path += ':' + home + below;
    environment.set("PATH", path + ":/usr/local/go/bin");
    return environment;
}

std::string_view endingOf(std::string_view path)
{
    const auto name = path.substr(path.rfind('/') + 1);
    return name.substr(std::min(name.rfind('.'), name.size()));
}

std::string_view languageOf(std::string_view path)
{
    for (const auto& server : servers)
        if (const auto found = std::ranges::find(server.endings, endingOf(path), &Ending::ending);
            found != server.endings.end())
            return found->languageId;
    return {};
}

Outcome<LanguageProgram> programForFile(std::string_view path, const Environment& environment)
{
    const auto name = path.substr(path.rfind('/') + 1);
    const auto ending = endingOf(path);
    for (const auto& server : servers)
        if (const auto found = std::ranges::find(server.endings, ending, &Ending::ending);
            found != server.endings.end())
            return find(server, found->languageId, environment);
    return failed(Code::Failed, "No language server is known for " + std::string(name) + ". Name one for \"" +
                                    std::string(ending) + "\" in the setting \"language.servers\".");
}

Outcome<LanguageProgram> programForLanguage(std::string_view languageId, const Environment& environment)
{
    for (const auto& server : servers)
        if (std::ranges::contains(server.endings, languageId, &Ending::languageId))
            return find(server, languageId, environment);
    return failed(Code::Failed, "No language server is known for \"" + std::string(languageId) + "\".");
}

} // namespace kalpana::bridge::server
