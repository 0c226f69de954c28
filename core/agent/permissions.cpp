#include "core/agent/permissions.h"

#include <algorithm>
#include <array>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array names{std::pair{Decision::Once, "once"_L1}, std::pair{Decision::Chat, "chat"_L1},
                           std::pair{Decision::Always, "always"_L1}, std::pair{Decision::Everywhere, "everywhere"_L1},
                           std::pair{Decision::No, "no"_L1}};

} // namespace

QString decisionName(Decision decision)
{
    return std::ranges::find(names, decision, [](const auto& name) { return name.first; })->second;
}

std::optional<Decision> decisionNamed(const QString& name)
{
    const auto found = std::ranges::find(names, name, [](const auto& known) { return known.second; });
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

} // namespace kalpana::agent
