#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace kalpana::bridge::server {

/// What happened below a folder, put together: however often a file changed, it is said once. Bounded: where too much
/// happened, or it is not known what, "look again" is all that is said.
class Changes final {
public:
    enum class What : unsigned char { Created, Changed, Removed };
    struct Change {
        What what = What::Changed; ///< Created and Removed also mean: what was below that name is gone
        bool isFolder = false;
        bool wasThere = true; ///< before all of it happened
        bool wasFolder = false;
    };
    static constexpr std::size_t kMost = 2000;

    void add(const std::string& path, What what, bool isFolder);
    void lookAgain();

    [[nodiscard]] bool isEmpty() const { return m_byPath.empty() && !m_lookAgain; }
    [[nodiscard]] bool mustLookAgain() const { return m_lookAgain; }
    /// By path from the root, in order.
    [[nodiscard]] const std::map<std::string, Change>& byPath() const { return m_byPath; }

private:
    std::map<std::string, Change> m_byPath;
    bool m_lookAgain = false;
};

} // namespace kalpana::bridge::server
