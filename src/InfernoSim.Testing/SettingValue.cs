using System.Numerics;
using InfernoSim.Planning;

namespace InfernoSim.Testing;

/// <summary>The value of a setting, read as the option that it is. Numbers are checked when the replay is planned.</summary>
/// <param name="property">The setting.</param>
/// <param name="value">Its value.</param>
internal sealed class SettingValue(string property, object? value) : IOptionReader
{
    /// <inheritdoc/>
    public Func<string, string?> Environment => System.Environment.GetEnvironmentVariable;

    /// <inheritdoc/>
    public T Number<T>(ReplayOption option)
        where T : struct, INumber<T> => (T)value!;

    /// <inheritdoc/>
    public TimeSpan Duration(ReplayOption option) => Parsed(text => DurationText.Parse(text, option.Example));

    /// <inheritdoc/>
    public bool Switch() => (bool)value!;

    /// <inheritdoc/>
    public T Choice<T>()
        where T : struct, Enum => (T)value!;

    /// <inheritdoc/>
    public T Parsed<T>(Func<string, T> parse) => ReplaySettings.Read(property, (string?)value, parse);

    /// <inheritdoc/>
    public IReadOnlyList<T> List<T>(ReplayOption option, Func<string, T> parse) => [.. ((string[])value!).Select(text => ReplaySettings.Read(property, text, parse))];
}
