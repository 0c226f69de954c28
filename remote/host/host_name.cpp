#include "remote/host/local_host.h"

#include <QCoreApplication>

namespace kalpana::host {

namespace {

QString thisComputer()
{
    return QCoreApplication::translate("host", "this computer");
}

} // namespace

std::string LocalHost::name() const
{
    return thisComputer().toStdString();
}

QString atStart(const QString& name)
{
    return name == thisComputer() ? name.first(1).toUpper() + name.sliced(1) : name;
}

} // namespace kalpana::host
