using System.Globalization;

namespace InfernoSim.Load.Envelope;

/// <summary>How a rate that a person typed is read.</summary>
internal static class RateText
{
    /// <summary>Parses a rate.</summary>
    /// <param name="text">For example <c>120 req/s</c>, <c>120/s</c> or <c>120</c>.</param>
    /// <returns>Requests a second, more than 0.</returns>
    /// <exception cref="ReplayConfigurationException">It is not one.</exception>
    public static double Parse(string text)
    {
        string number = text.Trim();
        foreach (string unit in (string[])["req/s", "/s"])
        {
            number = number.EndsWith(unit, StringComparison.OrdinalIgnoreCase) ? number[..^unit.Length].TrimEnd() : number;
        }

        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate > 0 && double.IsFinite(rate)
            ? rate
            : throw new ReplayConfigurationException($"'{text}' is not a number of requests a second, more than 0; for example 120 req/s");
    }
}
