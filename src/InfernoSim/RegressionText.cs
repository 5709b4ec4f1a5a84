using System.Globalization;

namespace InfernoSim;

/// <summary>How much worse a figure may be, as a person writes it.</summary>
internal static class RegressionText
{
    /// <summary>Reads a share.</summary>
    /// <param name="text">For example <c>10%</c>.</param>
    /// <returns>The share, 0.1 for <c>10%</c>.</returns>
    /// <exception cref="ReplayConfigurationException">It is not one.</exception>
    public static double Parse(string text) =>
        text.EndsWith('%')
        && double.TryParse(text.AsSpan(0, text.Length - 1).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
        && percent <= 1000
            ? percent / 100
            : throw new ReplayConfigurationException($"'{text}' is not a share from 0% to 1000%; for example 10%");
}
