#include "app/desktop/preferences/model_page.h"

#include "app/desktop/look/widgets.h"
#include "app/desktop/preferences/providers.h"
#include "core/settings/settings.h"

#include <QComboBox>
#include <QFrame>
#include <QGridLayout>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QUrl>

namespace kalpana::desktop::preferences {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostThinking = 128'000;

QJsonObject pricesOf(const settings::Settings& settings, const QString& model)
{
    return settings.value(u"model.prices"_s)[model].toObject();
}

bool isLocal(const QString& host)
{
    return host == "localhost"_L1 || host.startsWith("127."_L1) || host == "::1"_L1;
}

} // namespace

ModelPage::ModelPage(const settings::Settings& settings)
    : m_settings(settings), m_provider(new QComboBox), m_api(new QComboBox),
      m_address(field("address", settings.modelAddress())), m_model(field("model", settings.modelName())),
      m_planning(field("planning", settings.value(u"model.planning"_s).toString(), tr("The same"))),
      m_thinking(field("thinking",
                       settings.modelThinkingTokens() > 0 ? QString::number(settings.modelThinkingTokens()) : QString(),
                       tr("As the provider does"))),
      m_key(field("key", {})), m_keyHint(look::label({}, "small"_L1)),
      m_priceIn(
          field("priceIn", shown(pricesOf(settings, settings.modelName())["input"_L1]), tr("As the provider says"))),
      m_priceOut(
          field("priceOut", shown(pricesOf(settings, settings.modelName())["output"_L1]), tr("As the provider says")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(10);
    QGridLayout* grid = nullptr;
    column->addWidget(card(grid));
    addChoice(*grid);
    column->addWidget(card(grid));
    addMore(*grid);
    column->addStretch();
}

void ModelPage::addChoice(QGridLayout& grid)
{
    m_provider->setObjectName(u"provider"_s);
    for (const auto& provider : providers)
        m_provider->addItem(provider.name, QString(provider.address));
    m_provider->addItem(tr("Another"));
    m_api->setObjectName(u"api"_s);
    m_api->addItem(tr("By the address"), QString());
    m_api->addItem(tr("OpenAI-compatible"), u"openai"_s);
    m_api->addItem(tr("Anthropic Messages"), u"anthropic"_s);
    m_api->addItem(tr("Ollama"), u"ollama"_s);
    m_api->setCurrentIndex(qMax(0, m_api->findData(m_settings.modelApi())));
    m_key->setEchoMode(QLineEdit::Password);
    addRow(grid, tr("Provider"), m_provider);
    addRow(grid, tr("Address"), m_address);
    addRow(grid, tr("API"), m_api);
    addRow(grid, tr("API key"), m_key, m_keyHint);
    const auto known = m_provider->findData(m_settings.modelAddress());
    m_provider->setCurrentIndex(known < 0 ? m_provider->count() - 1 : known);
    m_address->setEnabled(known < 0);
    connect(m_provider, &QComboBox::activated, this, &ModelPage::useProvider);
}

void ModelPage::addMore(QGridLayout& grid)
{
    addRow(grid, tr("Model"), m_model);
    addRow(grid, tr("Model for planning"), m_planning);
    addRow(grid, tr("Thinking tokens"), m_thinking);
    auto* prices = new QWidget;
    auto* row = new QHBoxLayout(prices);
    row->setContentsMargins({});
    row->setSpacing(8);
    m_priceIn->setAccessibleName(tr("Price of input"));
    m_priceOut->setAccessibleName(tr("Price of output"));
    row->addWidget(m_priceIn, 1);
    row->addWidget(look::label(tr("in"), "small"_L1));
    row->addWidget(m_priceOut, 1);
    row->addWidget(look::label(tr("out"), "small"_L1));
    addRow(grid, tr("Its price ($)"), prices,
           look::label(tr("For a million tokens, where you know it better than the provider tells."), "small"_L1));
}

void ModelPage::useProvider(int index)
{
    const auto address = m_provider->itemData(index).toString();
    m_address->setEnabled(address.isEmpty());
    m_api->setCurrentIndex(0);
    if (address.isEmpty()) {
        m_address->clear();
        m_address->setFocus();
        return;
    }
    const auto& provider = providers.at(static_cast<std::size_t>(index));
    m_address->setText(address);
    m_model->setText(provider.exampleModel);
    m_planning->clear();
    m_priceIn->clear();
    m_priceOut->clear();
    m_key->setPlaceholderText({});
    m_keyHint->setText(provider.variable.isEmpty()
                           ? tr("None is needed on this computer.")
                           : tr("Goes into your keychain. %1 is read instead where it is set, and never stored.")
                                 .arg(provider.variable));
}

void ModelPage::showKeyState(const QString& hint, bool isStored)
{
    m_keyHint->setText(hint);
    if (isStored)
        m_key->setPlaceholderText(tr("Stored. Type to replace it."));
}

QByteArray ModelPage::key() const
{
    return m_key->text().trimmed().toUtf8();
}

Checked<QJsonValue> ModelPage::ownPrices() const
{
    const auto input = dollarsIn(*m_priceIn, tr("Price of input"), 0);
    const auto output = dollarsIn(*m_priceOut, tr("Price of output"), 0);
    if (!input)
        return input;
    if (!output)
        return output;
    if (input->isUndefined() != output->isUndefined())
        return std::unexpected(Wrong{tr("Write the price of the model's input and of its output, or neither."),
                                     input->isUndefined() ? m_priceIn : m_priceOut});
    auto all = m_settings.value(u"model.prices"_s).toObject();
    const auto model = m_model->text().trimmed();
    auto own = all.value(model).toObject();
    for (const auto& [key, value] : {std::pair("input"_L1, *input), std::pair("output"_L1, *output)}) {
        if (value.isUndefined())
            own.remove(key);
        else
            own.insert(key, value);
    }
    if (input->isUndefined()) {
        own.remove("cacheRead"_L1);
        own.remove("cacheWrite"_L1);
    }
    all.remove(model);
    if (!own.isEmpty())
        all.insert(model, own);
    return all.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(all);
}

Checked<Values> ModelPage::values() const
{
    const QUrl address(m_address->text().trimmed(), QUrl::StrictMode);
    if (!address.isValid() || address.host().isEmpty() ||
        (address.scheme() != "https"_L1 && !(isLocal(address.host()) && address.scheme() == "http"_L1)))
        return std::unexpected(
            Wrong{tr("“%1” can't be used: write an address that begins with https:// (http:// only for this computer).")
                      .arg(m_address->text()),
                  m_address});
    if (m_model->text().trimmed().isEmpty())
        return std::unexpected(Wrong{tr("Say which model to use, as the provider calls it."), m_model});
    const auto thinking = countIn(*m_thinking, tr("Thinking tokens"), mostThinking);
    if (!thinking)
        return std::unexpected(thinking.error());
    const auto prices = ownPrices();
    if (!prices)
        return std::unexpected(prices.error());
    const auto api = m_api->currentData().toString();
    return Values{{u"model.address"_s, address.toString(QUrl::FullyEncoded)},
                  {u"model.api"_s, api.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(api)},
                  {u"model.name"_s, m_model->text().trimmed()},
                  {u"model.planning"_s, textIn(*m_planning)},
                  {u"model.thinkingTokens"_s, *thinking},
                  {u"model.prices"_s, *prices}};
}

} // namespace kalpana::desktop::preferences
