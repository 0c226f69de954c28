#include "remote/bridge/server/code_server/uploads.h"

#include "remote/bridge/server/os/folder.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::uint64_t kAcknowledgeEach = 1U << 20U;

std::string full(const std::string& folder)
{
    return "The disk of the host is full: code-server could not be saved in " + folder + '.';
}

bool fits(const std::string& folder, std::uint64_t bytes)
{
    struct statvfs facts{};
    return ::statvfs(folder.c_str(), &facts) != 0 ||
           static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize >= bytes;
}

} // namespace

Outcome<Uploads::Begun> Uploads::begin(Release release, std::uint64_t size, std::shared_ptr<Outbox> out)
{
    if (const auto made = makeFolders(m_folder); !made)
        return std::unexpected(made.error());
    // The same archive under way: its client has come back, or a second one sends it too. The last one goes on.
    std::erase_if(m_uploads, [&](const auto& other) {
        return other.second.out->closed() || other.second.release.sha256 == release.sha256;
    });
    Upload upload{.release = std::move(release), .size = size, .out = std::move(out)};
    upload.path = m_folder + "/.upload-" + upload.release.sha256 + ".part";
    upload.file.reset(::open(upload.path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    struct stat facts{};
    if (!upload.file || ::fstat(upload.file.get(), &facts) != 0)
        return systemFailed(upload.path);
    upload.received = static_cast<std::uint64_t>(facts.st_size);
    if (upload.received > size) {
        (void)!::ftruncate(upload.file.get(), 0);
        upload.received = 0;
    }
    if (!fits(m_folder, size - upload.received))
        return failed(Code::NoSpace, full(m_folder));
    upload.acknowledged = upload.received;
    const Begun begun{++m_last, upload.received};
    m_uploads.emplace(m_last, std::move(upload));
    return begun;
}

void Uploads::receive(const protocol::Frame& frame, const std::shared_ptr<Outbox>& out)
{
    const auto found = m_uploads.find(frame.stream);
    if (found == m_uploads.end() || found->second.out != out) {
        out->send(encode(protocol::Event{"upload.failed",
                                         {{"upload", frame.stream},
                                          {"code", wordOf(Code::NotFound)},
                                          {"message", "There is no such upload (any more). Begin it again."}}}));
        return;
    }
    auto& upload = found->second;
    if (!upload.failure) {
        if (frame.offset != upload.received || frame.bytes.size() > upload.size - upload.received) {
            fail(frame.stream, upload,
                 {Code::BadRequest,
                  "The upload goes on at byte " + std::to_string(upload.received) + " of " +
                      std::to_string(upload.size) + '.',
                  "offset"});
        } else if (::lseek(upload.file.get(), static_cast<off_t>(upload.received), SEEK_SET) < 0 ||
                   !writeAll(upload.file.get(), frame.bytes)) {
            const auto failure = systemFailure(upload.path, errno);
            fail(frame.stream, upload,
                 failure.code == Code::NoSpace ? Failure{Code::NoSpace, full(m_folder), {}} : failure);
        } else {
            upload.received += frame.bytes.size();
        }
    }
    // A failed upload is acknowledged on: its client need not listen to events to come to the end, and to the reason.
    upload.discarded += upload.failure ? frame.bytes.size() : 0;
    acknowledge(frame.stream, upload, upload.received + upload.discarded);
}

void Uploads::acknowledge(std::uint32_t id, Upload& upload, std::uint64_t taken)
{
    if (taken - upload.acknowledged < kAcknowledgeEach && taken < upload.size)
        return;
    upload.acknowledged = taken;
    upload.out->send(encode(protocol::Event{"upload.ack", {{"upload", id}, {"offset", taken}}}));
}

void Uploads::fail(std::uint32_t id, Upload& upload, Failure failure)
{
    upload.out->send(encode(protocol::Event{
        "upload.failed", {{"upload", id}, {"code", wordOf(failure.code)}, {"message", failure.message}}}));
    if (failure.code == Code::NoSpace)
        ::unlink(upload.path.c_str()); // what is there already is what fills the disk
    upload.failure = std::move(failure);
}

Outcome<Uploads::Ended> Uploads::end(std::uint32_t id)
{
    const auto found = m_uploads.find(id);
    if (found == m_uploads.end())
        return failed(Code::NotFound, "There is no such upload (any more). Begin it again.", "upload");
    const Upload upload = std::move(found->second);
    m_uploads.erase(found);
    if (upload.failure)
        return std::unexpected(*upload.failure);
    if (upload.received != upload.size)
        return failed(Code::Incomplete,
                      "The upload is not whole: " + std::to_string(upload.received) + " of " +
                          std::to_string(upload.size) + " bytes have come.",
                      "upload");
    return Ended{upload.release, upload.path};
}

} // namespace kalpana::bridge::server
