#include "remote/gateway/gateway.h"

#include "remote/gateway/admission.h"
#include "remote/gateway/connection.h"
#include "remote/gateway/door.h"
#include "remote/io/io_thread.h"

#include <QCoreApplication>

#include <map>

namespace kalpana::gateway {

class Gateway::Doors final {
public:
    std::shared_ptr<House> house = std::make_shared<House>();
    std::map<std::string, std::shared_ptr<Door>> doors;
};

Gateway::Gateway(io::IoThread& io, Limits limits) : m_io(io), m_doors(std::make_shared<Doors>())
{
    m_doors->house->limits = std::move(limits);
}

Gateway::~Gateway()
{
    m_io.call([this] {
        for (const auto& [id, door] : std::exchange(m_doors->doors, {}))
            door->close();
    });
    windDown(); // Time enough for the last words, if not for their being heard.
    m_io.call([this] {
        for (auto* connection : m_doors->house->connections)
            connection->drop();
    });
    windDown();
}

void Gateway::windDown()
{
    // What was closed winds down in a few turns of the loop; then nothing of ours is left on the I/O thread.
    constexpr int turns = 64;
    for (int turn = 0; turn < turns && !m_io.isCurrent(); ++turn)
        if (m_io.call([this] { return m_doors->house->connections.empty(); }))
            break;
}

Result<std::uint16_t> Gateway::add(WorkspaceRoute route)
{
    return m_io.call([this, route = std::move(route)]() mutable -> Result<std::uint16_t> {
        const auto id = route.id;
        if (m_doors->doors.contains(id))
            return failure(ErrorCode::Conflict,
                           QCoreApplication::translate("gateway", "The workspace “%1” is open already.")
                               .arg(QString::fromStdString(id)));
        auto door = Door::open(m_io.executor(), std::move(route), m_doors->house);
        if (!door)
            return std::unexpected(door.error());
        const auto port = (*door)->port();
        m_doors->doors.emplace(id, std::move(*door));
        return port;
    });
}

void Gateway::remove(const std::string& id)
{
    m_io.call([this, &id] {
        if (const auto node = m_doors->doors.extract(id); !node.empty())
            node.mapped()->close();
    });
}

Result<QUrl> Gateway::enterAddress(const std::string& id, std::uint16_t port)
{
    return m_io.call([this, &id, port]() -> Result<QUrl> {
        const auto found = m_doors->doors.find(id);
        if (found == m_doors->doors.end())
            return failure(ErrorCode::NotFound,
                           QCoreApplication::translate("gateway", "The workspace “%1” is not open.")
                               .arg(QString::fromStdString(id)));
        auto& door = *found->second;
        const Site site{.workspace = id, .port = port};
        const auto token = door.entrance().mint(site, door.limits().now());
        return QUrl(QString::fromStdString(enterAddressOf(site, door.port(), token)));
    });
}

} // namespace kalpana::gateway
