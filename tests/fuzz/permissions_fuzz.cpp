// A command line, judged under rules that allow some programs: it ends soon, and no line that allows is still allowed
// with "rm -rf /" behind it.

#include "core/permissions/shell_parser.h"
#include "core/permissions/verdict.h"
#include "tests/fuzz/holds.h"

#include <string>

using namespace kalpana::permissions;

namespace {

RuleSet makeRules()
{
    RuleSet rules;
    for (const char* name : {"ls *",     "cat *",  "echo *", "git *",  "find *",   "sh *",      "bash *",    "env *",
                             "xargs *",  "eval *", "sed *",  "trap *", "source *", "command *", "timeout *", "exec *",
                             "printf *", "f *",    "for *",  "test *", "[ *",      "tee *",     "rm -i *"})
        rules.rules.push_back({.tool = "run", .command = name, .decision = Decision::Allow});
    for (const char* tool : {"write", "edit"})
        rules.rules.push_back({.tool = tool, .path = "**", .decision = Decision::Allow});
    return rules;
}

bool allows(const std::string& line)
{
    static const auto rules = makeRules();
    return judge({"run", line}, rules, {.folder = "/w"}).decision == Decision::Allow;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string line(kalpana::test::textOf(data, size));
    const auto parsed = parseShell(line);
    kalpana::test::holds(parsed.commands.size() <= mostCommands, "the number of commands is bounded");
    for (const auto& command : parsed.commands)
        kalpana::test::holds(command.from.size() <= deepestNesting + 2, "the depth is bounded");
    const auto alone = judge({"run", line}, {}, {});
    kalpana::test::holds(alone.decision != Decision::Allow, "nothing runs without a rule");
    static_cast<void>(allows(line));
    if (parsed.problem)
        return 0;
    kalpana::test::holds(!allows(line + "\nrm -rf /"), "a further line is seen");
    if (!parsed.endsInComment)
        kalpana::test::holds(!allows(line + "; rm -rf /"), "a further command is seen");
    return 0;
}
