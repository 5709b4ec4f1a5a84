using System.Globalization;
using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Inspection;

/// <summary>What a person looks for in an incident, such as <c>status >= 500</c> or <c>path = /orders/7</c>.</summary>
internal sealed partial class ExchangeCondition
{
    private readonly Func<RecordedExchange, bool> _holds;

    private readonly string _text;

    private ExchangeCondition(string text, Func<RecordedExchange, bool> holds)
    {
        _text = text;
        _holds = holds;
    }

    /// <summary>Reads a condition: a field (<c>status</c>, <c>duration</c>, <c>method</c>, <c>path</c>), a comparison, and a value.</summary>
    /// <param name="text">The condition.</param>
    /// <exception cref="FormatException">It is none; the message says why, and gives one.</exception>
    public static ExchangeCondition Parse(string text)
    {
        Match parts = Parts().Match(text);
        if (!parts.Success)
        {
            throw Wrong(text);
        }

        string comparison = parts.Groups["comparison"].Value;
        string value = parts.Groups["value"].Value;
        return parts.Groups["field"].Value switch
        {
            "status" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int status) => Ordered(text, comparison, exchange => exchange.Response?.Status, status),
            "duration" when GoDuration.TryParse(value, out TimeSpan duration) => Ordered(text, comparison, exchange => DurationOf(exchange) / TimeSpan.NanosecondsPerTick, duration.Ticks),
            "method" => Equal(text, comparison, exchange => exchange.Request.Method, value),
            "path" => Equal(text, comparison, exchange => RequestTarget.PathOf(exchange.Request.Url ?? ""), value),
            _ => throw Wrong(text),
        };
    }

    /// <summary>Whether it holds for an exchange. One that was not answered has no status, and took no time.</summary>
    public bool Holds(RecordedExchange exchange) => _holds(exchange);

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static ExchangeCondition Ordered(string text, string comparison, Func<RecordedExchange, long?> field, long value) => new(text, comparison switch
    {
        ">=" => exchange => field(exchange) >= value,
        "<=" => exchange => field(exchange) <= value,
        ">" => exchange => field(exchange) > value,
        "<" => exchange => field(exchange) < value,
        "!=" => exchange => field(exchange) is { } known && known != value,
        _ => exchange => field(exchange) == value,
    });

    // Old recordings do not say it.
    private static long? DurationOf(RecordedExchange exchange) => exchange.Response switch
    {
        null => null,
        { DurationNanoseconds: > 0 } response => response.DurationNanoseconds,
        { } response => response.Timestamp.UnixNanoseconds - exchange.Request.Timestamp.UnixNanoseconds,
    };

    private static ExchangeCondition Equal(string text, string comparison, Func<RecordedExchange, string?> field, string value) => comparison switch
    {
        "=" => new ExchangeCondition(text, exchange => field(exchange) == value),
        "!=" => new ExchangeCondition(text, exchange => field(exchange) != value),
        _ => throw Wrong(text),
    };

    private static FormatException Wrong(string text) =>
        new($"'{text}' is no condition; give a field (status, duration, method, path), a comparison (=, !=, and for status and duration >=, <=, >, <) and a value, such as 'status >= 500', 'duration > 2s' or 'path = /orders'");

    [GeneratedRegex(@"^\s*(?<field>[a-z]+)\s*(?<comparison>>=|<=|!=|=|>|<)\s*(?<value>\S.*?)\s*$")]
    private static partial Regex Parts();
}
