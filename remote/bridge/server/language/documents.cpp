#include "remote/bridge/server/language/documents.h"

#include "remote/bridge/server/files/open_file.h"

#include <algorithm>
#include <functional>

namespace kalpana::bridge::server {

Outcome<std::optional<Documents::Change>> Documents::look(const Root& root, const std::string& path,
                                                          Document& document) const
{
    auto place = root.find(path, Root::Missing::Refuse);
    if (!place)
        return std::unexpected(place.error());
    const auto file = openFile(*place, path);
    if (!file)
        return std::unexpected(file.error());
    const auto& facts = file->facts;
    const auto modified = (std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000) + facts.st_mtim.tv_nsec;
    if (document.version > 0 && document.file == facts.st_ino && document.device == facts.st_dev &&
        document.size == facts.st_size && document.modified == modified)
        return std::nullopt;
    if (static_cast<std::uint64_t>(facts.st_size) > kMostBytes)
        return failed(Code::TooLarge, path + " is too large for a language server.");
    Change change{.what = document.version > 0 ? Change::What::Change : Change::What::Open,
                  .path = path,
                  .languageId = document.languageId};
    const auto read = readPieces(file->fd, path, 0, kMostBytes, {},
                                 [&change](std::uint64_t, std::string_view bytes) { change.text += bytes; });
    if (!read)
        return std::unexpected(read.error());
    document.file = facts.st_ino;
    document.device = facts.st_dev;
    document.size = facts.st_size;
    document.modified = modified;
    const auto hash = std::hash<std::string>()(change.text);
    if (document.version > 0 && document.hash == hash)
        return std::nullopt;
    document.hash = hash;
    change.version = ++document.version;
    return change;
}

Outcome<std::vector<Documents::Change>> Documents::refresh(const Root& root, const std::string& path,
                                                           const std::string& languageId)
{
    std::vector<Change> changes;
    for (auto open = m_open.begin(); open != m_open.end();) {
        auto change = look(root, open->first, open->second);
        if (!change)
            changes.push_back({.what = Change::What::Close, .path = open->first});
        else if (*change)
            changes.push_back(std::move(**change));
        open = change ? std::next(open) : m_open.erase(open);
    }
    if (path.empty())
        return changes;
    if (const auto open = m_open.find(path); open != m_open.end()) {
        open->second.lastUse = ++m_uses;
        return changes;
    }
    Document document{.languageId = languageId, .lastUse = ++m_uses};
    auto change = look(root, path, document);
    if (!change)
        return std::unexpected(change.error());
    if (m_open.size() >= kMost) {
        const auto oldest = std::ranges::min_element(m_open, {}, [](const auto& open) { return open.second.lastUse; });
        changes.push_back({.what = Change::What::Close, .path = oldest->first});
        m_open.erase(oldest);
    }
    m_open.emplace(path, std::move(document));
    changes.push_back(std::move(**change));
    return changes;
}

} // namespace kalpana::bridge::server
