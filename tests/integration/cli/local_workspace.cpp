#include "tests/integration/cli/local_workspace.h"

#include "core/workspace/store.h"

namespace kalpana::test {

using namespace Qt::StringLiterals;

LocalWorkspace::LocalWorkspace()
{
    m_folder.write(u"work/hello.txt"_s, "hello\n");
    auto store = workspace::Store::open(data()).value();
    (void)store
        .insert({.id = u"api-0001"_s, .name = u"api"_s, .folder = work(), .remoteData = m_folder.path(u"remote"_s)})
        .value();
}

QStringList LocalWorkspace::arguments(const QStringList& arguments) const
{
    return QStringList{u"--data-dir"_s, data()} + arguments;
}

Ran LocalWorkspace::run(const QStringList& rest, const QByteArray& input) const
{
    return kalpanactl(arguments(rest), input);
}

} // namespace kalpana::test
