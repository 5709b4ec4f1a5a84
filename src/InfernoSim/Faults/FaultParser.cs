using System.Globalization;
using InfernoSim.Matching;

namespace InfernoSim.Faults;

/// <summary>Reads the text of a rule; see <see cref="Fault.Parse"/>.</summary>
internal static class FaultParser
{
    // The greatest delay that a timer of the runtime takes is a little under 50 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private static readonly string[] Keys = ["dep", "latency", "timeout", "retries", "jitter", "drop", "reset", "blackhole", "status", "rate", "sql", "kind", "error"];

    public static Fault Parse(string text)
    {
        Dictionary<string, string> values = ReadPairs(text);
        StatementName? statements = StatementsOf(text, values);
        if (!values.TryGetValue("dep", out string? dependency) && statements is null)
        {
            throw Invalid(text, "it does not say which dependency. Add dep=HOST, dep=HOST:PORT or dep=* (every dependency), or sql=TABLE.");
        }

        if (values.Keys.All(IsNoEffect))
        {
            throw Invalid(text, $"it has no effect. Add at least one of {string.Join(", ", Keys.Where(key => !IsNoEffect(key) && (statements is null ? key != "error" : !IsForHttp(key))))}.");
        }

        if (!DependencyName.TryParse(dependency ?? "*", out DependencyName? name))
        {
            throw Invalid(text, $"dep='{dependency}' does not name a dependency. Write HOST, HOST:PORT or *, for example dep=payments.test:8080.");
        }

        return new Fault(text, name)
        {
            Sql = statements,
            Error = ErrorOf(text, values),
            Latency = Delay(text, values, "latency") ?? TimeSpan.Zero,
            Jitter = Delay(text, values, "jitter") ?? TimeSpan.Zero,
            Timeout = Delay(text, values, "timeout"),
            Retries = Number(text, values, "retries", 0, 1000) ?? 0,
            Drop = Share(text, values, "drop") ?? 0,
            Reset = Share(text, values, "reset") ?? 0,
            Blackhole = Share(text, values, "blackhole") ?? 0,
            Status = Number(text, values, "status", 200, 599),
            Rate = Share(text, values, "rate") ?? 1,
        };
    }

    private static bool IsNoEffect(string key) => key is "dep" or "sql" or "kind" or "rate";

    private static bool IsForHttp(string key) => key is "dep" or "status" or "reset" or "blackhole";

    private static StatementName? StatementsOf(string text, Dictionary<string, string> values)
    {
        if (values.TryGetValue("sql", out string? name))
        {
            return values.Keys.Any(IsForHttp)
                ? throw Invalid(text, "'sql' is for statements: 'dep', 'status', 'reset' and 'blackhole' are for calls over HTTP. Write error=deadlock, error=serialization, error=unique or error=connection for a statement that fails.")
                : new StatementName(name, values.GetValueOrDefault("kind"));
        }

        return values.ContainsKey("kind") || values.ContainsKey("error")
            ? throw Invalid(text, "'kind' and 'error' are for statements. Add sql=TABLE, sql=DATABASE or sql=* (every statement).")
            : null;
    }

    private static StatementError ErrorOf(string text, Dictionary<string, string> values) => values.GetValueOrDefault("error") switch
    {
        null => StatementError.None,
        "deadlock" => StatementError.Deadlock,
        "serialization" => StatementError.Serialization,
        "unique" => StatementError.Unique,
        "connection" => StatementError.Connection,
        var other => throw BadValue(text, "error", other, "is none of deadlock, serialization, unique and connection"),
    };

    private static Dictionary<string, string> ReadPairs(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            string key = equals < 0 ? pair : pair[..equals];
            if (!Keys.Contains(key))
            {
                throw Invalid(text, $"'{key}' is not a key it can have. Known keys: {string.Join(", ", Keys)}. Did you mean '{NearestName.Of(key, Keys)}'?");
            }

            if (equals < 0 || equals == pair.Length - 1)
            {
                throw Invalid(text, $"'{key}' has no value. Write {Example(key)}, without spaces around the '='.");
            }

            if (!values.TryAdd(key, pair[(equals + 1)..]))
            {
                throw Invalid(text, $"it says '{key}' twice. Keep one, or write two rules.");
            }
        }

        return values;
    }

    private static TimeSpan? Delay(string text, Dictionary<string, string> values, string key)
    {
        if (!values.TryGetValue(key, out string? value))
        {
            return null;
        }

        if (!GoDuration.TryParse(value, out TimeSpan delay))
        {
            throw BadValue(text, key, value, "is not a duration");
        }

        return delay < TimeSpan.Zero || delay > LongestDelay
            ? throw BadValue(text, key, value, "is not between 0 and 24h")
            : delay;
    }

    private static int? Number(string text, Dictionary<string, string> values, string key, int least, int greatest)
    {
        if (!values.TryGetValue(key, out string? value))
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= greatest
            ? number
            : throw BadValue(text, key, value, $"is not a whole number from {least} to {greatest}");
    }

    private static double? Share(string text, Dictionary<string, string> values, string key)
    {
        if (!values.TryGetValue(key, out string? value))
        {
            return null;
        }

        bool isPercent = value.EndsWith('%');
        bool isNumber = double.TryParse(
            value.AsSpan(0, value.Length - (isPercent ? 1 : 0)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        double share = isPercent ? number / 100 : number;
        return isNumber && share is >= 0 and <= 1
            ? share
            : throw BadValue(text, key, value, "is not a share from 0% to 100% (or from 0 to 1)");
    }

    private static string Example(string key) => key switch
    {
        "dep" => "dep=payments.test",
        "latency" => "latency=+200ms",
        "timeout" => "timeout=1s",
        "retries" => "retries=2",
        "jitter" => "jitter=50ms",
        "drop" => "drop=5%",
        "reset" => "reset=5%",
        "blackhole" => "blackhole=5%",
        "status" => "status=503",
        "sql" => "sql=orders",
        "kind" => "kind=insert",
        "error" => "error=deadlock",
        _ => "rate=10%",
    };

    private static ReplayConfigurationException BadValue(string text, string key, string value, string reason) =>
        Invalid(text, $"{key}='{value}' {reason}. Write for example {Example(key)}.");

    private static ReplayConfigurationException Invalid(string text, string reason) => new($"Fault rule '{text}': {reason}");
}
