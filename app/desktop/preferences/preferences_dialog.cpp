#include "app/desktop/preferences/preferences_dialog.h"

#include "app/desktop/background/background.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/preferences/providers.h"
#include "core/secrets/keys.h"
#include "core/secrets/secret_store.h"
#include "core/settings/settings.h"

#include <QComboBox>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>

namespace kalpana::desktop::preferences {

using namespace Qt::StringLiterals;

namespace {

const auto appearanceKey = u"window.appearance"_s;

struct Choices {
    QString address;
    QString model;
    QString source;
    QString appearance;
    QByteArray key; ///< Empty: what is stored stays.
};

Result<void> store(const Choices& choices, settings::Settings& settings, secrets::SecretStore& secrets)
{
    const std::pair<QString, QString> values[]{{u"model.address"_s, choices.address},
                                               {u"model.name"_s, choices.model},
                                               {u"codeServer.source"_s, choices.source},
                                               {appearanceKey, choices.appearance}};
    for (const auto& [key, value] : values) {
        if (const auto saved =
                settings.setValue(key, value.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(value));
            !saved)
            return saved;
    }
    // After the address: the key belongs to the provider that it names.
    if (!choices.key.isEmpty())
        return secrets.write(secrets::providerKey(settings.modelProvider()), Secret(choices.key));
    return {};
}

void addRow(QGridLayout& grid, const QString& title, QWidget* field, QLabel* hint = nullptr)
{
    const int row = grid.rowCount();
    auto* label = look::label(title, ""_L1);
    label->setBuddy(field);
    field->setAccessibleName(title);
    grid.addWidget(label, row, 0);
    grid.addWidget(field, row, 1);
    if (hint)
        grid.addWidget(hint, row + 1, 1);
}

QFrame* card(QGridLayout*& grid)
{
    auto* frame = new QFrame;
    frame->setObjectName(u"card"_s);
    grid = new QGridLayout(frame);
    grid->setContentsMargins(18, 16, 18, 16);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 96);
    grid->setColumnStretch(1, 1);
    return frame;
}

} // namespace

