#include "remote/bridge/server/files/open_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::uint64_t kPiece = 256U << 10U;

} // namespace

Outcome<OpenFile> openFile(const Place& place, std::string_view shown)
{
    constexpr int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    OpenFile file{UniqueFd(::openat(place.folder.get(), place.name.c_str(), flags))};
    if (!file.fd && errno != ENXIO) // ENXIO: a socket, or a device without hardware
        return systemFailed(shown);
    if (!file.fd || ::fstat(file.fd.get(), &file.facts) != 0 || !S_ISREG(file.facts.st_mode))
        return failed(Code::BadRequest, std::string(shown) + " is not a file.", "path");
    return file;
}

Outcome<void> readPieces(const UniqueFd& file, std::string_view shown, std::uint64_t from, std::uint64_t to,
                         const std::stop_token& stop,
                         const std::function<void(std::uint64_t offset, std::string_view bytes)>& take)
{
    std::string buffer(std::min(kPiece, to - std::min(from, to)), '\0');
    while (from < to) {
        if (stop.stop_requested())
            return failed(Code::Cancelled, "Reading was cancelled.");
        const auto wanted = std::min<std::uint64_t>(buffer.size(), to - from);
        const ssize_t count = ::pread(file.get(), buffer.data(), wanted, static_cast<off_t>(from));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemFailed(shown);
        if (count == 0)
            break;
        take(from, {buffer.data(), static_cast<std::size_t>(count)});
        from += static_cast<std::uint64_t>(count);
    }
    return {};
}

} // namespace kalpana::bridge::server
