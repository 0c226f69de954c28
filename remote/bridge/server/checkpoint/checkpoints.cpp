#include "remote/bridge/server/checkpoint/checkpoints.h"

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/files/folder_names.h"
#include "remote/bridge/server/files/tree.h"
#include "remote/bridge/server/git/porcelain.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Json;

constexpr std::string_view kRefs = "refs/checkpoints/";
const std::vector<std::string> kUpdateRefs{"update-ref", "--stdin"};
const std::vector<std::string> kPack{"gc", "--quiet", "--prune=now"};

std::string refOf(std::uint32_t id)
{
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%010u", id);
    return std::string(kRefs) + digits.data();
}

/// "refs/checkpoints/0000000017 commit tree {json}", as for-each-ref prints it below.
std::optional<Checkpoint> parse(std::string_view line)
{
    std::array<std::string_view, 3> words;
    for (auto& word : words) {
        const auto end = line.find(' ');
        if (end == std::string_view::npos)
            return std::nullopt;
        word = line.substr(0, end);
        line.remove_prefix(end + 1);
    }
    const Json facts = protocol::parseJson(line);
    if (!words[0].starts_with(kRefs) || !facts.is_object())
        return std::nullopt;
    words[0].remove_prefix(kRefs.size());
    return Checkpoint{.id = static_cast<std::uint32_t>(std::strtoul(std::string(words[0]).c_str(), nullptr, 10)),
                      .label = facts.value("label", ""),
                      .createdAtMs = facts.value("at", std::int64_t{0}),
                      .commit = std::string(words[1]),
                      .tree = std::string(words[2])};
}

std::int64_t nowMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string withoutEnd(std::string text)
{
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

} // namespace

Checkpoints::Checkpoints(asio::any_io_executor executor, CheckpointRepository repository, CheckpointLimits limits)
    : m_executor(std::move(executor)), m_repository(std::move(repository)), m_limits(limits),
      m_gate(std::make_shared<Gate>(m_executor, 1))
{
}

