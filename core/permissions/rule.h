#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kalpana::permissions {

enum class Decision : std::uint8_t { Allow, Ask, Deny };

/// How long and where a rule counts. What is allowed once is no rule.
enum class Scope : std::uint8_t { Chat, Workspace, Always };

/// One rule. What it is about stands in the one of the three texts that is not empty.
struct Rule {
    std::string tool;    ///< "run", "read", "list", "search", "write", "edit", "fetch" …
    std::string command; ///< For "run": words, in which * stands for any signs; a last word * for any words or none.
    std::string line;    ///< For "run": a whole command line, to the last character.
    std::string path;    ///< For the others: relative to the workspace, with * ? **; or absolute. For "fetch": the
                         ///< host, as matchesWeb() reads it.
    Decision decision = Decision::Ask;
    Scope scope = Scope::Always;
    std::string place = {}; ///< The id of the chat or workspace that the scope means.
    bool operator==(const Rule&) const = default;
};

/// The user's rules, and those of a team, which only tighten: they never allow.
struct RuleSet {
    std::vector<Rule> rules;
    std::vector<Rule> policy;
};

/// Where something is to be done: what decides which rules count.
struct Surroundings {
    std::string workspace = {}; ///< Its id.
    std::string chat = {};
    std::string folder = {}; ///< The workspace's folder, absolute, if it is known.
};

} // namespace kalpana::permissions
