#include "tests/support/process_end.h"

#include <QFile>

namespace kalpana::test {

bool hasEnded(pid_t pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QFile::ReadOnly))
        return true;
    const auto fields = file.readAll();
    const auto state = fields.mid(fields.lastIndexOf(')') + 2, 1); // proc_pid_stat(5)
    return state.isEmpty() || state == "Z" || state == "X";
}

} // namespace kalpana::test
