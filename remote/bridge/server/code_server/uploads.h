#pragma once

#include "remote/bridge/server/code_server/installation.h"
#include "remote/bridge/server/session/handlers.h"

#include <map>

namespace kalpana::bridge::server {

/// Archives that a client sends because the host can't fetch them. What has come of one is kept by its SHA-256, so that
/// an upload goes on where a lost connection cut it off. Loop's thread.
class Uploads final {
public:
    explicit Uploads(std::string folder) : m_folder(std::move(folder)) {}

    struct Begun {
        std::uint32_t upload = 0;
        std::uint64_t offset = 0; ///< what is here already
    };
    [[nodiscard]] Outcome<Begun> begin(Release release, std::uint64_t size, std::shared_ptr<Outbox> out);

    /// Takes a part; the next one must start where it ends. What is wrong is told by the event "upload.failed" and
    /// again at the end.
    void receive(const protocol::Frame& frame, const std::shared_ptr<Outbox>& out);

    struct Ended {
        Release release;
        std::string file;
    };
    /// All has come: the file is the caller's now.
    [[nodiscard]] Outcome<Ended> end(std::uint32_t upload);

private:
    struct Upload {
        Release release;
        std::string path;
        UniqueFd file;
        std::uint64_t size = 0;
        std::uint64_t received = 0;
        std::uint64_t acknowledged = 0;
        std::uint64_t discarded = 0;
        std::optional<Failure> failure = {};
        std::shared_ptr<Outbox> out = {};
    };
    void acknowledge(std::uint32_t id, Upload& upload, std::uint64_t taken);
    void fail(std::uint32_t id, Upload& upload, Failure failure);

    std::string m_folder;
    std::uint32_t m_last = 0;
    std::map<std::uint32_t, Upload> m_uploads;
};

} // namespace kalpana::bridge::server
