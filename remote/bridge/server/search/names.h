#pragma once

#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

struct NamesSpec {
    std::string query = {}; ///< letters that stand in the path in this order; blanks do not matter
    std::string path = {};  ///< a folder below the root
    bool respectIgnore = true;
    std::size_t limit = 100;
};

/// A file whose path has the query's letters. The best comes first: letters in a row, at the start of a word or of the
/// name, in the name rather than in its folders; then short paths.
struct NamedFile {
    std::string path = {};
    std::int32_t score = 0;
    std::vector<std::uint32_t> places = {}; ///< of the letters, in bytes of the path
};

struct NamedFiles {
    std::vector<NamedFile> files = {};
    std::uint64_t found = 0; ///< how many there are, with those over the limit
};

/// Looks for files by their names; an empty query finds all.
[[nodiscard]] Outcome<NamedFiles> findNames(const Root& root, const NamesSpec& spec, const std::stop_token& stop);

/// Tells how well a path fits a query. One thread.
class NameScore final {
public:
    explicit NameScore(std::string_view query);

    /// Nothing where the path has not the query's letters, upper or lower case. `places` gets where they are.
    [[nodiscard]] std::optional<std::int32_t> of(std::string_view path, std::vector<std::uint32_t>* places = nullptr);

private:
    [[nodiscard]] bool hasLetters(std::string_view path) const;
    void fill(std::string_view path);

    std::string m_query; ///< without blanks
    std::string m_lower; ///< the same in lower case
    /// By letter of the query, then byte of the path: the best score of a match that ends there.
    std::vector<std::int32_t> m_best;
};

} // namespace kalpana::bridge::server
