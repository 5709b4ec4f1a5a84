using System.Buffers;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>The keys that a rule is written with, wherever it is written, and how they become a rule.</summary>
internal static class NoiseRuleFields
{
    public const string Dependency = "dependency";
    public const string Route = "route";
    public const string Optional = "optional";
    public const string Only = "only";
    public const string Form = "form";
    public const string CallsTo = "calls to ";
    public const string FreshWord = "fresh ";
    public const string Example = "'json: $.items[*].id; route: POST /orders'";

    private static readonly SearchValues<char> NotInHeaderName = SearchValues.Create(" \t:,;\"/()");

    private static readonly string[] Kinds = [.. Enum.GetValues<NoiseKind>().Select(KeyOf)];

    /// <summary>Every key.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Kinds, Dependency, Route, Optional, Only];

    /// <summary>A rule taken apart.</summary>
    /// <param name="text">The rule, its parts separated by semicolons.</param>
    /// <exception cref="ReplayConfigurationException">A part is none.</exception>
    public static IEnumerable<KeyValuePair<string, string>> SplitAll(string text) =>
        text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Split);

    /// <summary>A part of a rule taken apart: <c>KEY: VALUE</c>, <c>calls to DEPENDENCY</c> or <c>fresh SET</c>.</summary>
    /// <param name="part">The part.</param>
    /// <exception cref="ReplayConfigurationException">It is neither.</exception>
    public static KeyValuePair<string, string> Split(string part)
    {
        if (part.StartsWith(CallsTo, StringComparison.Ordinal))
        {
            return new(KeyOf(NoiseKind.Calls), part[CallsTo.Length..].Trim());
        }

        if (part.StartsWith(FreshWord, StringComparison.Ordinal))
        {
            return new(KeyOf(NoiseKind.Fresh), part[FreshWord.Length..].Trim());
        }

        int colon = part.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? throw new ReplayConfigurationException($"'{part}' is not KEY: VALUE; write a rule as {Example}")
            : new(part[..colon].TrimEnd(), part[(colon + 1)..].TrimStart());
    }

    /// <summary>The key of a kind.</summary>
    public static string KeyOf(NoiseKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Makes a rule.</summary>
    /// <param name="fields">Keys and values as written.</param>
    /// <param name="at">What to put before a message about a key, such as its file and line.</param>
    /// <exception cref="ReplayConfigurationException">They make no rule.</exception>
    public static NoiseRule ToRule(IReadOnlyList<KeyValuePair<string, string>> fields, Func<string?, string> at)
    {
        foreach ((string key, _) in fields)
        {
            if (!Keys.Contains(key))
            {
                throw new ReplayConfigurationException($"{at(key)}'{key}' is not a key of a rule; did you mean '{NearestName.Of(key, Keys)}'? A rule has one of {string.Join(", ", Kinds)}, and may have {Dependency}, {Route}, {Optional} and {Only}.");
            }
        }

        if (fields.GroupBy(field => field.Key).FirstOrDefault(key => key.Count() > 1) is { } twice)
        {
            throw new ReplayConfigurationException($"{at(twice.Key)}'{twice.Key}' is there twice; leave one out.");
        }

        KeyValuePair<string, string>[] kinds = [.. fields.Where(field => Kinds.Contains(field.Key))];
        if (kinds.Length != 1)
        {
            string found = kinds.Length == 0 ? "none of them" : string.Join(" and ", kinds.Select(kind => $"'{kind.Key}'"));
            throw new ReplayConfigurationException($"{at(kinds.Length == 0 ? null : kinds[1].Key)}a rule has exactly one of {string.Join(", ", Kinds)}, and this one has {found}; for example {Example}");
        }

        return Make(kinds[0], fields.ToDictionary(), at);
    }

    private static NoiseRule Make(KeyValuePair<string, string> target, Dictionary<string, string> fields, Func<string?, string> at)
    {
        NoiseKind kind = Enum.Parse<NoiseKind>(target.Key, ignoreCase: true);
        Check(kind, target, at);
        string? host = fields.GetValueOrDefault(Dependency);
        if (kind == NoiseKind.Calls)
        {
            host = host is null
                ? target.Value
                : throw new ReplayConfigurationException($"{at(Dependency)}'calls' names the dependency itself; leave 'dependency' out.");
        }

        DependencyName? dependency = Read(kind == NoiseKind.Calls ? target.Key : Dependency, host, DependencyName.Parse, at) ?? (kind is NoiseKind.Query or NoiseKind.Path or NoiseKind.Statements ? DependencyName.Parse("*") : null);
        RoutePattern? route = Read(Route, fields.GetValueOrDefault(Route), RoutePattern.Parse, at);
        return NoiseRule.Of(kind, target.Value, dependency, route, ReadOptional(kind, fields.GetValueOrDefault(Optional), at), ReadOnlyPart(kind, fields.GetValueOrDefault(Only), at));
    }

    private static void Check(NoiseKind kind, KeyValuePair<string, string> target, Func<string?, string> at)
    {
        if (target.Value.Length == 0)
        {
            throw new ReplayConfigurationException($"{at(target.Key)}'{target.Key}' has no value; for example {Example}");
        }

        switch (kind)
        {
            case NoiseKind.Json or NoiseKind.Unordered:
                Read(target.Key, target.Value, JsonPath.Parse, at);
                break;
            case NoiseKind.Body:
                Read(target.Key, target.Value, ValuePattern.Parse, at);
                break;
            case NoiseKind.Path:
                Read(target.Key, target.Value, PathPattern.Parse, at);
                break;
            case NoiseKind.Fresh:
                Read(target.Key, target.Value, FreshSet.Parse, at);
                break;
            case NoiseKind.Statements when target.Value != Form:
                throw new ReplayConfigurationException($"{at(target.Key)}of statements only the '{Form}' of their text can be ignored, and '{target.Value}' is not that; write statements: {Form}");
            case NoiseKind.Header when target.Value.AsSpan().ContainsAny(NotInHeaderName):
                throw new ReplayConfigurationException($"{at(target.Key)}'{target.Value}' is not the name of a header; write the name alone, for example header: X-Request-Id");
        }
    }

    private static bool ReadOptional(NoiseKind kind, string? value, Func<string?, string> at) => (value, kind) switch
    {
        (null or "false", _) => false,
        ("true", not (NoiseKind.Header or NoiseKind.Query or NoiseKind.Form or NoiseKind.Json)) =>
            throw new ReplayConfigurationException($"{at(Optional)}optional has no meaning for '{KeyOf(kind)}'; leave it out."),
        ("true", _) => true,
        _ => throw new ReplayConfigurationException($"{at(Optional)}optional is '{value}'; it is true or false."),
    };

    private static string? ReadOnlyPart(NoiseKind kind, string? value, Func<string?, string> at)
    {
        if (value is not null && kind is not (NoiseKind.Header or NoiseKind.Query or NoiseKind.Form or NoiseKind.FileName or NoiseKind.Json))
        {
            throw new ReplayConfigurationException($"{at(Only)}only has no meaning for '{KeyOf(kind)}', which says itself what is ignored; leave it out.");
        }

        Read(Only, value, ValuePattern.Parse, at);
        return value;
    }

    private static T? Read<T>(string key, string? value, Func<string, T> parse, Func<string?, string> at)
        where T : class
    {
        try
        {
            return value is null ? null : parse(value);
        }
        catch (ReplayConfigurationException problem)
        {
            throw new ReplayConfigurationException($"{at(key)}{key}: {problem.Message}", problem);
        }
    }
}