PreferencesDialog::PreferencesDialog(settings::Settings& settings, secrets::SecretStore& secrets,
                                     background::Background& background, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_secrets(secrets), m_background(background)
{
    setWindowTitle(tr("Settings"));
    setMinimumWidth(600);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(26, 22, 26, 18);
    column->setSpacing(10);
    column->addWidget(look::label(tr("Settings"), "heading"_L1));
    column->addSpacing(4);
    column->addWidget(look::label(tr("Model"), "name"_L1));
    column->addWidget(makeModel());
    column->addSpacing(6);
    column->addWidget(look::label(tr("Editor and window"), "name"_L1));
    column->addWidget(makeEditor());
    m_problem = look::sentence({}, "error"_L1);
    m_problem->setObjectName(u"problem"_s);
    m_problem->hide();
    column->addWidget(m_problem);
    column->addWidget(makeButtons());
    refreshKeyHint();
}

QWidget* PreferencesDialog::makeModel()
{
    QGridLayout* grid = nullptr;
    auto* frame = card(grid);
    m_provider = new QComboBox;
    m_provider->setObjectName(u"provider"_s);
    for (const auto& provider : providers)
        m_provider->addItem(provider.name, QString(provider.address));
    m_provider->addItem(tr("Another, OpenAI-compatible"));
    m_address = new QLineEdit(m_settings.modelAddress());
    m_address->setObjectName(u"address"_s);
    m_model = new QLineEdit(m_settings.modelName());
    m_model->setObjectName(u"model"_s);
    m_key = new QLineEdit;
    m_key->setObjectName(u"key"_s);
    m_key->setEchoMode(QLineEdit::Password);
    m_keyHint = look::label({}, "small"_L1);
    m_keyHint->setWordWrap(true);
    addRow(*grid, tr("Provider"), m_provider);
    addRow(*grid, tr("Address"), m_address);
    addRow(*grid, tr("Model"), m_model);
    addRow(*grid, tr("API key"), m_key, m_keyHint);
    const auto known = m_provider->findData(m_settings.modelAddress());
    m_provider->setCurrentIndex(known < 0 ? m_provider->count() - 1 : known);
    m_address->setEnabled(known < 0);
    connect(m_provider, &QComboBox::activated, this, &PreferencesDialog::useProvider);
    return frame;
}

QWidget* PreferencesDialog::makeEditor()
{
    QGridLayout* grid = nullptr;
    auto* frame = card(grid);
    m_source = new QLineEdit(m_settings.value(u"codeServer.source"_s).toString());
    m_source->setObjectName(u"source"_s);
    m_source->setPlaceholderText(u"release"_s);
    m_appearance = new QComboBox;
    m_appearance->addItem(tr("As the desktop"), QString());
    m_appearance->addItem(tr("Light"), u"light"_s);
    m_appearance->addItem(tr("Dark"), u"dark"_s);
    m_appearance->setCurrentIndex(static_cast<int>(look::appearance(m_settings)));
    addRow(*grid, tr("code-server"), m_source,
           look::label(tr("release, the address of a mirror, or a file on this computer."), "small"_L1));
    addRow(*grid, tr("Colours"), m_appearance);
    return frame;
}

QWidget* PreferencesDialog::makeButtons()
{
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins({});
    m_save = look::button(tr("Save"), "primary"_L1);
    m_save->setObjectName(u"save"_s);
    m_save->setDefault(true);
    auto* cancel = look::button(tr("Cancel"), ""_L1);
    cancel->setAutoDefault(false);
    connect(m_save, &QPushButton::clicked, this, &PreferencesDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(m_save);
    return buttons;
}

void PreferencesDialog::useProvider(int index)
{
    const auto address = m_provider->itemData(index).toString();
    m_address->setEnabled(address.isEmpty());
    if (address.isEmpty()) {
        m_address->clear();
        m_address->setFocus();
        return;
    }
    m_address->setText(address);
    m_model->setText(providers.at(static_cast<std::size_t>(index)).exampleModel);
    m_key->setPlaceholderText({});
    const auto variable = providers.at(static_cast<std::size_t>(index)).variable;
    m_keyHint->setText(
        variable.isEmpty()
            ? tr("None is needed on this computer.")
            : tr("Goes into your keychain. %1 is read instead where it is set, and never stored.").arg(variable));
}

void PreferencesDialog::refreshKeyHint()
{
    m_keyHint->setText(tr("Goes into your keychain, never into a file."));
    m_background.run(
        this,
        [this, key = secrets::providerKey(m_settings.modelProvider())](std::stop_token) -> Result<bool> {
            return m_secrets.read(key).transform([](const std::optional<Secret>& found) { return found.has_value(); });
        },
        [this](const Result<bool>& stored) {
            if (!stored)
                m_keyHint->setText(stored.error().sentence);
            else if (*stored)
                m_key->setPlaceholderText(tr("Stored. Type to replace it."));
        });
}

void PreferencesDialog::save()
{
    const QUrl address(m_address->text().trimmed(), QUrl::StrictMode);
    const bool local =
        address.host() == "localhost"_L1 || address.host().startsWith("127."_L1) || address.host() == "::1"_L1;
    if (!address.isValid() || address.host().isEmpty() ||
        (address.scheme() != "https"_L1 && !(local && address.scheme() == "http"_L1))) {
        showProblem(
            tr("“%1” can't be used: write an address that begins with https:// (http:// only for this computer).")
                .arg(m_address->text()));
        m_address->setFocus();
        return;
    }
    if (m_model->text().trimmed().isEmpty()) {
        showProblem(tr("Say which model to use, as the provider calls it."));
        m_model->setFocus();
        return;
    }
    m_save->setEnabled(false);
    Choices choices{.address = address.toString(QUrl::FullyEncoded),
                    .model = m_model->text().trimmed(),
                    .source = m_source->text().trimmed(),
                    .appearance = m_appearance->currentData().toString(),
                    .key = m_key->text().trimmed().toUtf8()};
    m_background.run(
        this, [this, choices = std::move(choices)](std::stop_token) { return store(choices, m_settings, m_secrets); },
        [this](const Result<void>& stored) {
            m_save->setEnabled(true);
            Q_EMIT appearanceChanged(look::appearance(m_settings));
            Q_EMIT modelChanged();
            if (stored)
                accept();
            else
                showProblem(stored.error().sentence);
        });
}

void PreferencesDialog::showProblem(const QString& sentence)
{
    m_problem->setText(sentence);
    m_problem->show();
}

} // namespace kalpana::desktop::preferences
