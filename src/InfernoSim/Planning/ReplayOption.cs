using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace InfernoSim.Planning;

/// <summary>What an option's value is on a command line.</summary>
internal enum OptionShape
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>Any number of values, one each time the option is given.</summary>
    List,

    /// <summary>No value: it is on when it is given.</summary>
    Switch,
}

/// <summary>
/// One option of a replay. From its entry in <see cref="ReplayOptionTable"/> are made its flag, its keys in
/// <c>replay.yaml</c>, its setting in a test and its part of a baseline's key.
/// </summary>
internal sealed class ReplayOption
{
    private readonly PropertyInfo _property;

    /// <param name="property">The property of <see cref="ReplayOptions"/>.</param>
    /// <param name="name">The name of its flag, without dashes.</param>
    /// <param name="read">Reads its value.</param>
    public ReplayOption(string property, string name, Func<IOptionReader, ReplayOption, object?> read)
    {
        _property = typeof(ReplayOptions).GetProperty(property)!;
        Name = name;
        Keys = [name];
        Read = reader => read(reader, this);
    }

    /// <summary>The property of <see cref="ReplayOptions"/>.</summary>
    public string Property => _property.Name;

    /// <summary>The name of its flag, without dashes.</summary>
    public string Name { get; }

    /// <summary>Whether the command line has a flag for it.</summary>
    public bool HasFlag { get; init; } = true;

    /// <summary>Its keys in a file, which mean the same.</summary>
    public string[] Keys { get; init; }

    /// <summary>The property of a test's settings, where it has another name; with <see cref="Opposite"/> it says the opposite.</summary>
    public string Setting { get => field ?? Property; init; }

    /// <summary>What the flag does, in one sentence, with its unit; other options as in <see cref="OptionWording.Say"/>.</summary>
    public string Help { get; init; } = "";

    /// <summary>What help calls the value.</summary>
    public string ValueName { get; init; } = "";

    /// <summary>The default as it is typed.</summary>
    public string Default { get; init; } = "";

    /// <summary>A value that can be read.</summary>
    public string Example { get; init; } = "";

    /// <summary>A value to show in a file, where it is another.</summary>
    public string FileExample { get => field ?? Example; init; }

    public OptionShape Shape { get; init; }

    /// <summary>The option that says the opposite; <see langword="null"/> when there is none.</summary>
    public OppositeOption? Opposite { get; init; }

    /// <summary>What the option says in a baseline's key; <see langword="null"/> when no figure depends on it.</summary>
    public OptionFigure? Figure { get; init; }

    /// <summary>Reads its value.</summary>
    /// <exception cref="ReplayConfigurationException">It cannot be read.</exception>
    public Func<IOptionReader, object?> Read { get; }

    /// <summary>The same options with another value of this one.</summary>
    public ReplayOptions Set(ReplayOptions options, object? value)
    {
        ReplayOptions changed = options with { };
        _property.SetValue(changed, value);
        return changed;
    }

    /// <summary>The least and the greatest value that the property declares; <see langword="null"/> when it declares none.</summary>
    public (T Least, T Most)? Range<T>()
        where T : struct, INumber<T> => _property.GetCustomAttribute<RangeAttribute>() is { } range
            ? (T.CreateChecked(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture)), T.CreateChecked(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture)))
            : null;

    /// <summary>A number as text, within the range that the property declares.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    /// <param name="expected">What is expected, in words.</param>
    public bool TryNumber<T>(string text, out T value, out string expected)
        where T : struct, INumber<T>
    {
        (T least, T most) = Range<T>() ?? (T.Zero, T.CreateSaturating(ulong.MaxValue));
        bool isWhole = typeof(T) != typeof(double);
        expected = $"{(isWhole ? "whole number" : "number")} from {Plain(least)} to {Plain(most)}";
        return T.TryParse(text, isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
    }

    private static string Plain<T>(T value)
        where T : INumber<T> => value is double number ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : value.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>A name that turns a switch off.</summary>
/// <param name="Name">The name, without dashes.</param>
/// <param name="Help">What its flag does; other options as in <see cref="OptionWording.Say"/>.</param>
internal sealed record OppositeOption(string Name, string Help)
{
    /// <summary>Whether it is a key of a file as well.</summary>
    public bool IsKey { get; init; }
}

/// <summary>An option's part of a baseline's key.</summary>
/// <param name="Place">Where it stands. The key is in files that are kept, so it must not change: a new option comes last.</param>
/// <param name="Text">What it says, in the invariant culture; empty for an option that came later and is not used, so that older keys stay what they are.</param>
internal sealed record OptionFigure(int Place, Func<ReplayOptions, FormattableString> Text);
