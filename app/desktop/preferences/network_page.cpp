#include "app/desktop/preferences/network_page.h"

#include "app/desktop/look/widgets.h"
#include "core/agent/network_route.h"
#include "core/secrets/keys.h"
#include "core/settings/settings.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>

namespace kalpana::desktop::preferences {

using namespace Qt::StringLiterals;

NetworkPage::NetworkPage(const settings::Settings& settings)
    : m_proxy(field("proxy", settings.value(u"network.proxy"_s).toString(), tr("As the desktop"))),
      m_password(field("proxyPassword", {}, tr("Type to store it, or another"))),
      m_caFile(field("caFile", settings.value(u"network.caFile"_s).toString(), tr("Those of this computer alone"))),
      m_fetch(new QCheckBox(tr("The agent may ask to fetch pages")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    QGridLayout* grid = nullptr;
    column->addWidget(card(grid));
    addRow(*grid, tr("Proxy"), m_proxy,
           look::label(tr("http://host:port, socks5://host:port, or none; name@ before the host if it wants one. It is "
                          "used for the model's provider, but never for this computer."),
                       "small"_L1));
    m_password->setEchoMode(QLineEdit::Password);
    addRow(*grid, tr("Its password"), m_password,
           look::label(tr("Goes into your keychain, never into a file."), "small"_L1));
    const auto hasName = [this] { m_password->setEnabled(!QUrl(m_proxy->text().trimmed()).userName().isEmpty()); };
    connect(m_proxy, &QLineEdit::textChanged, this, hasName);
    hasName();
    auto* file = new QWidget;
    auto* row = new QHBoxLayout(file);
    row->setContentsMargins({});
    row->setSpacing(8);
    auto* choose = look::button(tr("Choose…"), ""_L1);
    choose->setAutoDefault(false);
    row->addWidget(m_caFile, 1);
    row->addWidget(choose);
    addRow(*grid, tr("Certificates"), file,
           look::label(tr("A PEM file of your organisation, trusted for the provider beside those of this computer."),
                       "small"_L1));
    m_caFile->setAccessibleName(tr("Certificates"));
    m_fetch->setObjectName(u"fetch"_s);
    m_fetch->setChecked(settings.value(u"agent.fetch"_s).toBool());
    addRow(*grid, tr("Web"), m_fetch,
           look::label(tr("From this computer, over the same proxy. You are asked about each host that no rule allows; "
                          "this computer and private networks only by a rule that names the host."),
                       "small"_L1));
    m_fetch->setAccessibleName(m_fetch->text());
    column->addStretch();
    connect(choose, &QPushButton::clicked, this, &NetworkPage::chooseFile);
}

void NetworkPage::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Choose certificates"), m_caFile->text(),
                                   tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_caFile, &QLineEdit::setText);
    dialog->open();
}

std::pair<QString, QByteArray> NetworkPage::password() const
{
    const QUrl proxy(m_proxy->text().trimmed());
    if (proxy.userName().isEmpty())
        return {};
    return {secrets::proxyPasswordKey(proxy), m_password->text().toUtf8()};
}

Checked<Values> NetworkPage::values() const
{
    if (const auto proxy = agent::networkRoute(m_proxy->text(), {}); !proxy)
        return std::unexpected(Wrong{proxy.error().sentence, m_proxy});
    if (const auto file = agent::networkRoute({}, m_caFile->text()); !file)
        return std::unexpected(Wrong{file.error().sentence, m_caFile});
    return Values{{u"network.proxy"_s, textIn(*m_proxy)},
                  {u"network.caFile"_s, textIn(*m_caFile)},
                  {u"agent.fetch"_s, m_fetch->isChecked() ? QJsonValue(true) : QJsonValue(QJsonValue::Undefined)}};
}

} // namespace kalpana::desktop::preferences