asio::awaitable<Outcome<std::vector<Checkpoint>>> Checkpoints::read(std::stop_token stop)
{
    if (auto opened = co_await m_repository.open(stop); !opened)
        co_return std::unexpected(opened.error());
    std::vector<std::string> arguments{"for-each-ref", "--format=%(refname) %(objectname) %(tree) %(contents:subject)",
                                       std::string(kRefs)};
    const auto said = co_await m_repository.git(std::move(arguments), {}, stop);
    if (!said)
        co_return std::unexpected(said.error());
    std::vector<Checkpoint> checkpoints;
    for (std::string_view rest = *said; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        if (auto checkpoint = parse(rest.substr(0, end)))
            checkpoints.push_back(std::move(*checkpoint));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    co_return checkpoints;
}

asio::awaitable<Outcome<Checkpoint>> Checkpoints::find(std::uint32_t id, std::stop_token stop)
{
    auto known = co_await read(std::move(stop));
    if (!known)
        co_return std::unexpected(known.error());
    const auto found = std::ranges::find(*known, id, &Checkpoint::id);
    if (found == known->end())
        co_return failed(Code::NotFound,
                         "There is no checkpoint " + std::to_string(id) +
                             ". Old ones are removed as new ones come; list those that are there.",
                         "checkpoint");
    co_return *found;
}

asio::awaitable<Outcome<Checkpoint>> Checkpoints::commit(const std::vector<Checkpoint>& known, std::string label,
                                                         const std::string& tree, std::vector<std::uint32_t>& pruned,
                                                         std::stop_token stop)
{
    Checkpoint made{
        .id = known.empty() ? 1 : known.back().id + 1, .label = std::move(label), .createdAtMs = nowMs(), .tree = tree};
    const auto message = Json{{"label", made.label}, {"at", made.createdAtMs}}.dump(
        -1, ' ', true, Json::error_handler_t::replace); // one line, whatever the label is
    std::vector<std::string> arguments{"commit-tree", "-F", "-", tree};
    auto commit = co_await m_repository.git(std::move(arguments), message, stop);
    if (!commit)
        co_return std::unexpected(commit.error());
    made.commit = withoutEnd(std::move(*commit));
    auto updates = "create " + refOf(made.id) + ' ' + made.commit + "\nupdate HEAD " + made.commit + '\n';
    for (std::size_t i = 0; i + m_limits.count <= known.size(); ++i) {
        updates += "delete " + refOf(known[i].id) + '\n';
        pruned.push_back(known[i].id);
    }
    const auto updated = co_await m_repository.git(kUpdateRefs, std::move(updates), stop);
    if (!updated)
        co_return std::unexpected(updated.error());
    co_return made;
}

asio::awaitable<Outcome<Checkpoints::Created>> Checkpoints::add(std::string label, std::stop_token stop)
{
    const auto known = co_await read(stop);
    if (!known)
        co_return std::unexpected(known.error());
    auto snapshot = co_await takeSnapshot(m_repository, m_limits.snapshot, m_seenIndex, stop);
    if (!snapshot)
        co_return std::unexpected(snapshot.error());
    if (!known->empty() && known->back().tree == snapshot->tree)
        co_return Created{known->back(), false, std::move(snapshot->skipped)};
    Created created{.isNew = true, .skipped = std::move(snapshot->skipped)};
    auto made = co_await commit(*known, std::move(label), snapshot->tree, created.pruned, stop);
    if (!made)
        co_return std::unexpected(made.error());
    created.checkpoint = std::move(*made);
    m_unpacked += snapshot->added + 3;
    if (m_unpacked > m_limits.filesBeforePacking) {
        m_unpacked = 0;
        asio::co_spawn(m_executor, pack(), asio::detached);
    }
    co_return created;
}

/// After the answer: packs what is loose, lets go of what no checkpoint holds any more, and of old checkpoints until
/// the repository is within its limit.
asio::awaitable<void> Checkpoints::pack()
{
    const auto gate = m_gate; // the loop may outlive us, and what waits on it
    const auto pass = co_await gate->enter();
    for (;;) {
        if (!co_await m_repository.git(kPack, {}, {}))
            co_return;
        std::uint64_t size = 0;
        co_await m_repository.workers().run([&] {
            Place place{UniqueFd(::open(m_repository.repository().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), "."};
            size = sizeOf(place, m_repository.repository(), {}).value_or(0);
        });
        const auto known = co_await read({});
        if (size <= m_limits.bytes || !known || known->size() < 2)
            co_return;
        std::string updates;
        for (std::size_t i = 0; i < (known->size() + 3) / 4; ++i)
            updates += "delete " + refOf((*known)[i].id) + '\n';
        if (!co_await m_repository.git(kUpdateRefs, std::move(updates), {}))
            co_return;
    }
}

asio::awaitable<Outcome<Checkpoints::Created>> Checkpoints::create(std::string label, std::stop_token stop)
{
    const auto gate = m_gate;
    const auto pass = co_await gate->enter();
    co_return co_await add(std::move(label), std::move(stop));
}

asio::awaitable<Outcome<std::vector<Checkpoint>>> Checkpoints::list(std::stop_token stop)
{
    const auto gate = m_gate;
    const auto pass = co_await gate->enter();
    co_return co_await read(std::move(stop));
}

asio::awaitable<Outcome<Checkpoints::Compared>> Checkpoints::compare(std::uint32_t from, std::uint32_t to,
                                                                     std::vector<std::string> paths, bool withCounts,
                                                                     std::size_t mostPatchBytes, std::stop_token stop)
{
    const auto gate = m_gate;
    const auto pass = co_await gate->enter();
    const auto earlier = co_await find(from, stop);
    if (!earlier)
        co_return std::unexpected(earlier.error());
    std::string tree;
    if (to != 0) {
        const auto later = co_await find(to, stop);
        if (!later)
            co_return std::unexpected(later.error());
        tree = later->tree;
    } else {
        auto snapshot = co_await takeSnapshot(m_repository, m_limits.snapshot, m_seenIndex, stop);
        if (!snapshot)
            co_return std::unexpected(snapshot.error());
        tree = snapshot->tree;
    }
    Compared compared;
    auto files = co_await differences(m_repository, earlier->tree, tree, paths, stop);
    if (!files)
        co_return std::unexpected(files.error());
    compared.files = std::move(*files);
    if (withCounts) {
        auto counts = co_await countLines(m_repository, earlier->tree, tree, stop);
        if (!counts)
            co_return std::unexpected(counts.error());
        compared.counts = std::move(*counts);
    }
    if (mostPatchBytes > 0) {
        auto made = co_await patch(m_repository, earlier->tree, tree, std::move(paths), mostPatchBytes, stop);
        if (!made)
            co_return std::unexpected(made.error());
        compared.patch = std::move(*made);
    }
    co_return compared;
}

asio::awaitable<Outcome<Checkpoints::File>> Checkpoints::file(std::uint32_t id, std::string path, std::stop_token stop)
{
    const auto gate = m_gate;
    const auto pass = co_await gate->enter();
    const auto held = co_await find(id, stop);
    if (!held)
        co_return std::unexpected(held.error());
    std::vector<std::string> look{"ls-tree", "-z", held->tree, "--", path};
    const auto entry = co_await m_repository.git(std::move(look), {}, stop); // "mode type object\tpath"
    if (!entry)
        co_return std::unexpected(entry.error());
    const auto end = entry->find('\t');
    const auto blank = entry->rfind(' ', end);
    if (end == std::string::npos || blank == std::string::npos || !entry->starts_with('1'))
        co_return failed(Code::NotFound, "Checkpoint " + std::to_string(id) + " holds no file " + path + '.', "path");
    std::vector<std::string> show{"cat-file", "blob", entry->substr(blank + 1, end - blank - 1)};
    auto content = co_await m_repository.git(std::move(show), {}, stop);
    if (!content)
        co_return std::unexpected(content.error());
    co_return File{entry->substr(0, 6), std::move(*content)};
}

/// Of what going back would change: without what differs from `since` already, which is kept where it would be taken
/// back, and is nobody's business elsewhere.
asio::awaitable<Outcome<std::vector<Kept>>> Checkpoints::holdBack(std::vector<Difference>& wanted,
                                                                  const Checkpoint& target, std::uint32_t since,
                                                                  const Checkpoint& now, std::stop_token stop)
{
    const auto left = co_await find(since, stop);
    if (!left)
        co_return std::unexpected(left.error());
    const auto undone = co_await differences(m_repository, left->tree, target.tree, {}, stop);
    if (!undone)
        co_return std::unexpected(undone.error());
    const auto later = co_await differences(m_repository, left->tree, now.tree, {}, stop);
    if (!later)
        co_return std::unexpected(later.error());
    const auto isIn = [](const std::vector<Difference>& list, const std::string& path) {
        return std::ranges::binary_search(list, path, {}, &Difference::path);
    };
    std::vector<Kept> kept;
    std::erase_if(wanted, [&](const Difference& one) {
        if (!isIn(*undone, one.path))
            return true;
        if (!isIn(*later, one.path))
            return false;
        kept.push_back({.path = one.path, .reason = "It was changed since.", .changedSince = true});
        return true;
    });
    co_return kept;
}

asio::awaitable<Outcome<Checkpoints::Undone>> Checkpoints::restore(std::uint32_t id, std::uint32_t unchangedSince,
                                                                   std::vector<std::string> paths, std::stop_token stop)
{
    const auto gate = m_gate;
    const auto pass = co_await gate->enter();
    const auto wanted = co_await find(id, stop);
    if (!wanted)
        co_return std::unexpected(wanted.error());
    auto before = co_await add("Before going back to checkpoint " + std::to_string(id), stop);
    if (!before)
        co_return std::unexpected(before.error());
    auto changes = co_await differences(m_repository, before->checkpoint.tree, wanted->tree, std::move(paths), stop);
    if (!changes)
        co_return std::unexpected(changes.error());
    std::vector<Kept> kept;
    if (unchangedSince != 0) {
        auto held = co_await holdBack(*changes, *wanted, unchangedSince, before->checkpoint, stop);
        if (!held)
            co_return std::unexpected(held.error());
        kept = std::move(*held);
    }
    // From here on it is not stopped: half of it done would be nothing that anybody asked for.
    auto restored = co_await carryOut(m_repository, std::move(*changes), {});
    if (!restored)
        co_return std::unexpected(restored.error());
    restored->kept.insert(restored->kept.end(), std::make_move_iterator(kept.begin()),
                          std::make_move_iterator(kept.end()));
    co_return Undone{std::move(before->checkpoint), std::move(*restored)};
}

} // namespace kalpana::bridge::server
