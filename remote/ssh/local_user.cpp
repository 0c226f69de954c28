#include "remote/ssh/local_user.h"

#include <QFile>

#include <pwd.h>
#include <unistd.h>

namespace kalpana::ssh {

QString localUser()
{
    const auto* entry = ::getpwuid(::getuid());
    return entry != nullptr ? QFile::decodeName(entry->pw_name) : qEnvironmentVariable("USER");
}

} // namespace kalpana::ssh
