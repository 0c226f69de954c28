#pragma once

#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// Which files a language server has been told of, and in which state. Passive: what changed on disk comes out as what
/// is to be told. Paths are relative to the workspace's folder.
class Documents final {
public:
    static constexpr std::size_t kMost = 64;
    static constexpr std::uint64_t kMostBytes = 8U << 20U;

    struct Document {
        std::string languageId = {};
        std::int64_t version = 0;
        std::uint64_t device = 0; ///< what it was like on disk
        std::uint64_t file = 0;
        std::int64_t size = -1;
        std::int64_t modified = 0; ///< nanoseconds
        std::size_t hash = 0;
        std::uint64_t lastUse = 0;
    };
    struct Change {
        enum class What { Open, Change, Close };
        What what = What::Open;
        std::string path = {};
        std::string languageId = {};
        std::int64_t version = 0;
        std::string text = {};
    };

    /// Looks at `path` and at all that is open, and says what has changed since. Fails where `path` can't be read; it
    /// may be empty. Blocks; any thread, one at a time.
    [[nodiscard]] Outcome<std::vector<Change>> refresh(const Root& root, const std::string& path,
                                                       const std::string& languageId);

private:
    Outcome<std::optional<Change>> look(const Root& root, const std::string& path, Document& document) const;

    std::map<std::string, Document> m_open;
    std::uint64_t m_uses = 0;
};

} // namespace kalpana::bridge::server
