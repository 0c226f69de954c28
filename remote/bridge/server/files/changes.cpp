#include "remote/bridge/server/files/changes.h"

namespace kalpana::bridge::server {

void Changes::add(const std::string& path, What what, bool isFolder)
{
    if (m_lookAgain)
        return;
    if (isFolder && what != What::Changed) // with all that was in it
        m_byPath.erase(m_byPath.lower_bound(path + '/'), m_byPath.lower_bound(path + static_cast<char>('/' + 1)));
    const auto [known, isNew] = m_byPath.try_emplace(path, Change{what, isFolder, what != What::Created, isFolder});
    if (m_byPath.size() > kMost)
        return lookAgain();
    if (isNew)
        return;
    const auto before = known->second;
    if (what == What::Removed && !before.wasThere) {
        m_byPath.erase(known); // nobody saw it
        return;
    }
    if (what == What::Created && before.wasThere && !before.wasFolder && !isFolder)
        what = What::Changed;
    if (what == What::Changed && before.what == What::Created)
        what = What::Created;
    known->second = {what, isFolder, before.wasThere, before.wasFolder};
}

void Changes::lookAgain()
{
    m_byPath.clear();
    m_lookAgain = true;
}

} // namespace kalpana::bridge::server
