using System.Globalization;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>A rule of sampling as it is written on a command line: a share or so many a second, and the route.</summary>
internal sealed class SamplingText
{
    private const string PerSecond = "/s";
    private const char Percent = '%';

    private readonly string _text;
    private readonly Action<SamplingRules> _add;

    private SamplingText(string text, Action<SamplingRules> add) => (_text, _add) = (text, add);

    /// <summary>Reads a rule, such as <c>1% /health</c> or <c>50/s /quotes/{item}</c>; without a route, it is for any.</summary>
    /// <param name="text">The rule.</param>
    /// <exception cref="ReplayConfigurationException">It is none.</exception>
    public static SamplingText Parse(string text)
    {
        string[] words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? route = words.Length == 2 ? words[1] : null;
        if (words.Length == 0 || route?.StartsWith('/') == false || Amount(words[0], route) is not { } add)
        {
            throw new ReplayConfigurationException($"'{text}' does not say how much is recorded: a share from 0% to 100% (or from 0 to 1), or so many a second, and then a route, such as '1% /health' or '50/s /quotes/{{item}}'.");
        }

        try
        {
            add(new SamplingRules());
        }
        catch (ArgumentException e)
        {
            throw new ReplayConfigurationException($"'{text}' does not say of what: '{route}' is no route; write it as the service maps it, such as /orders/{{id}}.", e);
        }

        return new SamplingText(string.Join(' ', words), add);
    }

    /// <summary>Reads a share, such as <c>2%</c> or <c>0.02</c>.</summary>
    /// <param name="text">The share.</param>
    /// <returns>A number from 0 to 1; <see langword="null"/> where it is none.</returns>
    public static double? Share(string text)
    {
        bool isPercent = text.EndsWith(Percent);
        return double.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && (isPercent ? number / 100 : number) is >= 0 and <= 1 and double share
                ? share
                : null;
    }

    /// <summary>Adds it to others.</summary>
    /// <param name="rules">The rules that come before it.</param>
    public void AddTo(SamplingRules rules) => _add(rules);

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static Action<SamplingRules>? Amount(string amount, string? route)
    {
        if (amount.EndsWith(PerSecond, StringComparison.Ordinal))
        {
            return int.TryParse(amount.AsSpan(0, amount.Length - PerSecond.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int perSecond)
                ? rules => rules.RateLimit(perSecond, route)
                : null;
        }

        return Share(amount) is { } share ? rules => rules.Ratio(share, route) : null;
    }
}
